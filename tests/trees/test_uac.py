"""A UAC collection as a host: unpacked, and as the archive it comes in."""

import gzip
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hemostat.model.failure import Absent, Failed, NotCollected
from hemostat.trees.host_tree import HostTree
from hemostat.trees.opening import open_tree
from trees.tars import tar_of
from trees.uac_files import MEMBERS


def collection(kind: str, folder: Path, **more: bytes | str) -> HostTree:
    """The same collection as a folder, as a packed tar, or inside one folder in a tar."""
    members: dict[str, bytes | str] = {**MEMBERS, **more}
    if kind == "folder":
        for name, data in members.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, str):
                (folder / name).symlink_to(data)
            else:
                (folder / name).write_bytes(data)
        return open_tree(str(folder))
    top = "uac-web01-linux-20240301180005/" if kind == "nested" else ""
    data = tar_of(*[(top + name, content) for name, content in members.items()])
    return open_tree("-", io.BytesIO(gzip.compress(data)), folder)


KINDS = pytest.mark.parametrize("kind", ["folder", "tar", "nested"])


@KINDS
def test_the_host_is_what_stands_below_root(kind: str, tmp_path: Path) -> None:
    tree = collection(kind, tmp_path)
    assert tree.read(b"/etc/passwd", 100) == MEMBERS["[root]/etc/passwd"]
    assert tree.stat(b"/uac.log") != tree.stat(b"/etc")
    entries = tree.scandir(b"/")
    assert isinstance(entries, tuple)
    assert [entry.name for entry in entries] == [b"etc", b"proc", b"var"]


@KINDS
def test_it_says_when_and_where_it_was_taken(kind: str, tmp_path: Path) -> None:
    info = collection(kind, tmp_path).info()
    assert info.kind == "uac"
    assert info.taken == datetime(2024, 3, 1, 10, 0, 5, tzinfo=UTC)
    assert "host name by UAC: web01" in info.notes
    assert info.has_processes
    assert not info.is_running


@KINDS
def test_processes_stand_below_proc(kind: str, tmp_path: Path) -> None:
    tree = collection(kind, tmp_path)
    assert tree.read(b"/proc/812/comm", 100) == b"sshd\n"
    entries = tree.scandir(b"/proc")
    assert isinstance(entries, tuple)
    assert {b"2", b"812"} <= {entry.name for entry in entries}


@KINDS
def test_a_missing_file_is_absent_only_where_its_neighbours_were_taken(
    kind: str, tmp_path: Path
) -> None:
    tree = collection(kind, tmp_path, **{"[root]/.autorelabel": b""})
    assert tree.read(b"/etc/ld.so.preload", 10) == Absent()
    assert tree.scandir(b"/etc/cron.d") == Absent()
    for path in (b"/opt/x", b"/var/spool/cron/root", b"/usr/bin/x", b"/proc/modules"):
        assert isinstance(tree.read(path, 10), NotCollected), path
        assert isinstance(tree.resolve(path), NotCollected), path


@KINDS
def test_no_link_leads_out_of_root(kind: str, tmp_path: Path) -> None:
    tree = collection(kind, tmp_path, **{"[root]/etc/up": "../../uac.log", "[root]/etc/l": "/etc"})
    assert isinstance(tree.resolve(b"/etc/up"), NotCollected)
    assert isinstance(tree.read(b"/etc/up", 10), Failed)
    assert tree.read(b"/etc/l/passwd", 100) == MEMBERS["[root]/etc/passwd"]


def test_the_processes_of_the_examiner_are_not_taken_for_those_of_the_disk(tmp_path: Path) -> None:
    log = MEMBERS["uac.log"].replace(b"point: /", b"point: /mnt/disk")
    tree = collection("tar", tmp_path, **{"uac.log": log})
    assert not tree.info().has_processes
    assert isinstance(tree.read(b"/proc/812/comm", 10), NotCollected)


def test_attributes_are_not_collected(tmp_path: Path) -> None:
    tree = collection("folder", tmp_path)
    assert isinstance(tree.xattr(b"/etc/passwd", "security.capability"), NotCollected)
    assert tree.xattr(b"/etc/none", "security.capability") == Absent()


def test_a_cut_archive_is_not_complete(tmp_path: Path) -> None:
    data = tar_of(*MEMBERS.items())
    tree = open_tree("-", io.BytesIO(data[:4096]), tmp_path)
    assert not tree.info().is_complete


def test_without_a_log_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "[root]/etc").mkdir(parents=True)
    info = open_tree(os.fspath(tmp_path)).info()
    assert info.taken is None
    assert any("no uac.log" in note for note in info.notes)
