import pytest

from hemostat.detect.hidden import claim_of, is_by_library, suspects
from hemostat.model.finding import Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import CrossView, InjectedLibrary

pytestmark = pytest.mark.requirement("A6L.3")
FILE = CrossView(kind="file", value="/a", seen_by="getdents64", missing_from="readdir")
TASK = CrossView(kind="process", value="a", seen_by="kill(pid, 0)", missing_from="/proc", pid=3)


def library(path: str, *hooks: str) -> InjectedLibrary:
    return InjectedLibrary(path=HostPath(path), hooks=hooks)


def test_what_only_the_c_library_leaves_out_is_hidden_by_a_library() -> None:
    assert is_by_library(FILE)
    assert not is_by_library(TASK)


def test_who_replaces_most_is_named_first_and_each_once() -> None:
    found = suspects([library("/a.so"), library("/b.so", "readdir", "open"), library("/a.so")])
    assert [each.path for each in found] == ["/b.so", "/a.so"]


def test_a_library_is_blamed_for_what_a_library_can_hide_only() -> None:
    by = (library("/a.so", "readdir"),)
    claim = claim_of(FILE, (Subject("file", "/a"),), by, Level.HIGH)
    assert (claim.values["library"], claim.because) == ("/a.so", (FILE, *by))
    claim = claim_of(TASK, (Subject("process", "a"),), by, Level.HIGH)
    assert (claim.values["library"], claim.because) == ("-", (TASK,))
