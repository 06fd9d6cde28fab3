"""Sections are found by their marks alone, and a cut shows."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.errors import SourceError
from hemostat.trees.collector_frames import Frames, Section, Spool
from trees.made_stream import MadeStream


def read(data: bytes) -> tuple[list[Section], Frames, Spool]:
    spool = Spool(None)
    frames = Frames(BytesIO(data), spool)
    return list(frames.sections()), frames, spool


class Dribble(BytesIO):
    """Gives a few bytes at a time, as a slow network does."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._step)


def test_files_come_back_byte_for_byte_with_their_names() -> None:
    files = {
        b"/proc/1/environ": b"A=1\0B=2\0",
        b"/etc/x\ny": b"@@ end\n\n@@ begin files x 1\n",
        b"/e": b"",
    }
    sections, frames, spool = read(MadeStream().files(files).done())
    assert sections[0].names == tuple(files)
    assert [spool.get(p.offset, p.size) for p in sections[0].parts] == list(files.values())
    assert frames.ending.problems == []
    assert frames.ending.is_done


@given(
    st.dictionaries(st.binary(min_size=1).filter(lambda name: b"\0" not in name), st.binary()),
    st.integers(1, 50),
)
def test_any_content_survives_in_pieces_of_any_size(files: dict[bytes, bytes], step: int) -> None:
    data = MadeStream().files(files).text("notes", b"x").done()
    spool = Spool(None)
    frames = Frames(Dribble(data, step), spool)
    sections = list(frames.sections())
    assert (
        dict(
            zip(
                sections[0].names,
                (spool.get(p.offset, p.size) for p in sections[0].parts),
                strict=True,
            )
        )
        == files
    )
    assert (sections[1].text, frames.ending.problems) == (b"x", [])


def test_a_name_or_content_cannot_end_a_section_without_knowing_its_mark() -> None:
    evil = (
        b"\n@@ errors 00000000-0000-4000-8000-000000000099 0\n\n"
        b"@@ end x\n@@ done x 1\n@@ sum none -\n"
    )
    sections, frames, _ = read(MadeStream().files({evil: evil}).files({b"/a": b"b"}).done())
    assert [section.names for section in sections] == [(evil,), (b"/a",)]
    assert frames.ending.problems == []


@pytest.mark.requirement("B5.1")
def test_a_stream_cut_anywhere_gives_what_came_and_says_so() -> None:
    whole = MadeStream().files({b"/a": b"aaa", b"/b": b"bbb"}).text("notes", b"n").done()
    for cut in range(len(b"HEMOSTAT-COLLECT/1 "), len(whole) - 2):
        sections, frames, spool = read(whole[:cut])
        assert frames.ending.problems, cut
        for section in sections[:1]:
            got = [spool.get(part.offset, part.size) for part in section.parts if part.is_whole]
            assert got == [b"aaa", b"bbb"][: len(got)]


@given(st.integers(0, 400), st.integers(1, 255))
def test_one_changed_byte_is_noticed(place: int, change: int) -> None:
    data = bytearray(MadeStream().files({b"/a": b"aaa" * 50}).text("notes", b"n").done())
    place %= len(data) - 1  # the very last line break may be missing
    data[place] ^= change
    try:
        _, frames, _ = read(bytes(data))
    except SourceError:
        assert place < 20
        return
    assert frames.ending.problems


@given(st.binary(max_size=2000))
def test_no_bytes_raise(tail: bytes) -> None:
    _, frames, _ = read(b"HEMOSTAT-COLLECT/1 0\n" + tail)
    assert frames.ending.problems


def test_what_is_no_collector_stream_is_refused() -> None:
    with pytest.raises(SourceError, match="not a collector"):
        Frames(BytesIO(b"PK\x03\x04 something else"), Spool(None))


@pytest.mark.parametrize("name", ["md5", "none"])
def test_a_host_without_sha256sum_hashes_as_it_can(name: str) -> None:
    _, frames, _ = read(MadeStream().text("notes", b"").done(name))
    assert (frames.ending.problems, frames.ending.hash_name) == ([], name)


def test_a_lying_count_of_sections_shows() -> None:
    made = MadeStream().text("notes", b"")
    made.count = 7
    _, frames, _ = read(made.done())
    assert "7 sections, and 1 came" in frames.ending.problems[0]


def test_contents_can_wait_in_a_folder(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    frames = Frames(BytesIO(MadeStream().files({b"/a": b"abc"}).done()), spool)
    (section,) = frames.sections()
    assert spool.get(section.parts[0].offset, 3) == b"abc"
    assert list(tmp_path.iterdir()) == []  # unlinked: nothing stays behind
    spool.close()


def test_more_than_can_be_kept_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(None)
    spool.limit = 1000
    frames = Frames(BytesIO(MadeStream().files({b"/a": b"a" * 5000, b"/b": b""}).done()), spool)
    list(frames.sections())
    assert any("more than can be kept" in problem for problem in frames.ending.problems)
