"""The same bytes come out however the stream was packed."""

import gzip
import textwrap
from base64 import b64encode
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.collector_packing import Unpacked

PLAIN = b"HEMOSTAT-COLLECT/1 x\n" + bytes(range(256)) * 40


def unpack(data: bytes) -> tuple[bytes, str]:
    unpacked = Unpacked(BytesIO(data))
    out = b""
    while piece := unpacked.read(1000):
        out += piece
    return out, unpacked.problem


def base64_lines(data: bytes, end: str = "\n") -> bytes:
    return end.join(textwrap.wrap(b64encode(data).decode(), 76)).encode() + end.encode()


@pytest.mark.parametrize(
    "packed",
    [
        PLAIN,
        gzip.compress(PLAIN),
        base64_lines(PLAIN),
        base64_lines(gzip.compress(PLAIN), "\r\n"),
        b"begin-base64 644 -\n" + base64_lines(PLAIN) + b"====\n",
        b"\n".join(b" " + PLAIN[i : i + 16].hex(" ").encode() for i in range(0, len(PLAIN), 16)),
        gzip.compress(PLAIN).hex().encode(),
    ],
    ids=["plain", "gzip", "base64", "base64-gzip-crlf", "uuencode", "od", "hexdump-gzip"],
)
def test_every_packing_is_undone(packed: bytes) -> None:
    assert unpack(packed) == (PLAIN, "")


def test_a_cut_gzip_gives_what_came_and_says_so() -> None:
    packed = gzip.compress(PLAIN, compresslevel=0)
    out, problem = unpack(packed[: len(packed) // 2])
    assert out
    assert PLAIN.startswith(out)
    assert "cut" in problem


def test_a_broken_gzip_says_so() -> None:
    packed = bytearray(gzip.compress(PLAIN))
    packed[30:60] = b"\xff" * 30
    assert "broken" in unpack(bytes(packed))[1]


@given(st.sampled_from([b"", b"\x1f\x8b", b"H4sI", b"begin-base64 ", b"48 45 4d"]), st.binary())
def test_no_bytes_raise(head: bytes, tail: bytes) -> None:
    out, problem = unpack(head + tail)
    assert isinstance(out, bytes)
    assert head != b"\x1f\x8b" or problem or not tail


def test_a_bomb_comes_in_small_pieces() -> None:
    unpacked = Unpacked(BytesIO(gzip.compress(b"HEMOSTAT" + bytes(50 << 20))))
    assert max(len(unpacked.read(4096)) for _ in range(100)) <= 4096
