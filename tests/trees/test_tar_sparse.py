"""Maps of holes that nobody's tar writes, but an intruder's might; good ones: test_tar.py."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.tar_header import Pax
from hemostat.trees.tar_sparse import Layout, Piece, layout_of


def layout(pax: Pax, content: bytes = b"", block: bytes = bytes(512)) -> Layout:
    return layout_of(block, 0, len(content), pax, lambda at, size: content[at : at + size])


def test_a_plain_file_is_one_run() -> None:
    assert layout({}, b"abc") == Layout((Piece(0, 0, 3),), 3, 3)
    assert layout({}) == Layout((), 0, 0)


def test_runs_that_go_backwards_are_left_out() -> None:
    pax: Pax = {"GNU.sparse.map": b"10,5,0,5,20,5", "GNU.sparse.realsize": b"30"}
    assert layout(pax, bytes(15)).pieces == (Piece(10, 0, 5), Piece(20, 10, 5))


def test_a_map_that_is_no_map_ends_there() -> None:
    assert layout({"GNU.sparse.map": b"0,5,x,5,20,5"}, bytes(15)).pieces == (Piece(0, 0, 5),)
    assert layout({"GNU.sparse.map": b""}, b"abc").pieces == ()


def test_a_map_in_the_content_is_taken_off_it() -> None:
    content = (b"2\n0\n3\n100\n2\n").ljust(512, b"\0") + b"abcde"
    got = layout({"GNU.sparse.major": b"1", "GNU.sparse.realsize": b"200"}, content)
    assert got == Layout((Piece(0, 512, 3), Piece(100, 515, 2)), 200, len(content))


@given(st.binary(max_size=600), st.sampled_from([b"1", b"0", b"x"]), st.binary(max_size=30))
def test_any_map_ends_and_takes_only_its_own_bytes(
    content: bytes, major: bytes, sparse_map: bytes
) -> None:
    got = layout({"GNU.sparse.major": major, "GNU.sparse.map": sparse_map}, content)
    assert got.taken == len(content)
    assert all(piece.size > 0 for piece in got.pieces)


@given(st.binary(min_size=512, max_size=512), st.binary(max_size=2048))
def test_any_old_map_ends(block: bytes, content: bytes) -> None:
    got = layout({}, content, block[:156] + b"S" + block[157:])
    assert got.taken <= 2 * len(content) + 512
    assert [piece.at for piece in got.pieces] == sorted(piece.at for piece in got.pieces)
