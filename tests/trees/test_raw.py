"""Bare system calls say what Python's own calls say, on a host where nobody stands between."""

import os
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.failure import Absent, Failed
from hemostat.trees.footprint import Touches
from hemostat.trees.raw import RawHost, RawName, RawStat, machine, parse_names

pytestmark = [
    pytest.mark.requirement("A6L.3"),
    pytest.mark.skipif(not machine(), reason="the system calls of this processor are not known"),
]


@pytest.fixture
def raw() -> RawHost:
    """This host."""
    return RawHost(Touches())


def test_a_folder_lists_as_python_lists_it(raw: RawHost, tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number}-{'n' * 50}").touch()
    (tmp_path / "folder").mkdir()
    names = raw.names(os.fsencode(tmp_path))
    assert isinstance(names, tuple)
    assert sorted(each.name for each in names) == sorted(os.listdir(os.fsencode(tmp_path)))
    assert RawName(b"folder", is_folder=True) in names


def test_stat_link_and_content_are_those_of_the_file(raw: RawHost, tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"x" * 3_000_000)
    link.symlink_to("file")
    known = file.lstat()
    assert raw.stat(os.fsencode(file)) == RawStat(known.st_dev, known.st_ino, known.st_mode, 1)
    assert raw.readlink(os.fsencode(link)) == b"file"
    assert raw.read(os.fsencode(file), 1 << 22) == b"x" * 3_000_000
    assert raw.read(os.fsencode(file), 10) == b"x" * 10
    with raw.opened(os.fsencode(file)) as at:
        assert callable(at)
        assert (at(2_999_999, 5), at(4_000_000, 5)) == (b"x", b"")


def test_a_link_is_not_followed_and_what_is_not_there_is_absent(
    raw: RawHost, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    assert isinstance(raw.read(os.fsencode(tmp_path / "link"), 10), Failed)
    assert raw.stat(b"/nowhere") == Absent()
    assert raw.names(b"/nowhere") == Absent()
    with raw.opened(b"/nowhere") as at:
        assert at == Absent()


def test_living_processes_answer_and_others_do_not(raw: RawHost) -> None:
    assert raw.answers_kill(os.getpid())
    assert raw.answers_affinity(os.getpid())
    assert raw.answers_kill(1)
    assert not raw.answers_kill(2**30)
    assert not raw.answers_affinity(2**30)


def test_what_is_touched_is_counted(tmp_path: Path) -> None:
    touches = Touches()
    raw = RawHost(touches)
    (tmp_path / "file").write_bytes(b"12345")
    raw.read(os.fsencode(tmp_path / "file"), 100)
    raw.names(os.fsencode(tmp_path))
    footprint = touches.footprint()
    assert footprint.opened == (os.fsencode(tmp_path / "file"),)
    assert footprint.bytes_read == 5
    assert {each[0] for each in footprint.touched} == {"open", "list"}


def test_a_netlink_the_kernel_does_not_have_is_an_error(raw: RawHost) -> None:
    with pytest.raises(OSError, match="upport"):
        list(raw.netlink(31, b""))


def entry(name: bytes, kind: int) -> bytes:
    """One struct linux_dirent64."""
    body = name + b"\0"
    length = (19 + len(body) + 7) & ~7
    return struct.pack("=QqHB", 1, 2, length, kind) + body.ljust(length - 19, b"\0")


def test_names_are_read_with_their_kind() -> None:
    buffer = entry(b".", 4) + entry(b"..", 4) + entry(b"a b", 8) + entry(b"d", 4) + entry(b"u", 0)
    assert list(parse_names(buffer)) == [
        RawName(b"a b", is_folder=False),
        RawName(b"d", is_folder=True),
        RawName(b"u", is_folder=None),
    ]


@given(st.binary(max_size=400))
def test_any_bytes_end_and_never_raise(data: bytes) -> None:
    assert len(list(parse_names(data))) <= len(data) // 19
