"""This running host: magic links, skipped mounts, and nothing written."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hemostat.model.failure import Absent, Failed, TooLarge
from hemostat.trees.host_tree import Digests, FileKind, FileStat
from hemostat.trees.live import LiveTree

ROOT_ONLY = b"27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
NO_NETWORK = LiveTree(ROOT_ONLY)


def test_it_says_that_it_runs() -> None:
    info = LiveTree().info()
    assert info.kind == "live"
    assert info.is_running
    assert info.has_processes
    assert info.taken is not None


def test_a_file_of_the_kernel_says_size_zero_and_is_read_whole() -> None:
    status = NO_NETWORK.read(b"/proc/self/status", 1 << 20)
    assert isinstance(status, bytes)
    assert f"Pid:\t{os.getpid()}\n".encode() in status
    assert isinstance(NO_NETWORK.read(b"/proc/self/status", 10), TooLarge)


def test_the_executable_of_a_process_is_read_through_its_magic_link() -> None:
    path = b"/proc/%d/exe" % os.getpid()
    real = os.path.realpath(sys.executable)
    assert NO_NETWORK.readlink(path) == os.fsencode(real)
    digests = NO_NETWORK.digest(path)
    assert isinstance(digests, Digests)
    by_path = NO_NETWORK.digest(os.fsencode(real))
    assert digests == by_path
    link, target = NO_NETWORK.stat(path), NO_NETWORK.stat_target(path)
    assert isinstance(link, FileStat)
    assert isinstance(target, FileStat)
    assert (link.kind, target.kind) == (FileKind.LINK, FileKind.FILE)
    assert target.inode == os.stat(real).st_ino


def test_a_deleted_executable_is_still_read(tmp_path: Path) -> None:
    copy = tmp_path / "sleeper"
    shutil.copy("/bin/sleep", copy)
    with subprocess.Popen([copy, "60"]) as child:
        try:
            path = b"/proc/%d/exe" % child.pid
            # Popen returns once execve has happened, so the link names the copy.
            copy.unlink()
            assert str(NO_NETWORK.readlink(path)).endswith("(deleted)'")
            assert NO_NETWORK.digest(path) == NO_NETWORK.digest(os.path.realpath(b"/bin/sleep"))
        finally:
            child.kill()


def test_a_memory_only_file_is_read_through_its_descriptor() -> None:
    descriptor = os.memfd_create("payload")
    os.write(descriptor, b"in memory")
    assert NO_NETWORK.read(b"/proc/self/fd/%d" % descriptor, 100) == b"in memory"
    os.close(descriptor)


def test_a_pipe_behind_a_descriptor_is_not_waited_for() -> None:
    reading, writing = os.pipe()
    assert NO_NETWORK.read(b"/proc/self/fd/%d" % reading, 10) == Failed(
        "not a plain file but a fifo"
    )
    os.close(reading)
    os.close(writing)


def test_the_root_of_a_process_is_not_taken_for_our_own() -> None:
    for path in (b"/proc/self/root/etc/passwd", b"/proc/self/cwd/x", b"/proc/1/root/etc/passwd"):
        assert isinstance(NO_NETWORK.read(path, 10), Failed)
        assert isinstance(NO_NETWORK.resolve(path), Failed)


def test_what_reading_would_take_away_is_not_read() -> None:
    assert isinstance(NO_NETWORK.read(b"/proc/kmsg", 10), Failed)
    assert isinstance(NO_NETWORK.read(b"/dev/null", 10), Failed)


@pytest.fixture
def mounted(tmp_path: Path) -> tuple[LiveTree, bytes]:
    """A tree for which a folder is a network mount; nothing may look into it."""
    share = tmp_path / "share"
    share.mkdir()
    (share / "x").write_text("x")
    (tmp_path / "link").symlink_to("share")
    (tmp_path / "share-of-ours").write_text("ours")
    line = b"40 27 0:50 / %s rw - nfs4 10.0.0.5:/x rw\n" % os.fsencode(share)
    return LiveTree(ROOT_ONLY + line), os.fsencode(tmp_path)


def test_nothing_at_or_below_a_network_mount_is_touched(mounted: tuple[LiveTree, bytes]) -> None:
    tree, folder = mounted
    refused = Failed("is on a network file system (nfs4): not touched")
    for path in (b"/share", b"/share/x", b"/link/x", b"/share/../share/x"):
        assert tree.stat(folder + path) == refused
        assert tree.read(folder + path, 10) == refused
        assert tree.scandir(folder + path) == refused
        assert tree.digest(folder + path) == refused
        assert tree.xattr(folder + path, "user.x") == refused
        assert tree.resolve(folder + path) == refused
    assert tree.resolve(folder + b"/link") == refused
    assert tree.readlink(folder + b"/link") == b"share"
    assert not any(where.startswith(folder + b"/share") for _, where, _ in tree.footprint().touched)
    assert (folder + b"/share", refused.reason) in tree.info().not_covered


def test_a_name_that_only_begins_like_a_mount_is_read(mounted: tuple[LiveTree, bytes]) -> None:
    tree, folder = mounted
    assert tree.read(folder + b"/share-of-ours", 10) == b"ours"


def test_a_magic_link_into_a_network_mount_is_not_followed(
    mounted: tuple[LiveTree, bytes],
) -> None:
    tree, folder = mounted
    descriptor = os.open(folder + b"/share/x", os.O_RDONLY)
    path = b"/proc/self/fd/%d" % descriptor
    assert tree.readlink(path) == folder + b"/share/x"
    assert isinstance(tree.read(path, 10), Failed)
    assert isinstance(tree.stat_target(path), Failed)
    os.close(descriptor)


def test_a_process_that_ended_is_absent() -> None:
    with subprocess.Popen(["/bin/true"]) as child:
        child.wait()
    assert NO_NETWORK.read(b"/proc/%d/status" % child.pid, 10) == Absent()


def run_as_nobody(script: str) -> list[str]:
    """Lines a script prints after giving up root."""
    begin = "import os; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    done = subprocess.run(
        [sys.executable, "-B", "-c", "import hemostat.trees.live\n" + begin + script],
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")


def test_a_hidden_process_is_denied_and_the_hiding_is_said() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    script = textwrap.dedent("""
        from hemostat.model.failure import Absent
        from hemostat.trees.live import LiveTree
        tree = LiveTree(b"22 27 0:21 / /proc rw - proc proc rw,hidepid=2\\n")
        print(tree.info().not_covered)
        # As the kernel answers under hidepid=2: not there, although it is.
        print(tree._told(b"/proc/1/status", Absent()), tree._told(b"/proc/999999999", Absent()))
        print(type(LiveTree(b"").read(b"/proc/1/environ", 10)).__name__)
    """)
    lines = run_as_nobody(script)
    assert "hidepid=2" in lines[0]
    assert lines[1] == "Denied(reason='hidepid=2') Absent()"
    assert lines[2] == "Denied"


def test_a_run_opens_nothing_for_writing_and_leaves_access_times_alone() -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    script = textwrap.dedent("""
        import os
        from hemostat.trees.live import LiveTree
        tree = LiveTree()
        os.access("/begin-" + "of-the-run", os.F_OK)
        for folder in (b"/etc", b"/etc/cron.d", b"/proc/%d" % os.getpid(), b"/usr/lib"):
            for entry in tree.scandir(folder):
                path = folder + b"/" + entry.name
                tree.stat(path), tree.read(path, 65536), tree.xattr(path, "security.capability")
        tree.digest(b"/proc/self/exe"), tree.info(), tree.footprint()
        os.access("/end-" + "of-the-run", os.F_OK)
    """)
    done = subprocess.run(
        (strace, "-f", "-e", "trace=%file,%desc,openat2", sys.executable, "-B", "-c", script),
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        errors="backslashreplace",
        check=False,
    )
    if "ptrace" in done.stderr[:500]:
        pytest.skip("this container does not allow strace")
    assert done.returncode == 0, done.stderr[-500:]
    run = done.stderr.partition("/begin-of-the-run")[2].partition("/end-of-the-run")[0]
    opened = re.findall(r"^.*\bopen(?:at2?)?\(.*$", run, re.MULTILINE)
    assert len(opened) > 50
    assert not [line for line in opened if re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)", line)]
    changing = r"\b(write|pwrite64|unlink\w*|rename\w*|mkdir\w*|chmod|fchmod\w*|chown|utime\w*)\("
    assert not re.findall(changing, run)
    of_the_tree = [line for line in opened if '"/etc/' in line and "ENOENT" not in line]
    assert of_the_tree
    if os.geteuid() == 0:
        assert all("O_NOATIME" in line for line in of_the_tree)
