"""Views of this very host agree; a view that cannot be had is a hole with its reason."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from hemostat.detect.checks.hidden_file import folder_count, hidden_file
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.steps import views
from hemostat.examine.steps.views import compare_names, compare_views, trust_of
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.coverage import Outcome
from hemostat.model.finding import Claim, Subject
from hemostat.model.records import CrossView
from hemostat.trees.host_tree import TreeInfo
from hemostat.trees.live import LiveTree
from made_host import make_host
from made_roots import put, tree_of

pytestmark = pytest.mark.requirement("A6L.3")


def work_of(tree: LiveTree) -> Work:
    return begin(tree, Settings(rulebook=Rulebook.of(())))


def test_this_host_hides_nothing_and_the_look_is_quick() -> None:
    work = work_of(LiveTree())
    began = time.process_time()
    compare_views(work)
    compare_names(work)
    assert time.process_time() - began < 1.5
    assert work.records.of(CrossView) == ()
    assert {entry.artifact for entry in work.coverage} >= {
        "linux.probe.processes",
        "linux.probe.folders",
    }
    assert any("kernel" in note for note in work.notes)


def test_modules_of_a_collected_host_are_compared_as_well(tmp_path: Path) -> None:
    put(make_host(tmp_path), "/proc/modules", b"ext4 1 0 - Live 0x0000000000000000\n")
    put(tmp_path, "/sys/module/ext4/taint", b"\n")
    put(tmp_path, "/sys/module/rk/taint", b"OE\n")
    work = begin(tree_of(tmp_path), Settings(rulebook=Rulebook.of(())))
    compare_views(work)
    compare_names(work)
    assert [view.value for view in work.records.of(CrossView)] == ["rk"]
    assert work.notes == []


class HidesProcesses(LiveTree):
    """This host, where /proc is said to be mounted with hidepid."""

    def info(self) -> TreeInfo:
        return replace(super().info(), not_covered=((b"/proc", "is mounted with hidepid=2"),))


def test_a_proc_that_hides_processes_is_a_hole_and_no_proof() -> None:
    work = work_of(HidesProcesses())
    compare_views(work)
    (entry,) = [e for e in work.coverage if e.artifact == "linux.probe.processes"]
    assert (entry.outcome, entry.reason) == (Outcome.DENIED, "is mounted with hidepid=2")
    assert work.records.of(CrossView) == ()


def test_one_views_fault_is_a_hole_and_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise ValueError("made to fail")

    monkeypatch.setattr(views, "compare_tasks", broken)
    work = work_of(LiveTree())
    compare_views(work)
    entries = {entry.artifact: entry for entry in work.coverage}
    assert entries["linux.probe.processes"].outcome is Outcome.FAILED
    assert "made to fail" in entries["linux.probe.processes"].reason
    assert "linux.probe.ports" in entries


def test_evidence_is_untrusted_once_the_host_was_caught_hiding() -> None:
    work = work_of(LiveTree())
    assert trust_of(work) == "host"
    claim = Claim(subjects=(Subject("file", "/usr"),), because=())
    work.claims.append((folder_count.info, claim))
    assert trust_of(work) == "host"
    work.claims.append((hidden_file.info, claim))
    assert trust_of(work) == "untrusted"
