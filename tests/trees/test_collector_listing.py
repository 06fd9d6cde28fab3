"""Listings and complaints of real tools, and of none."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.failure import Absent, Denied, Failed
from hemostat.trees.collector_listing import read_complaints, read_hashes, read_listing
from hemostat.trees.host_tree import FileKind

FIND = "%y %m %U %G %s %T@ %C@ %i %n %D\\000%p\\000%l\\000"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Names and targets that break what splits at line ends."""
    (tmp_path / "a\nb \x1b[31m").write_bytes(b"12345")
    (tmp_path / "o'q -> 'x").symlink_to("to\n'there' -> \\x")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a\nb \x1b[31m").chmod(0o4755)
    return tmp_path


@pytest.mark.parametrize("how", ["find", "stat"])
def test_odd_names_keep_their_bytes_their_kind_and_their_target(odd: Path, how: str) -> None:
    paths = sorted(str(path) for path in odd.iterdir())
    if how == "find":
        command = ["find", *paths, "-maxdepth", "0", "-printf", FIND]
    else:
        command = ["busybox", "stat", "-c", "M:%f:%u:%g:%s:%Y:%Z:%i:%h:%d:%nM>%NM", *paths]
    text = subprocess.run(command, check=True, capture_output=True).stdout
    entries = {entry.path: entry for entry in read_listing(text, how, b"M")}
    assert sorted(entries) == [os.fsencode(path) for path in paths]
    file, link, pipe = (entries[os.fsencode(path)] for path in paths)
    truth = os.lstat(paths[0])
    assert file.stat is not None
    assert file.stat.modified is not None
    assert (file.kind, file.stat.mode, file.stat.size) == (FileKind.FILE, 0o4755, 5)
    assert (file.stat.inode, file.stat.device) == (truth.st_ino, truth.st_dev)
    assert int(file.stat.modified.timestamp()) == int(truth.st_mtime)
    assert (link.kind, link.target) == (FileKind.LINK, b"to\n'there' -> \\x")
    assert pipe.kind is FileKind.FIFO


def test_without_tools_there_are_names_and_kinds_alone() -> None:
    (entry,) = read_listing(b"d\0/etc/x\0\0", "none", b"M")
    assert (entry.path, entry.kind, entry.stat) == (b"/etc/x", FileKind.FOLDER, None)


@given(st.binary(), st.sampled_from(["find", "stat", "none"]))
def test_no_listing_raises(text: bytes, how: str) -> None:
    assert all(entry.path.startswith(b"/") for entry in read_listing(text, how, b"M"))


def test_numbers_beyond_any_host_are_left_out_and_times_beyond_the_calendar_are_unknown() -> None:
    huge = b"f 644 0 0 " + b"9" * 5000 + b" 1 1 1 1 1\0/a\0\0"
    late = b"f 644 0 0 1 99999999999999999.5 1.5 1 1 1\0/b\0\0"
    (entry,) = read_listing(huge + late, "find", b"M")
    assert entry.stat is not None
    assert (entry.path, entry.stat.modified) == (b"/b", None)


@pytest.mark.parametrize(
    ("line", "path", "failure"),
    [
        (
            "/usr/bin/head: cannot open '/proc/1/environ' for reading: Permission denied",
            "/proc/1/environ",
            Denied("Permission denied"),
        ),
        ("head: /proc/5/stat: No such file or directory", "/proc/5/stat", Absent()),
        ("head: cannot open `/proc/5/stat' for reading: No such process", "/proc/5/stat", Absent()),
        (
            "/usr/bin/find: '/proc/1/fd/0': Permission denied",
            "/proc/1/fd/0",
            Denied("Permission denied"),
        ),
        ("stat: can't stat '/x': No such file or directory", "/x", Absent()),
        ("head: error reading '/a: b': Input/output error", "/a: b", Failed("Input/output error")),
        (
            "cat: /proc/9/maps: Operation not permitted",
            "/proc/9/maps",
            Denied("Operation not permitted"),
        ),
        ("/etc/cron.d: Permission denied", "/etc/cron.d", Denied("Permission denied")),
    ],
)
def test_complaints_of_gnu_tools_and_busybox_name_path_and_reason(
    line: str, path: str, failure: object
) -> None:
    assert list(read_complaints(line.encode() + b"\n")) == [(path.encode(), failure)]


@given(st.binary())
def test_no_complaint_raises(text: bytes) -> None:
    assert all(path.startswith(b"/") for path, _ in read_complaints(text))


def test_hashes_are_told_apart_by_length_and_standard_input_is_the_one_name() -> None:
    md5, sha256 = "a" * 32, "b" * 64
    lines = f"{sha256}  /x y\n{md5} */x y\nsha: no\n".encode()
    found = list(read_hashes(lines, (b"/x y",)))
    assert [(path, d.sha256, d.md5) for path, d in found] == [
        (b"/x y", sha256, ""),
        (b"/x y", "", md5),
    ]
    assert [path for path, _ in read_hashes(f"{md5}  -\n".encode(), (b"/n\n",))] == [b"/n\n"]
    assert list(read_hashes(f"{md5}  -\n".encode(), (b"/a", b"/b"))) == []
