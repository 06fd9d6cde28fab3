"""The first look: only on a running host, and said at once."""

from pathlib import Path

import pytest

from hemostat.collect.probes.own_maps import OwnProcess
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.steps import self_look
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.finding import Finding
from hemostat.model.path import HostPath
from hemostat.model.records import InjectedLibrary
from hemostat.trees.live import LiveTree
from made_host import make_host
from made_roots import tree_of

pytestmark = pytest.mark.requirement("A6L.3")
STRANGER = InjectedLibrary(path=HostPath("/dev/shm/.x.so"), pid=7, is_ours=True, hooks=("readdir",))


def looked(found: OwnProcess, monkeypatch: pytest.MonkeyPatch) -> tuple[Work, list[Finding]]:
    """This host, with what the look at our own maps is made to give."""
    said: list[Finding] = []
    monkeypatch.setattr(self_look, "look_at_own_maps", lambda *_: found)
    work = begin(LiveTree(), Settings(rulebook=Rulebook.of(()), early=said.append))
    self_look.look_at_self(work)
    return work, said


def test_a_stranger_is_said_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    work, (finding,) = looked(OwnProcess((STRANGER,)), monkeypatch)
    assert finding.subjects[0].value == "/dev/shm/.x.so"
    assert finding.trust == "untrusted"
    assert work.notes == [self_look.NOTE]
    assert work.records.of(InjectedLibrary) == (STRANGER,)


def test_nobody_there_and_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    work, said = looked(OwnProcess(), monkeypatch)
    assert (said, work.notes, work.base) == ([], [], None)


def test_a_collected_host_is_not_ours_to_look_at(tmp_path: Path) -> None:
    work = begin(tree_of(make_host(tmp_path)), Settings(rulebook=Rulebook.of(())))
    self_look.look_at_self(work)
    assert (work.coverage, len(work.records)) == ([], 0)


def test_python_and_we_lie_in_our_own_folders() -> None:
    folders = set(self_look.own_folders())
    assert str(Path(self_look.__file__).parents[3]) in folders
    assert not folders & {"/usr", "/usr/local", "/"}
