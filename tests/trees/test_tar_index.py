"""Members put in their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.host_tree import FileKind
from hemostat.trees.nodes import Node
from hemostat.trees.tar_format import Member
from hemostat.trees.tar_index import Index, index_members


def index_of(*members: tuple[bytes, str] | tuple[bytes, str, bytes]) -> Index:
    return index_members(
        (Member(name=name, type=kind, target=b"".join(target)) for name, kind, *target in members),
        -1,
    )


def test_a_later_file_takes_the_place_of_a_folder_and_that_is_said() -> None:
    index = index_of((b"etc/cron.d/x", "0"), (b"etc/cron.d", "2", b"/tmp"))
    assert index.root.names[b"etc"].names[b"cron.d"].kind is FileKind.LINK
    assert index.notes == ("1 folders were replaced by a later member that is none",)


def test_a_folder_that_comes_after_its_files_keeps_them() -> None:
    index = index_of((b"etc/a", "0"), (b"etc/", "5"))
    etc = index.root.names[b"etc"]
    assert etc.was_walked
    assert list(etc.names) == [b"a"]
    assert index.notes == ()


def test_labels_of_volumes_are_no_files() -> None:
    assert index_of((b"label", "V"), (b"rest", "M")).root.names == {}


@pytest.mark.parametrize(
    ("name", "word"),
    [(b"a\0b", "no Linux host"), (b"n" * 256, "no Linux host"), (b"p/" * 3000, "no Linux host")],
)
def test_impossible_names_are_refused(name: bytes, word: str) -> None:
    index = index_of((name, "0"))
    assert index.root.names == {}
    assert word in index.notes[0]


def test_more_members_than_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemostat.trees.tar_index.MAX_MEMBERS", 2)
    index = index_of((b"a", "0"), (b"b", "0"), (b"c", "0"))
    assert sorted(index.root.names) == [b"a", b"b"]
    assert index.counts["too many"] == 1


PARTS = st.sampled_from([b"a", b"b", b"..", b".", b"", b"c\n"])
NAMES = st.lists(PARTS, min_size=1, max_size=4).map(b"/".join)


@given(st.lists(st.tuples(NAMES, st.sampled_from("01235DV6x"), NAMES), max_size=12))
def test_any_members_make_a_tree_that_ends_and_stays_inside(
    members: list[tuple[bytes, str, bytes]],
) -> None:
    todo: list[Node] = [index_of(*members).root]
    seen = 0
    while todo:
        node = todo.pop()
        seen += 1
        assert node.kind is FileKind.FOLDER or not node.names
        assert not node.names.keys() & {b"", b".", b".."}
        todo.extend(node.names.values())
    assert seen <= 1 + 4 * len(members)
