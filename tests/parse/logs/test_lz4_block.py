import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.logs.lz4_block import unpack_block


@pytest.mark.parametrize(
    ("packed", "plain"),
    [
        (b"\x50hello", b"hello"),
        # Four letters, then a copy of eleven from four back; then five letters.
        (b"\x47abcd\x04\x00\x50vwxyz", b"abcdabcdabcdabcvwxyz"),
        # A copy of one letter, again and again: lengths over 15 go on in further bytes.
        (b"\x1fa\x01\x00\x05\x50vwxyz", b"a" * 25 + b"vwxyz"),
        (b"\xf0\x05" + b"x" * 20, b"x" * 20),
    ],
)
def test_a_block_is_unpacked(packed: bytes, plain: bytes) -> None:
    assert unpack_block(packed, 1_000) == plain


@pytest.mark.parametrize(
    "packed", [b"\x50hell", b"\x47abcd\x09\x00\x00", b"\x47abcd\x00\x00\x00", b"\xf0"]
)
def test_a_damaged_block_gives_none(packed: bytes) -> None:
    assert unpack_block(packed, 1_000) is None


@given(st.binary(max_size=300), st.integers(1, 2_000))
def test_no_block_gives_more_than_asked(packed: bytes, most: int) -> None:
    assert len(unpack_block(packed, most) or b"") <= most
