"""What an examination begins with, and how its reads are bounded."""

import os
import time
from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine import work as module
from hemostat.examine.work import HUNG, Settings, begin, watched
from hemostat.model.coverage import Outcome
from hemostat.trees.folder import FolderTree
from made_host import make_host


def test_a_work_knows_its_host_and_the_places_that_apply(tmp_path: Path) -> None:
    work = begin(FolderTree(os.fsencode(make_host(tmp_path))), Settings(rulebook=Rulebook(())))
    assert work.identity.name == "web-01"
    assert work.is_complete
    assert any(path.startswith("/proc/") for each in work.artifacts for path in each.paths)
    assert not work.has_database


def test_without_processes_no_place_below_proc_is_asked_for(tmp_path: Path) -> None:
    make_host(tmp_path)
    (tmp_path / "proc").rename(tmp_path / "not-proc")
    work = begin(FolderTree(os.fsencode(tmp_path)), Settings(rulebook=Rulebook(())))
    assert work.kernel is None
    assert work.artifacts
    assert not any(all(path.startswith("/proc/") for path in each.paths) for each in work.artifacts)


def test_what_went_wrong_is_coverage(tmp_path: Path) -> None:
    work = begin(FolderTree(os.fsencode(make_host(tmp_path))), Settings(rulebook=Rulebook(())))
    work.note("run", "places", Outcome.FAILED, "interrupted")
    (entry,) = work.coverage
    assert (entry.artifact, entry.path, entry.reason) == ("run", "places", "interrupted")


def test_a_read_that_hangs_is_given_up_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WATCH_SECONDS", 0.1)

    def read(item: int) -> int:
        if item == 2:
            time.sleep(0.6)
        return item

    assert dict(watched(read, [1, 2, 3])) == {1: 1, 2: HUNG, 3: 3}
