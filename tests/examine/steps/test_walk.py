"""The walk as a step: its budget, its silence, its end by force."""

import time
from pathlib import Path

import pytest

from hemostat.collect.walk import Folder
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.candidates import Gathered
from hemostat.examine.steps import walk as module
from hemostat.examine.steps.startups import draft
from hemostat.examine.steps.walk import walk_files
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.coverage import Outcome
from hemostat.trees.folder import FolderTree
from made_roots import put, tree_of, whole


def work_of(root: Path, **settings: object) -> Work:
    work = begin(tree_of(root), Settings(rulebook=Rulebook(()), **settings))  # type: ignore[arg-type]
    draft(work)
    return work


def host(root: Path) -> Path:
    put(whole(root), "/tmp/x.sh", b"#!/bin/sh\n", 0o755)
    put(root, "/var/www/i.php", b"<?php\n")
    return root


def test_a_walk_leaves_candidates_and_says_where_it_was(tmp_path: Path) -> None:
    places: list[str] = []
    work = work_of(host(tmp_path), within=lambda place, _left: places.append(place))
    walk_files(work)
    assert [each.path for each in work.candidates] == ["/tmp/x.sh", "/var/www/i.php"]
    read = [
        e.path for e in work.coverage if (e.artifact, e.outcome) == ("linux.walk", Outcome.READ)
    ]
    assert {"/tmp", "/var/www"} <= set(read)
    assert "/tmp" in places


def test_a_folder_that_hangs_costs_its_area_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HANG_SECONDS", 0.05)
    listing = FolderTree.listing

    def slow(self: FolderTree, path: bytes) -> object:
        if path == b"/tmp":
            time.sleep(2)
        return listing(self, path)

    monkeypatch.setattr(FolderTree, "listing", slow)
    work = work_of(host(tmp_path))
    walk_files(work)
    (entry,) = [e for e in work.coverage if (e.artifact, e.path) == ("linux.walk", "/tmp")]
    assert "did not answer" in entry.reason
    assert [each.path for each in work.candidates] == ["/var/www/i.php"]


def test_ctrl_c_keeps_what_was_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Gathered.visit

    def interrupted(self: Gathered, folder: Folder) -> None:
        visit(self, folder)
        if folder.path == b"/tmp":
            raise KeyboardInterrupt

    monkeypatch.setattr(Gathered, "visit", interrupted)
    work = work_of(host(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        walk_files(work)
    assert [each.path for each in work.candidates] == ["/tmp/x.sh"]
