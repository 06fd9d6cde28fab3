"""Trees in memory: content in runs, and what a missing name means."""

import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.failure import Absent, Failed, NotCollected, TooLarge
from hemostat.trees.host_tree import FileKind
from hemostat.trees.nodes import HeldContent, Node, NodeTree, PlacedContent, folder
from hemostat.trees.tar_sparse import Piece


def file(data: bytes) -> Node:
    return Node(FileKind.FILE, size=len(data), content=HeldContent(data))


def test_holes_are_zeros_and_the_limit_holds() -> None:
    with tempfile.TemporaryFile() as place:
        place.write(b"..abcdef")
        place.flush()
        content = PlacedContent(place.fileno(), (Piece(2, 2, 3), Piece(7, 5, 1)), 10)
        assert b"".join(content.chunks(100)) == b"\0\0abc\0\0d\0\0"
        for most in range(11):
            assert b"".join(content.chunks(most)) == b"\0\0abc\0\0d\0\0"[:most]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20)), max_size=6), st.integers(0, 99))
def test_any_layout_gives_what_writing_it_gives(runs: list[tuple[int, int]], most: int) -> None:
    source = bytes(range(1, 200))
    pieces: list[Piece] = []
    at = offset = 0
    for gap, size in runs:
        pieces.append(Piece(at + gap, offset, size))
        at, offset = at + gap + size, offset + size
    expected = bytearray(at + 5)
    for piece in pieces:
        expected[piece.at : piece.at + piece.size] = source[piece.offset :][: piece.size]
    with tempfile.TemporaryFile() as place:
        place.write(source)
        place.flush()
        content = PlacedContent(place.fileno(), tuple(pieces), len(expected))
        assert b"".join(content.chunks(most)) == bytes(expected[:most])


def test_a_file_shorter_than_it_should_be_is_never_taken_for_whole() -> None:
    top = folder(was_walked=True)
    top.names[b"f"] = Node(FileKind.FILE, size=9, content=HeldContent(b"short"))
    tree = NodeTree(top)
    assert tree.read(b"/f", 100) == TooLarge(9, b"short")
    assert isinstance(tree.digest(b"/f"), Failed)


def test_a_missing_name_is_absent_in_a_walked_folder_only() -> None:
    top = folder()
    top.names[b"etc"], top.names[b"srv"] = folder(was_walked=True), folder()
    top.names[b"srv"].names[b"f"] = file(b"")
    tree = NodeTree(top)
    assert tree.stat(b"/etc/x") == Absent()
    assert isinstance(tree.stat(b"/srv/x"), NotCollected)
    assert isinstance(tree.stat(b"/opt"), NotCollected)
    assert NodeTree(top, knows_folders=False).stat(b"/srv/x") == Absent()


def test_reading_what_is_no_file_is_failed() -> None:
    top = folder(was_walked=True)
    top.names[b"d"] = folder()
    top.names[b"l"] = Node(FileKind.LINK, target=b"d")
    top.names[b"p"] = Node(FileKind.FIFO)
    tree = NodeTree(top)
    for path in (b"/d", b"/l", b"/p", b"/"):
        assert isinstance(tree.read(path, 10), Failed)
    assert isinstance(tree.scandir(b"/l"), Failed)
    assert tree.scandir(b"/p") == Absent()
    assert isinstance(tree.readlink(b"/d"), Failed)


def test_a_link_that_was_seen_without_its_text_says_so() -> None:
    top = folder(was_walked=True)
    top.names[b"exe"] = Node(FileKind.LINK, hole=Absent())
    assert NodeTree(top).readlink(b"/exe") == Absent()


@pytest.mark.parametrize("name", [b"etc", b"proc", b"var"])
def test_even_a_walked_root_cannot_be_without_some_folders(name: bytes) -> None:
    tree = NodeTree(folder(was_walked=True))
    assert isinstance(tree.stat(b"/" + name), NotCollected)
    assert tree.stat(b"/snap") == Absent()
