"""A folder as a host: nothing leads out of it, nothing in it makes us wait."""

import hashlib
import os
import socket
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from hemostat.model.failure import Absent, Failed, NotCollected, TooLarge
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small root beside a file that must never be reached."""
    (tmp_path / "outside").write_text("outside\n")
    folder = tmp_path / "root"
    (folder / "etc").mkdir(parents=True)
    (folder / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n")
    (folder / "outside").write_text("inside\n")
    return folder


def tree_of(folder: Path) -> FolderTree:
    return FolderTree(os.fsencode(folder))


def test_a_file_is_read_and_hashed(root: Path) -> None:
    tree = tree_of(root)
    data = (root / "etc/passwd").read_bytes()
    assert tree.read(b"/etc/passwd", 1 << 20) == data
    digests = tree.digest(b"/etc/passwd")
    assert isinstance(digests, Digests)
    assert digests.sha256 == hashlib.sha256(data).hexdigest()
    assert digests.md5 == hashlib.md5(data).hexdigest()
    assert digests.sha1 == hashlib.sha1(data).hexdigest()


def test_a_file_over_the_limit_gives_its_head_and_its_size(root: Path) -> None:
    (root / "big").write_bytes(b"x" * 5000)
    assert tree_of(root).read(b"/big", 1000) == TooLarge(5000, b"x" * 1000)
    assert tree_of(root).read(b"/big", 5000) == b"x" * 5000
    assert tree_of(root).read(b"/big", 0) == TooLarge(5000, b"")


def test_a_sparse_giant_costs_only_its_head(root: Path) -> None:
    with (root / "giant").open("wb") as file:
        file.truncate(1 << 40)
    tree = tree_of(root)
    assert tree.read(b"/giant", 10) == TooLarge(1 << 40, bytes(10))
    assert tree.footprint().bytes_read == 11


def test_stat_is_that_of_the_path_itself_in_utc(root: Path) -> None:
    os.utime(root / "etc/passwd", ns=(0, 1_700_000_000_123_456_789))
    (root / "etc/passwd").chmod(0o4755)
    (root / "link").symlink_to("/etc/passwd")
    tree = tree_of(root)
    answer = tree.stat(b"/etc/passwd")
    assert isinstance(answer, FileStat)
    assert answer.kind is FileKind.FILE
    assert answer.mode == 0o4755
    assert answer.modified == datetime(2023, 11, 14, 22, 13, 20, 123456, tzinfo=UTC)
    link = tree.stat(b"/link")
    assert isinstance(link, FileStat)
    assert link.kind is FileKind.LINK


def test_a_time_no_calendar_holds_is_unknown(root: Path) -> None:
    from hemostat.trees.disk import time_of

    assert time_of(10**22) is None
    assert time_of(-(10**20)) is None
    assert time_of(0) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("target", ["../outside", "../../../../outside", "/outside", "/../outside"])
def test_no_link_leads_out_of_the_folder(root: Path, target: str) -> None:
    (root / "leak").symlink_to(target)
    tree = tree_of(root)
    assert tree.resolve(b"/leak") == b"/outside"
    assert tree.read(b"/outside", 100) == b"inside\n"
    assert isinstance(tree.read(b"/leak", 100), Failed)
    assert tree.readlink(b"/leak") == target.encode()


@pytest.mark.parametrize("target", ["..", "../..", "/..", "/"])
def test_no_folder_link_leads_out_either(root: Path, target: str) -> None:
    (root / "up").symlink_to(target)
    tree = tree_of(root)
    assert tree.read(b"/up/outside", 100) == b"inside\n"
    assert tree.stat(b"/up/root") == Absent()
    assert tree.read(b"/../outside", 100) == b"inside\n"


def test_a_link_put_in_the_place_of_a_folder_after_the_look_is_not_followed(root: Path) -> None:
    tree = tree_of(root)
    assert tree.read(b"/etc/passwd", 100) == (root / "etc/passwd").read_bytes()
    (root.parent / "evil").mkdir()
    (root.parent / "evil/passwd").write_text("evil\n")
    (root / "etc").rename(root / "old")
    (root / "etc").symlink_to("../evil")
    from hemostat.trees.linkless import has_openat2

    if not has_openat2():
        pytest.skip("this kernel has no openat2")
    assert isinstance(tree.read(b"/etc/passwd", 100), Failed)
    assert isinstance(tree.scandir(b"/etc"), Failed)


@pytest.mark.parametrize("targets", [("a", "b", "a"), ("a", "a"), ("a", "/b", "/a")])
def test_a_loop_of_links_is_failed(root: Path, targets: tuple[str, ...]) -> None:
    for name, target in pairwise(targets):
        (root / name.lstrip("/")).symlink_to(target)
    tree = tree_of(root)
    assert isinstance(tree.resolve(b"/a"), Failed)
    assert isinstance(tree.read(b"/a/x", 10), Failed)


def test_a_fifo_and_a_socket_are_failed_at_once(root: Path) -> None:
    os.mkfifo(root / "fifo")
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.fsencode(root / "sock"))
    tree = tree_of(root)
    assert tree.read(b"/fifo", 10) == Failed("not a plain file but a fifo")
    assert tree.digest(b"/fifo") == Failed("not a plain file but a fifo")
    assert tree.read(b"/sock", 10) == Failed("not a plain file but a socket")
    assert tree.read(b"/etc", 10) == Failed("not a plain file but a folder")
    server.close()


def test_a_device_is_failed_and_never_opened(root: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only root can make a device")
    try:
        os.mknod(root / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("this container cannot make a device")
    tree = tree_of(root)
    assert tree.read(b"/null", 10) == Failed("not a plain file but a device")
    assert tree.footprint().opened == ()


def test_absent_is_absent_and_a_file_is_no_folder(root: Path) -> None:
    tree = tree_of(root)
    assert tree.read(b"/nothing", 10) == Absent()
    assert tree.read(b"/nothing/below", 10) == Absent()
    assert tree.read(b"/etc/passwd/below", 10) == Absent()
    assert tree.scandir(b"/etc/passwd") == Absent()
    assert tree.read(b"/a\0b", 10) == Absent()
    assert isinstance(tree.readlink(b"/etc/passwd"), Failed)


def test_names_are_bytes_whatever_they_hold(root: Path) -> None:
    names = [b"new\nline", b"\x1b[31mred", b"\xff\xfe", "رتل\u202egpj".encode(), b" "]
    for name in names:
        Path(os.fsdecode(os.fsencode(root) + b"/etc/" + name)).write_bytes(name)
    tree = tree_of(root)
    entries = tree.scandir(b"/etc")
    assert isinstance(entries, tuple)
    assert [entry.name for entry in entries] == sorted([*names, b"passwd"])
    assert all(tree.read(b"/etc/" + name, 100) == name for name in names)


def test_a_folder_lists_kinds_without_following(root: Path) -> None:
    (root / "d").mkdir()
    (root / "d/folder").mkdir()
    (root / "d/file").touch()
    (root / "d/link").symlink_to("folder")
    os.mkfifo(root / "d/pipe")
    assert tree_of(root).scandir(b"/d") == (
        Entry(b"file", FileKind.FILE),
        Entry(b"folder", FileKind.FOLDER),
        Entry(b"link", FileKind.LINK),
        Entry(b"pipe", FileKind.FIFO),
    )
    assert isinstance(tree_of(root).scandir(b"/d/link"), Failed)


def test_more_names_than_the_limit_are_said_to_be_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemostat.trees.disk.MAX_NAMES", 3)
    (root / "many").mkdir()
    for number in range(5):
        (root / "many" / str(number)).touch()
    tree = tree_of(root)
    entries = tree.scandir(b"/many")
    assert isinstance(entries, tuple)
    assert len(entries) == 3
    assert [path for path, _ in tree.info().not_covered] == [b"/many"]


def test_an_extended_attribute_is_read_or_absent(root: Path) -> None:
    try:
        os.setxattr(root / "etc/passwd", "user.note", b"\x00seen")
    except OSError:
        pytest.skip("this file system has no user attributes")
    tree = tree_of(root)
    assert tree.xattr(b"/etc/passwd", "user.note") == b"\x00seen"
    assert tree.xattr(b"/etc/passwd", "user.other") == Absent()
    assert tree.xattr(b"/none", "user.note") == Absent()


def test_a_process_folder_makes_a_snapshot(root: Path) -> None:
    assert not tree_of(root).info().has_processes
    (root / "proc/1").mkdir(parents=True)
    info = tree_of(root).info()
    assert info.has_processes
    assert not info.is_running
    assert info.kind == "folder"


def test_what_every_host_has_was_left_out_if_this_folder_has_it_not(root: Path) -> None:
    tree = tree_of(root)
    for path in (b"/var/spool/cron/root", b"/usr/bin/x", b"/proc/1/status", b"/proc"):
        assert isinstance(tree.read(path, 10), NotCollected), path
        assert isinstance(tree.resolve(path), NotCollected), path
    for path in (b"/opt/x", b"/etc/shadow", b"/etc/cron.d/x"):
        assert tree.read(path, 10) == Absent(), path


def test_a_disk_that_was_not_running_says_nothing_of_processes(root: Path) -> None:
    (root / "proc").mkdir()
    assert isinstance(tree_of(root).read(b"/proc/modules", 10), NotCollected)
    (root / "proc/1").mkdir()
    assert tree_of(root).read(b"/proc/modules", 10) == Absent()


def test_the_root_itself_may_lie_behind_a_link(root: Path) -> None:
    (root.parent / "alias").symlink_to("root")
    assert tree_of(root.parent / "alias").read(b"/outside", 10) == b"inside\n"


def test_the_footprint_counts_what_was_touched(root: Path) -> None:
    tree = tree_of(root)
    tree.read(b"/etc/passwd", 100)
    tree.read(b"/etc/passwd", 100)
    tree.scandir(b"/etc")
    footprint = tree.footprint()
    assert ("open", b"/etc", 2) in footprint.touched
    assert ("list", b"/", 1) in footprint.touched
    assert footprint.opened == (b"/etc/passwd",)
    assert footprint.bytes_read == 2 * (root / "etc/passwd").stat().st_size


def test_access_times_stay_as_they_are(root: Path) -> None:
    long_ago = 1_000_000_000 * 10**9
    for path in (root / "etc/passwd", root / "etc"):
        os.utime(path, ns=(long_ago, long_ago))
    tree = tree_of(root)
    tree.read(b"/etc/passwd", 100)
    tree.digest(b"/etc/passwd")
    tree.scandir(b"/etc")
    assert (root / "etc/passwd").stat().st_atime_ns == long_ago
    assert (root / "etc").stat().st_atime_ns == long_ago
    assert tree.footprint().atime_refused == ()


def test_an_ordinary_user_is_told_what_is_denied(root: Path) -> None:
    if not IS_ROOT:
        pytest.skip("needs root to become somebody else")
    (root / "etc/shadow").write_text("root:*:\n")
    (root / "etc/shadow").chmod(0o600)
    (root / "secret").mkdir(mode=0o700)
    (root / "secret/x").touch()
    for folder in (root, *root.parents):
        if folder.stat().st_uid == 0 and folder.is_relative_to("/tmp/"):
            folder.chmod(0o755)
    script = textwrap.dedent(f"""
        import os
        from hemostat.trees.folder import FolderTree
        import hemostat.trees.disk
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
        tree = FolderTree({os.fsencode(root)!r})
        print(type(tree.read(b"/etc/shadow", 10)).__name__,
              type(tree.scandir(b"/secret")).__name__,
              type(tree.stat(b"/secret/x")).__name__,
              tree.read(b"/outside", 10), tree.footprint().atime_refused)
    """)
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        env={"PYTHONPATH": "src", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        "Denied", "Denied", "Denied", "b'inside\\n'", "(b'/outside',)",
    ]  # fmt: skip
