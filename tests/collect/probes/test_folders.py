"""Names that one listing has and the other leaves out, and folders that only the count tells of."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hemostat.collect.probes.folders import compare_folders, known_but_unlisted, listing_of
from hemostat.model.coverage import Outcome
from hemostat.model.records import CrossView
from hemostat.trees.footprint import Touches
from hemostat.trees.live import LiveTree
from hemostat.trees.raw import RawHost
from made_raw import Made, MadeRaw

pytestmark = pytest.mark.requirement("A6L.3")
TEMPORARY = b"/tmp"


def never() -> bool:
    return False


def without(*hidden: bytes, of: Made) -> Callable[[bytes], frozenset[bytes] | None]:
    """A C library that leaves some names out."""
    return lambda path: frozenset(of.folders[path]) - set(hidden)


def differences(made: Made, *hidden: bytes) -> list[CrossView]:
    """What is found of /tmp."""
    ordinary = without(*hidden, of=made)
    return compare_folders(MadeRaw(made), [TEMPORARY], ordinary=ordinary, until=never).differences


def test_a_name_the_c_library_leaves_out_is_hidden() -> None:
    made = Made(folders={TEMPORARY: {b"a": False, b".svc": True}})
    (view,) = differences(made, b".svc")
    assert (view.value, view.seen_by, view.missing_from) == ("/tmp/.svc", "getdents64", "readdir")
    assert differences(made) == []


def test_a_name_that_just_came_or_just_went_is_not_hidden() -> None:
    made = Made(folders={TEMPORARY: {b"a": False, b"new": False}})
    looks = iter([frozenset({b"a"}), frozenset({b"a", b"new"})])
    found = compare_folders(MadeRaw(made), [TEMPORARY], ordinary=lambda _: next(looks), until=never)
    assert found.differences == []

    def goes(path: bytes) -> frozenset[bytes]:
        made.folders[TEMPORARY].pop(b"a", None)
        return frozenset()

    made = Made(folders={TEMPORARY: {b"a": False}})
    assert compare_folders(MadeRaw(made), [TEMPORARY], ordinary=goes, until=never).differences == []


@pytest.mark.parametrize(
    ("file_system", "expected"), [(0xEF53, 1), (0x58465342, 1), (0x9123683E, 0)]
)
def test_a_folder_only_the_link_count_tells_of(file_system: int, expected: int) -> None:
    made = Made(
        folders={TEMPORARY: {b"a": True, b"f": False}},
        counts={TEMPORARY: 5},
        file_system=file_system,
    )
    found = differences(made)
    assert [(view.seen_by, view.count) for view in found] == [("link count", 2)] * expected


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_count_that_is_right_or_was_given_up_says_nothing(count: int) -> None:
    made = Made(folders={TEMPORARY: {b"a": True}}, counts={TEMPORARY: count})
    assert differences(made) == []


def test_a_file_that_answers_and_stands_in_no_list() -> None:
    made = Made(folders={b"/etc": {b"passwd": False}}, files={b"/etc/ld.so.preload": b""})
    raw = MadeRaw(made)
    paths = [b"/etc/passwd", b"/etc/ld.so.preload", b"/etc/nothing"]
    (view,) = known_but_unlisted(raw, paths, ordinary=without(of=made))
    assert (view.value, view.seen_by) == ("/etc/ld.so.preload", "stat")


def test_folders_left_when_time_is_up_are_a_hole() -> None:
    made = Made(folders={TEMPORARY: {}})
    found = compare_folders(
        MadeRaw(made), [TEMPORARY], ordinary=without(of=made), until=lambda: True
    )
    (entry,) = found.coverage
    assert entry.outcome is Outcome.FAILED
    assert entry.reason.startswith("1 folders")


def test_this_host_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / os.fsdecode(b"\xff odd")).touch()
    paths = [os.fsencode(tmp_path), b"/etc", b"/usr/bin", b"/dev", b"/"]
    found = compare_folders(RawHost(Touches()), paths, ordinary=listing_of(LiveTree()), until=never)
    assert found.differences == []
    assert found.seen == 5
