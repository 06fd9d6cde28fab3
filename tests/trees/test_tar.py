"""A tar as a host: whole, partial, hostile, cut."""

import hashlib
import os
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemostat.model.errors import SourceError
from hemostat.model.failure import Absent, Failed, NotCollected, TooLarge
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat
from trees.tars import END, archive_of, hard_link, tar_of, tree_of

PASSWD = b"root:x:0:0::/root:/bin/sh\n"


@pytest.mark.parametrize("top", ["", "./", "/", "rootfs/", "a/b/"])
def test_the_root_is_found_by_what_lies_there(top: str) -> None:
    tree = tree_of(tar_of((f"{top}etc/passwd", PASSWD), (f"{top}usr/bin/true", b"x")))
    assert tree.read(b"/etc/passwd", 1000) == PASSWD


def test_of_several_roots_the_first_is_read_and_the_others_are_named() -> None:
    tree = tree_of(tar_of(("web1/etc/passwd", PASSWD), ("web2/etc/passwd", b"other")))
    assert tree.read(b"/etc/passwd", 1000) == PASSWD
    assert "other roots in the archive were not read: /web2" in tree.info().notes


def test_a_root_deeper_down_does_not_hide_the_one_at_the_top() -> None:
    tree = tree_of(tar_of(("var/lib/c/rootfs/etc/passwd", b"container"), ("etc/passwd", PASSWD)))
    assert tree.read(b"/etc/passwd", 1000) == PASSWD
    partial = tree_of(tar_of(("var/lib/c/rootfs/etc/passwd", b"container")))
    assert isinstance(partial.read(b"/etc/passwd", 1000), NotCollected)


def test_a_tar_of_something_else_is_refused_with_what_it_holds() -> None:
    with pytest.raises(SourceError, match=r"nothing in it looks like a host.*src"):
        tree_of(tar_of(("src/main.c", b"int main;")))


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_field_is_read_in_every_format(form: int) -> None:
    long = "usr/share/" + "/".join(["very-long-name"] * 8) + "/x"
    tree = tree_of(
        tar_of(("etc/passwd", PASSWD), ("bin", "usr/bin"), (long, b"1"), ("usr/bin/a", b"a"),
               form=form)
    )  # fmt: skip
    assert tree.stat(b"/etc/passwd") == FileStat(
        FileKind.FILE, 0o644, len(PASSWD), 0, 0, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    )
    assert tree.readlink(b"/bin") == b"usr/bin"
    assert tree.resolve(b"/bin/a") == b"/usr/bin/a"
    assert tree.read(b"/bin/a", 10) == b"a"
    assert tree.read(b"/" + long.encode(), 10) == b"1"
    assert tree.scandir(b"/usr/bin") == (Entry(b"a", FileKind.FILE),)
    assert tree.info().is_complete


def test_content_is_hashed_on_demand_and_limited() -> None:
    tree = tree_of(tar_of(("etc/passwd", PASSWD)))
    digests = tree.digest(b"/etc/passwd")
    assert isinstance(digests, Digests)
    assert digests.sha256 == hashlib.sha256(PASSWD).hexdigest()
    assert tree.read(b"/etc/passwd", 4) == TooLarge(len(PASSWD), b"root")


@pytest.mark.parametrize("name", ["../etc/shadow", "etc/../../shadow", "/../etc/shadow", "a/.."])
def test_a_name_that_leads_above_is_refused_and_counted(name: str) -> None:
    tree = tree_of(tar_of(("etc/passwd", PASSWD), (name, b"evil")))
    assert any("`..`" in note for note in tree.info().notes)
    assert tree.scandir(b"/etc") == (Entry(b"passwd", FileKind.FILE),)
    assert tree.scandir(b"/") == (Entry(b"etc", FileKind.FOLDER),)


def test_a_member_below_a_link_does_not_follow_it() -> None:
    tree = tree_of(
        tar_of(("etc/passwd", PASSWD), ("out", "/etc"), ("out/passwd", b"evil"), ("d", "etc"))
    )
    assert tree.read(b"/etc/passwd", 1000) == PASSWD
    assert "1 members below a file or a link were left out" in tree.info().notes


def test_absolute_names_are_taken_as_relative_and_said() -> None:
    tree = tree_of(tar_of(("/etc/passwd", b"first"), ("etc/passwd", PASSWD)))
    assert tree.read(b"/etc/passwd", 1000) == PASSWD
    notes = tree.info().notes
    assert any(note.startswith("1 members have absolute names") for note in notes)
    assert any(note.startswith("1 members came more than once") for note in notes)


def test_strange_names_are_kept_as_bytes_and_counted() -> None:
    names = ["etc/new\nline", "etc/\x1b[31m", os.fsdecode(b"etc/\xff\xfe"), "etc/\u202egpj"]
    tree = tree_of(tar_of(*[(name, b"x") for name in names]))
    entries = tree.scandir(b"/etc")
    assert isinstance(entries, tuple)
    assert {b"etc/" + entry.name for entry in entries} == {os.fsencode(name) for name in names}
    assert "2 names hold control characters" in tree.info().notes


def test_a_hard_link_has_the_content_of_its_file() -> None:
    data = tar_of(("etc/passwd", PASSWD))[: 512 * 2]
    tree = tree_of(data + hard_link("etc/p2", "etc/passwd") + hard_link("etc/p3", "gone") + END)
    assert tree.read(b"/etc/p2", 1000) == PASSWD
    assert tree.stat(b"/etc/p2") != tree.stat(b"/etc/p3")
    assert isinstance(tree.read(b"/etc/p3", 1000), NotCollected)
    assert "1 hard links name a file that is not in the archive" in tree.info().notes


def test_extended_attributes_of_pax_are_read() -> None:
    capability = b"\x01\x00\x00\x02\x00\x20\x00\x00".decode("utf-8")
    tree = tree_of(tar_of(("etc/x", b"x"), **{"SCHILY.xattr.security.capability": capability}))
    assert tree.xattr(b"/etc/x", "security.capability") == capability.encode()
    assert tree.xattr(b"/etc/x", "user.none") == Absent()
    none = tree_of(tar_of(("etc/x", b"x")))
    assert isinstance(none.xattr(b"/etc/x", "security.capability"), NotCollected)


def test_a_tar_cut_inside_a_file_gives_what_there_is_of_it() -> None:
    data = tar_of(("etc/passwd", PASSWD), ("etc/big", b"y" * 5000))
    tree = tree_of(data[: 512 * 5])
    assert not tree.info().is_complete
    assert any("cut" in note for note in tree.info().notes)
    assert tree.read(b"/etc/passwd", 1000) == PASSWD
    assert tree.read(b"/etc/big", 10_000) == TooLarge(5000, b"y" * 1024)
    assert isinstance(tree.digest(b"/etc/big"), Failed)


def test_a_damaged_header_loses_one_member_only() -> None:
    data = bytearray(
        tar_of(("etc/a", b"a"), ("etc/b", b"b"), ("etc/c", b"c"), form=tarfile.USTAR_FORMAT)
    )
    data[1024:1100] = b"\xff" * 76
    tree = tree_of(bytes(data))
    assert [e.name for e in tree.scandir(b"/etc") or ()] == [b"a", b"c"]  # type: ignore[union-attr]
    assert not tree.info().is_complete
    assert any("damaged" in note for note in tree.info().notes)


def test_procfs_taken_by_plain_tar_is_not_collected_rather_than_empty() -> None:
    tree = tree_of(
        tar_of(("etc/passwd", PASSWD), ("proc/1", None), ("proc/1/status", b""),
               ("proc/1/exe", "/sbin/init"), ("proc/modules", b""))
    )  # fmt: skip
    assert isinstance(tree.read(b"/proc/1/status", 100), NotCollected)
    assert isinstance(tree.read(b"/proc/modules", 100), NotCollected)
    assert tree.readlink(b"/proc/1/exe") == b"/sbin/init"
    info = tree.info()
    assert not info.has_processes
    assert [path for path, _ in info.not_covered] == [b"/proc"]


def test_a_proper_snapshot_of_proc_has_processes_and_true_empty_files() -> None:
    tree = tree_of(tar_of(("proc/2/status", b"Name:\tkthreadd\n"), ("proc/2/cmdline", b"")))
    assert tree.info().has_processes
    assert tree.read(b"/proc/2/cmdline", 10) == b""


def test_a_name_missing_from_a_folder_that_was_walked_is_absent() -> None:
    tree = tree_of(tar_of(("etc", None), ("etc/passwd", PASSWD), ("var/log", None)))
    assert tree.read(b"/etc/shadow", 10) == Absent()
    assert tree.read(b"/etc/cron.d/x", 10) == Absent()
    assert tree.read(b"/var/log/wtmp", 10) == Absent()


def test_a_name_missing_from_a_folder_only_passed_through_is_not_collected() -> None:
    tree = tree_of(tar_of(("etc", None), ("etc/passwd", PASSWD), ("var/log", None)))
    for path in (b"/var/spool/cron/root", b"/usr/bin/x", b"/opt/x", b"/proc/1/status"):
        assert isinstance(tree.read(path, 10), NotCollected), path
        assert isinstance(tree.scandir(path), NotCollected), path
        assert isinstance(tree.resolve(path), NotCollected), path


def test_a_tar_without_folders_tells_by_the_files_beside() -> None:
    """As `find / -type f | tar -T -` makes it."""
    tree = tree_of(tar_of(("etc/passwd", PASSWD), ("var/log/syslog", b"")))
    assert tree.read(b"/etc/shadow", 10) == Absent()
    assert tree.read(b"/etc/cron.d/x", 10) == Absent()
    assert isinstance(tree.read(b"/var/spool/x", 10), NotCollected)
    assert isinstance(tree.read(b"/opt/x", 10), NotCollected)


# fmt: off
WHOLE = ["bin", "boot", "dev", "etc", "home", "lib", "media", "mnt", "opt", "proc", "root", "run",
         "sbin", "srv", "sys", "tmp", "usr", "var"]
# fmt: on


@pytest.mark.parametrize("start", [[], [("./", None)]])
def test_of_a_whole_root_even_the_top_was_walked(start: list[tuple[str, None]]) -> None:
    tree = tree_of(tar_of(*start, *[(name, None) for name in WHOLE]))
    assert tree.read(b"/snap/x", 10) == Absent()
    assert tree.read(b"/etc/passwd", 10) == Absent()
    assert isinstance(tree.read(b"/proc/1/status", 10), NotCollected)


def test_what_every_host_has_was_left_out_if_missing() -> None:
    kept = [(name, None) for name in WHOLE if name not in ("proc", "sys")]
    tree = tree_of(tar_of(("./", None), *kept))
    assert isinstance(tree.scandir(b"/proc"), NotCollected)
    assert tree.scandir(b"/snap") == Absent()


@pytest.mark.parametrize("options", [["--sparse", "--format=gnu"], ["--sparse", "--format=posix"],
    ["--sparse", "--sparse-version=0.0", "--format=posix"],
    ["--sparse", "--sparse-version=0.1", "--format=posix"],
    ["--format=v7"], ["--format=ustar"]])  # fmt: skip
def test_what_gnu_tar_writes_is_what_is_read(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "etc").mkdir()
    with (tmp_path / "etc/sparse").open("wb") as file:
        for at in range(0, 1 << 21, 1 << 16):
            file.seek(at)
            file.write(b"data at %d" % at)
        file.truncate(3 << 20)
    os.link(tmp_path / "etc/sparse", tmp_path / "etc/twin")
    (tmp_path / "etc/after").write_bytes(b"after")
    packed = subprocess.run(
        ["tar", "-C", tmp_path, "-cf", "-", *options, "./etc"], capture_output=True, check=True
    ).stdout
    tree = tree_of(packed)
    for name in (b"sparse", b"twin", b"after"):
        expected = (tmp_path / "etc" / os.fsdecode(name)).read_bytes()
        assert tree.read(b"/etc/" + name, 1 << 23) == expected
    assert tree.info().is_complete
    assert tree.read(b"/etc/sparse", 100_000) == TooLarge(
        3 << 20, (tmp_path / "etc/sparse").read_bytes()[:100_000]
    )


BASE = tar_of(("etc", None), ("etc/passwd", PASSWD), ("bin", "usr/bin"), ("etc/" + "n" * 120, b"z"))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 255)), max_size=6),
       st.integers(0, len(BASE)))  # fmt: skip
def test_any_change_of_any_byte_is_read_without_an_error(
    changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(BASE)
    for position, value in changes:
        data[position] = value
    archive = archive_of(bytes(data[:length]))
    todo = [archive.index.root]
    while todo:
        for name, node in todo.pop().names.items():
            assert b"/" not in name
            assert name not in (b"", b".", b"..")
            todo.append(node)


@given(st.binary(max_size=4096))
def test_any_bytes_are_some_archive(data: bytes) -> None:
    assert len(archive_of(data).index.root.names) <= len(data) // 512 + 1
