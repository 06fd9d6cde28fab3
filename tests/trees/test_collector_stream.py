"""A stream as a host: what came, what is absent, and what nobody knows are three things."""

import hashlib
import subprocess
import sys
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.errors import SourceError
from hemostat.model.failure import Absent, Denied, Failed, NotCollected, TooLarge
from hemostat.trees.collector_stream import CollectorTree, is_collector_stream
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, HostTree
from trees.made_stream import MadeStream

SHA = hashlib.sha256(b"program").hexdigest()


def small_host() -> MadeStream:
    """One process whose program is deleted, one that ended, and a little of /etc."""
    links = [
        ("l", b"/proc/7/exe", b"/tmp/x (deleted)"),
        ("l", b"/proc/7/cwd", b"/tmp"),
        ("d", b"/proc/7/fd", b""),
        ("l", b"/proc/7/fd/0", b"socket:[123]"),
        ("l", b"/proc/7/ns/net", b"net:[1]"),
    ]
    return (
        MadeStream()
        .text("start", b"2026-11-22T09:31:12Z")
        .pids(7, 8)
        .files(
            {b"/proc/7/stat": b"7 (x) S", b"/proc/8/stat": b""},
            errors=b"head: /proc/8/stat: No such file or directory",
        )
        .listing("proc", [b"/proc/self/ns"], [("l", b"/proc/self/ns/net", b"net:[1]")])
        .files({b"/proc/net/tcp": b"sl\n"})
        .files(
            {b"/proc/7/environ": b"A=1\0", b"/proc/7/maps": b""},
            errors=b"head: /proc/7/maps: Permission denied",
        )
        .listing("proc", [b"/proc/7/exe", b"/proc/7/fd"], links)
        .listing("targets", [b"/proc/7/exe"], [("f", b"/proc/7/exe", b"")])
        .hashes([b"/proc/7/exe"], f"{SHA}  /proc/7/exe\n".encode())
        .files({b"/proc/7/exe": b"prog"}, kind="heads", limit=4)
        .files({b"/proc/7/stat": b"7 (x) R"}, kind="second")
        .text("interval", b"100.50 102.00")
        .listing(
            "folders", [b"/"], [("d", b"/", b""), ("d", b"/etc", b""), ("l", b"/bin", b"usr/bin")]
        )
        .listing(
            "folders",
            [b"/etc"],
            [
                ("d", b"/etc", b""),
                ("f", b"/etc/a", b""),
                ("f", b"/etc/b", b""),
                ("d", b"/etc/d", b""),
                ("p", b"/etc/p", b""),
            ],
        )
        .listing("entries", [b"/etc/l"], [("l", b"/etc/l", b"../etc/a")])
        .files({b"/etc/a": b"A"})
        .text("away", b"nfs4 /mnt/far away\n")
        .text("missing", b"/usr/lib/none\n")
        .text("denied", b"/root/secret")
        .text("notes", b"not root\n")
        .text("stop", b"2026-11-22T09:31:15Z")
    )


def tree_of(made: MadeStream | bytes) -> CollectorTree:
    return CollectorTree(BytesIO(made if isinstance(made, bytes) else made.done()), "-", None)


def test_it_is_a_host_tree() -> None:
    tree: HostTree = tree_of(small_host())
    info = tree.info()
    assert (info.kind, info.is_running, info.has_processes, info.is_complete) == (
        "collector",
        False,
        True,
        True,
    )
    assert str(info.taken) == "2026-11-22 09:31:12+00:00"
    assert info.not_covered == ((b"/mnt/far away", "nfs4: not touched, it may never answer"),)
    assert "not root" in info.notes
    assert "1 processes ended while they were read: 8" in info.notes
    assert any("09:31:12Z to 2026-11-22T09:31:15Z" in note for note in info.notes)


def test_what_was_read_comes_back_and_limits_hold() -> None:
    tree = tree_of(small_host())
    assert tree.read(b"/proc/7/environ", 100) == b"A=1\0"
    assert tree.read(b"/proc/7/environ", 2) == TooLarge(4, b"A=")
    assert tree.read(b"/etc/a", 100) == b"A"
    assert tree.read(b"/.hemostat/second/7/stat", 100) == b"7 (x) R"
    assert tree.read(b"/.hemostat/interval", 100) == b"1.50\n"


def test_absent_denied_and_not_collected_stay_apart() -> None:
    tree = tree_of(small_host())
    assert tree.read(b"/etc/zzz", 1) == Absent()
    assert tree.read(b"/usr/lib/none/deep", 1) == Absent()
    assert tree.read(b"/proc/8/cmdline", 1) == Absent()
    assert tree.read(b"/proc/9/cmdline", 1) == Absent()
    assert tree.read(b"/proc/7/maps", 1) == Denied("Permission denied")
    assert tree.read(b"/root/secret/x", 1) in (Denied("Permission denied"), Absent())
    assert isinstance(tree.read(b"/etc/b", 1), NotCollected)
    assert isinstance(tree.scandir(b"/etc/d"), NotCollected)
    assert isinstance(tree.stat(b"/etc/d/x"), NotCollected)
    assert isinstance(tree.xattr(b"/etc/a", "security.selinux"), NotCollected)


def test_a_mount_that_was_not_touched_is_named_as_the_reason() -> None:
    made = MadeStream().text("away", b"nfs /mnt\n")
    assert tree_of(made).read(b"/mnt/x", 1) == NotCollected("nfs: not touched, it may never answer")


def test_a_deleted_program_is_known_by_its_link_its_hash_and_its_head() -> None:
    tree = tree_of(small_host())
    assert tree.readlink(b"/proc/7/exe") == b"/tmp/x (deleted)"
    assert tree.digest(b"/proc/7/exe") == Digests(SHA)
    assert tree.read(b"/proc/7/exe", 4096) == TooLarge(5, b"prog")
    target = tree.stat_target(b"/proc/7/exe")
    assert isinstance(target, FileStat)
    assert target.kind is FileKind.FILE
    assert tree.resolve(b"/proc/7/exe") == b"/proc/7/exe"
    assert tree.scandir(b"/proc/7/fd") == (Entry(b"0", FileKind.LINK),)
    assert tree.readlink(b"/proc/7/fd/0") == b"socket:[123]"


def test_the_folder_of_processes_holds_those_that_were_there() -> None:
    tree = tree_of(small_host())
    names = tree.scandir(b"/proc")
    assert isinstance(names, tuple)
    assert {entry.name for entry in names if entry.name.isdigit()} == {b"7", b"8"}
    assert isinstance(tree.stat(b"/proc/7"), FileStat)
    assert tree.stat(b"/proc/8") == Absent()


def test_the_sockets_of_a_process_are_those_of_its_network() -> None:
    assert tree_of(small_host()).read(b"/proc/7/net/tcp", 100) == b"sl\n"


def test_links_are_followed_within_the_tree() -> None:
    tree = tree_of(small_host())
    assert tree.resolve(b"/etc/l") == b"/etc/a"
    assert tree.readlink(b"/bin") == b"usr/bin"
    assert isinstance(tree.read(b"/etc/l", 10), Failed)
    assert tree.read(b"/etc/p", 10) == Failed("not a plain file but a fifo")
    found = tree.stat(b"/etc/l")
    assert isinstance(found, FileStat)
    assert found.inode is not None
    assert str(found.changed) == "2023-11-14 22:13:21.250000+00:00"


def test_a_file_that_changed_between_reading_and_hashing_is_named() -> None:
    made = MadeStream().files({b"/etc/a": b"A"}).hashes([b"/etc/a"], f"{SHA}  /etc/a\n".encode())
    tree = tree_of(made)
    assert any("changed between reading and hashing: /etc/a" in note for note in tree.info().notes)
    assert tree.info().is_complete
    # The hash of the bytes we hold, not of those that were there later.
    assert tree.digest(b"/etc/a") == Digests(
        hashlib.sha256(b"A").hexdigest(),
        hashlib.md5(b"A").hexdigest(),
        hashlib.sha1(b"A").hexdigest(),
    )


def test_a_program_brings_the_sha1_of_the_host_for_apk() -> None:
    sums = f"{SHA}  /a\n{'ab' * 20}  /a\n".encode()
    made = MadeStream().listing("folders", [b"/"], [("f", b"/a", b"")])
    tree = tree_of(made.hashes([b"/a"], sums))
    assert tree.digest(b"/a") == Digests(sha256=SHA, sha1="ab" * 20)


def test_nobody_is_the_self_of_a_stream() -> None:
    tree = tree_of(MadeStream().pids(7))
    assert tree.stat(b"/proc/self/fd/3") == Absent()


def test_a_hostile_listing_is_held_within_bounds() -> None:
    """12 MB of nothing but separators, lying counts behind: 250 MB at most."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (250 << 20, 250 << 20))\n"
        "from hemostat.trees.collector_stream import CollectorTree\n"
        "tree = CollectorTree(sys.stdin.buffer, '-')\n"
        "print(tree.info().is_complete, tree.stat(b'/a'))\n"
    )
    mark = b"00000000-0000-4000-8000-000000000001"
    head = b"HEMOSTAT-COLLECT/1 0.1\n"
    for kind, body in (
        (b"folders", b"/\0H=" + mark + b"\0" + b"\0" * (12 << 20)),
        (b"folders", b"/a\0" * (4 << 20)),
        (b"files", b"/a\0H=" + mark + b"\0" + (b"H=" + mark + b"\0") * (1 << 18)),
        (b"hashes", b"/a\0H=" + mark + b"\0" + b"\n" * (12 << 20)),
        (b"missing", b"/\n" * (6 << 20)),
    ):
        begin = b"@@ begin %s %s 999999999999\n" % (kind, mark)
        end = b"\n@@ errors %s 0\n\n@@ end %s\n@@ done x 999999999\n" % (mark, mark)
        done = subprocess.run(
            (sys.executable, "-B", "-c", code),
            input=head + begin + body + end,
            capture_output=True,
            check=False,
        )
        assert done.stdout.startswith(b"False"), (kind, done.stderr[-300:])


def test_what_the_host_did_not_read_in_time_has_failed() -> None:
    made = MadeStream()
    between = b"H=" + made.mark() + b"\0"
    made.section("files", "10", b"/a\0/b\0" + between + b"aa", status=124)
    tree = tree_of(made)
    assert tree.read(b"/a", 10) == TooLarge(3, b"aa")
    assert tree.read(b"/b", 10) == Failed("the host did not answer in time")


@pytest.mark.requirement("B5.1")
def test_a_cut_stream_gives_what_came_and_never_calls_the_rest_absent() -> None:
    whole = small_host().done()
    for cut in range(25, len(whole) - 2, 7):
        tree = tree_of(whole[:cut])
        assert not tree.info().is_complete
        assert tree.read(b"/etc/b", 1) != Absent() or b"/etc/b" in whole[:cut]
        answer = tree.read(b"/etc/a", 10)
        assert answer == b"A" or isinstance(answer, NotCollected | Failed | TooLarge)


def test_a_cut_stream_does_not_call_a_process_ended() -> None:
    whole = MadeStream().pids(7, 8).files({b"/proc/7/stat": b"7"}).data
    assert isinstance(tree_of(whole).read(b"/proc/8/stat", 10), NotCollected)


@given(st.data())
def test_broken_streams_never_raise(data: st.DataObject) -> None:
    stream = bytearray(small_host().done())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(24, len(stream)))
        stream[start : start + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=60))
    tree = tree_of(bytes(stream))
    assert tree.info().is_complete is (bytes(stream).rstrip() == small_host().done().rstrip())
    for path in (
        b"/",
        b"/proc",
        b"/proc/7/exe",
        b"/etc",
        b"/etc/a",
        b"/bin/sh",
        b"/etc/l",
        b"//",
        b"",
    ):
        for ask in (
            tree.scandir,
            tree.stat,
            tree.readlink,
            tree.digest,
            tree.resolve,
            tree.stat_target,
        ):
            ask(path)
        tree.read(path, 10)


@given(st.binary(max_size=200))
def test_no_path_raises(path: bytes) -> None:
    tree = tree_of(small_host())
    assert tree.read(path, 10) is not None
    assert tree.stat(path) is not None


def test_a_wild_path_in_the_stream_stays_within_the_tree() -> None:
    made = MadeStream().files({b"/../../etc/passwd": b"p", b"relative": b"r", b"/a//b/./c": b"c"})
    tree = tree_of(made)
    assert tree.read(b"/etc/passwd", 9) == b"p"
    assert tree.resolve(b"/../x") == NotCollected()


def test_other_streams_are_refused() -> None:
    assert is_collector_stream(b"HEMOSTAT-COLLECT/1 0.1\n")
    assert not is_collector_stream(b"\x1f\x8b")
    with pytest.raises(SourceError):
        tree_of(b"")
