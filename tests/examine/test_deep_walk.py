"""The whole walk: complete, stopped, gone on with, and refused a foreign state."""

from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine import deep_walk as module
from hemostat.examine.package_verification import Verification
from hemostat.examine.steps.startups import draft
from hemostat.examine.steps.walk import walk_files
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.records import FileFact, FileSign, Provenance
from hemostat.store.deep_progress import DeepProgress, load_progress
from made_roots import install_dpkg, put, tree_of, whole


def host(root: Path) -> Path:
    whole(root)
    files = {f"/usr/share/f{number}/data": b"good" for number in range(6)}
    install_dpkg(root, "tools", files)
    for path, content in files.items():
        put(root, path, content)
    put(root, "/usr/share/f1/data", b"evil")
    put(root, "/usr/share/f5/data", b"evil")
    put(root, "/tmp/.k/x", b"#!/bin/sh\n", 0o755)
    return root


def work_of(root: Path, cache: Path | None) -> Work:
    work = begin(tree_of(root), Settings(rulebook=Rulebook(()), deep=True, cache=cache))
    draft(work)
    return work


def changed(work: Work) -> set[str]:
    facts = work.records.of(FileFact)
    return {fact.path for fact in facts if fact.state is Provenance.CHANGED}


def deep(work: Work) -> CoverageEntry:
    (entry,) = [each for each in work.coverage if each.artifact == "linux.deep.packages"]
    return entry


def state(cache: Path) -> DeepProgress:
    found = load_progress(cache)
    assert isinstance(found, DeepProgress)
    return found


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_FILES", 1)


@pytest.mark.requirement("A6L.4")
def test_everything_is_compared(tmp_path: Path) -> None:
    work = work_of(host(tmp_path), None)
    walk_files(work)
    assert changed(work) == {"/usr/share/f1/data", "/usr/share/f5/data"}
    assert deep(work).outcome is Outcome.READ
    assert "6 packaged files" in deep(work).reason


def test_a_stopped_walk_goes_on_where_it_was_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    host(root)
    verify, calls = Verification.verify, 0

    def interrupted(self: Verification, batch: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt
        verify(self, batch)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Verification, "verify", interrupted)
        first = work_of(root, cache)
        with pytest.raises(KeyboardInterrupt):
            walk_files(first)
    assert deep(first).outcome is Outcome.TOO_LARGE
    assert "give the same --cache" in deep(first).reason
    before = state(cache)
    assert not before.is_done
    assert 0 < before.verified < 6

    second = work_of(root, cache)
    walk_files(second)
    assert any("went on after" in note for note in second.info.notes)
    assert changed(second) == {"/usr/share/f1/data", "/usr/share/f5/data"}
    after = state(cache)
    assert (after.is_done, after.verified) == (True, 6)
    assert any(sign.path == "/tmp/.k/x" for sign in second.records.of(FileSign))


def test_a_state_of_other_packages_is_not_used(tmp_path: Path) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    walk_files(work_of(host(root), cache))
    install_dpkg(root, "more", {"/usr/share/z": b"good"})
    again = work_of(root, cache)
    walk_files(again)
    assert any("of another host, source or set of packages" in note for note in again.info.notes)
    assert state(cache).verified == 6


def test_a_damaged_state_costs_a_second_walk_only(tmp_path: Path) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    cache.mkdir()
    (cache / "deep-progress.json").write_text("{")
    work = work_of(host(root), cache)
    walk_files(work)
    assert any("not JSON" in note for note in work.info.notes)
    assert state(cache).is_done
