"""Streams: looked at, unpacked, laid down, with a limit to all of it."""

import bz2
import gzip
import io
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.errors import SourceError
from hemostat.trees.spool import Stream, spool, unpack

DATA = os.urandom(1 << 16) * 4
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def stream_of(data: bytes, step: int = 1 << 20) -> Stream:
    """A stream that gives at most `step` bytes at once, as a pipe does."""
    source = io.BytesIO(data)
    return Stream(lambda size: source.read(min(size, step)))


@given(st.binary(max_size=300), st.integers(1, 50), st.integers(0, 400))
def test_looking_takes_nothing(data: bytes, step: int, size: int) -> None:
    stream = stream_of(data, step)
    assert stream.peek(size) == data[:size]
    assert stream.peek(3) == data[:3]
    assert io.BufferedReader(stream).read() == data


@pytest.mark.parametrize("name", PACKERS)
def test_what_was_packed_comes_out(name: str, tmp_path: Path) -> None:
    stream = unpack(stream_of(PACKERS[name](DATA), 1000))
    assert stream.packings == (name,)
    assert stream.peek(100) == DATA[:100]
    spooled = spool(stream, tmp_path)
    assert os.pread(spooled.file.descriptor, 1 << 20, 0) == DATA
    assert (spooled.size, spooled.notes) == (len(DATA), ())


def test_packed_twice_is_unpacked_twice() -> None:
    stream = unpack(stream_of(gzip.compress(PACKERS["zstd"](b"inside"))))
    assert stream.packings == ("gzip", "zstd")
    assert stream.read() == b"inside"


def test_several_gzip_members_and_zstd_frames_are_one_stream() -> None:
    for name in ("gzip", "zstd"):
        packed = PACKERS[name](b"one ") + PACKERS[name](b"two")
        assert unpack(stream_of(packed)).read() == b"one two"


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz"])
def test_a_cut_stream_gives_what_there_was_and_says_so(name: str, tmp_path: Path) -> None:
    packed = PACKERS[name](DATA)
    spooled = spool(unpack(stream_of(packed[: len(packed) - 20])), tmp_path)
    assert DATA.startswith(os.pread(spooled.file.descriptor, 1 << 20, 0))
    assert len(spooled.notes) == 1
    assert "cut or damaged" in spooled.notes[0]


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_stops_at_the_limit_and_says_so(name: str, tmp_path: Path) -> None:
    bomb = PACKERS[name](bytes(8 << 20))
    assert len(bomb) < 20_000
    spooled = spool(unpack(stream_of(bomb)), tmp_path, limit=1 << 20)
    assert spooled.size == 1 << 20
    assert "more than 1048576 bytes" in spooled.notes[0]


def test_a_stream_exactly_as_long_as_the_limit_is_whole(tmp_path: Path) -> None:
    assert spool(stream_of(b"x" * 100), tmp_path, limit=100).notes == ()


def test_nothing_with_a_name_is_left_in_the_folder(tmp_path: Path) -> None:
    spooled = spool(stream_of(DATA), tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert spooled.size == len(DATA)


def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--cache"):
        spool(stream_of(DATA), tmp_path / "missing")


@given(st.sampled_from(sorted(PACKERS)), st.binary(min_size=1, max_size=200), st.data())
def test_a_changed_byte_raises_nothing(name: str, data: bytes, draw: st.DataObject) -> None:
    packed = bytearray(PACKERS[name](data))
    packed[draw.draw(st.integers(6, len(packed) - 1))] ^= draw.draw(st.integers(1, 255))
    stream = unpack(stream_of(bytes(packed)))
    assert len(stream.peek(1 << 16)) <= 1 << 16


def test_zeros_after_a_gzip_stream_are_filling_and_other_bytes_are_damage() -> None:
    packed = gzip.compress(DATA)
    for after, is_damaged in ((bytes(5000), False), (b"junk after the end", True)):
        stream = unpack(stream_of(packed + after, 777))
        assert io.BufferedReader(stream).read() == DATA
        assert bool(stream.damage) is is_damaged
