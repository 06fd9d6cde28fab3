"""Processes: of this machine, of a snapshot in a folder, hidden, vanished, hostile, and 20,000."""

import os
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hemostat.collect.cpu_share import CpuSample
from hemostat.collect.processes import sample_cpu, snapshot, with_cpu, without
from hemostat.model.coverage import Outcome
from hemostat.model.failure import Absent, Denied, Failed, Failure
from hemostat.model.records import Process
from hemostat.run.watchdog import each
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Entry, FileKind, FileStat, TreeInfo
from hemostat.trees.live import LiveTree

STAT = "%d (%s) S %d 1 1 0 -1 0 0 0 0 0 %d 0 0 0 20 0 1 0 500 0 3 0"


def plant(root: Path, pid: int, name: str = "a", ppid: int = 1, ticks: int = 0) -> Path:
    """One process as a collection holds it."""
    folder = root / "proc" / str(pid)
    (folder / "fd").mkdir(parents=True)
    (folder / "ns").mkdir()
    (folder / "stat").write_text(STAT % (pid, name, ppid, ticks))
    (folder / "status").write_text(f"Name:\t{name}\nPPid:\t{ppid}\nUid:\t0\t0\t0\t0\n")
    (folder / "cmdline").write_bytes(f"/usr/bin/{name}\0--all\0".encode())
    (folder / "environ").write_bytes(b"PATH=/bin\0SECRET=x\0")
    (folder / "maps").write_bytes(b"7f-80 r-xp 0 08:01 9     /usr/lib/libc.so.6\n")
    (folder / "cgroup").write_bytes(b"0::/system.slice/a.service\n")
    for link, text in (("exe", f"/usr/bin/{name}"), ("cwd", "/"), ("root", "/")):
        (folder / link).symlink_to(text)
    (folder / "fd" / "0").symlink_to("socket:[7]")
    (folder / "ns" / "mnt").symlink_to("mnt:[1]")
    return folder


class Tree(FolderTree):
    """A folder whose parts can be denied, can vanish, or can hang, as a kernel's do."""

    def __init__(self, root: Path, denied: str = "", gone: str = "") -> None:
        super().__init__(os.fsencode(root))
        self._denied, self._gone = denied, gone

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        return self._refusal(path) or super().read(path, limit)

    def readlink(self, path: bytes) -> bytes | Failure:
        return self._refusal(path) or super().readlink(path)

    def stat(self, path: bytes) -> FileStat | Failure:
        return Absent() if self._is_gone(path) else super().stat(path)

    def _refusal(self, path: bytes) -> Failure | None:
        if self._is_gone(path) and not path.endswith(b"/stat"):
            return Absent()
        is_denied = self._denied and path.rpartition(b"/")[2].decode() in self._denied.split()
        return Denied("Permission denied") if is_denied else None

    def _is_gone(self, path: bytes) -> bool:
        return bool(self._gone) and f"{path.decode()}/".startswith(f"/proc/{self._gone}/")


@pytest.mark.requirement("B5.3")
def test_a_snapshot_in_a_folder_gives_whole_processes(tmp_path: Path) -> None:
    plant(tmp_path, 1, "init", ppid=0)
    plant(tmp_path, 7, "agent")
    found = snapshot(FolderTree(os.fsencode(tmp_path)))
    agent = found.processes[1]
    assert (agent.exe, agent.command, agent.unit) == (
        "/usr/bin/agent",
        "/usr/bin/agent --all",
        "a.service",
    )
    assert (agent.parent_name, agent.standard_streams[0]) == ("init", "socket:[7]")
    assert [each.path for each in found.mapped] == ["/usr/lib/libc.so.6"] * 2
    assert ("SECRET", "") in [(each.name, each.value) for each in found.variables]
    assert [entry.outcome for entry in found.coverage] == [Outcome.READ]
    assert found.unread == ()


def test_no_proc_is_a_hole_and_not_a_host_without_processes(tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    found = snapshot(FolderTree(os.fsencode(tmp_path)))
    assert [entry.outcome for entry in found.coverage] == [Outcome.NOT_COLLECTED]


def test_what_is_denied_is_one_entry_a_part_with_its_count(tmp_path: Path) -> None:
    for pid in (1, 5, 6, 7):
        plant(tmp_path, pid)
    found = snapshot(Tree(tmp_path, denied="exe environ"))
    holes = {entry.artifact: entry.unread for entry in found.coverage if entry.outcome.is_hole}
    assert holes == {"linux.process.exe": 4, "linux.process.environ": 4}
    assert [each.exe for each in found.processes] == [None] * 4


def test_a_list_without_pid_one_is_a_short_list(tmp_path: Path) -> None:
    plant(tmp_path, 500)
    (entry,) = snapshot(FolderTree(os.fsencode(tmp_path))).coverage
    assert entry.outcome is Outcome.DENIED
    assert "1 seen" in entry.reason


def test_hidepid_is_said_in_the_trees_own_words(tmp_path: Path) -> None:
    plant(tmp_path, 1)

    class Hidden(Tree):
        def info(self) -> TreeInfo:
            hidden = ((b"/proc", "is mounted with hidepid=2"),)
            return replace(super().info(), not_covered=hidden)

    (entry,) = snapshot(Hidden(tmp_path)).coverage
    assert entry.outcome is Outcome.DENIED
    assert entry.reason == "is mounted with hidepid=2; 1 seen"


def test_a_process_that_ends_while_it_is_read_is_left_out_and_no_hole(tmp_path: Path) -> None:
    plant(tmp_path, 1)
    plant(tmp_path, 9)
    found = snapshot(Tree(tmp_path, gone="9"))
    assert [each.pid for each in found.processes] == [1]
    assert not any(entry.outcome.is_hole for entry in found.coverage)


def test_a_process_that_does_not_answer_keeps_its_stat_and_is_said(tmp_path: Path) -> None:
    plant(tmp_path, 1)
    plant(tmp_path, 9, "stuck")

    def impatient(
        read: Callable[[int], object], pids: Iterable[int]
    ) -> Iterator[tuple[int, object]]:
        for pid in pids:
            yield pid, Failed("no answer within 1 s") if pid == 9 else read(pid)

    found = snapshot(FolderTree(os.fsencode(tmp_path)), each=impatient)
    assert [(each.pid, each.name, each.exe) for each in found.processes][1] == (9, "stuck", None)
    assert [e.reason for e in found.coverage if e.outcome.is_hole] == [
        "1 of 2 processes: failed: no answer within 1 s"
    ]


def test_hostile_names_come_through_as_they_are(tmp_path: Path) -> None:
    plant(tmp_path, 1)
    folder = plant(tmp_path, 9)
    (folder / "stat").write_bytes(b"9 (a) R 1\x1b[2J) S 1 1 1 0 -1 " + b"0 " * 16)
    (folder / "exe").unlink()
    os.symlink(b"/tmp/\xff\n\xe2\x80\xae (deleted)", os.fsencode(folder / "exe"))
    found = snapshot(FolderTree(os.fsencode(tmp_path))).processes[1]
    assert found.name == "a) R 1\x1b[2J"
    assert found.exe == "/tmp/\udcff\n\u202e"
    assert found.exe_is_deleted


def test_a_second_look_of_a_collection_gives_the_share_of_a_processor(tmp_path: Path) -> None:
    plant(tmp_path, 1)
    plant(tmp_path, 9, ticks=100)
    second = tmp_path / ".hemostat" / "second" / "9"
    second.mkdir(parents=True)
    (second / "stat").write_text(STAT % (9, "a", 1, 250))
    (tmp_path / ".hemostat" / "interval").write_text("2.0\n")
    tree = FolderTree(os.fsencode(tmp_path))
    first = snapshot(tree)
    found = with_cpu(first, sample_cpu(tree, first))
    assert [each.cpu_share for each in found.processes] == [None, 0.75]


def test_without_a_second_look_no_share_is_made_up(tmp_path: Path) -> None:
    plant(tmp_path, 1)
    tree = FolderTree(os.fsencode(tmp_path))
    first = snapshot(tree)
    assert sample_cpu(tree, first) == CpuSample({})
    assert [each.cpu_share for each in with_cpu(first, CpuSample({})).processes] == [None]


def test_another_process_under_the_same_number_has_no_share(tmp_path: Path) -> None:
    plant(tmp_path, 1)
    first = snapshot(FolderTree(os.fsencode(tmp_path)))
    later = CpuSample({1: (999, 50, first.first.ticks[1][2] + 1)})
    assert with_cpu(first, later).processes[0].cpu_share is None


def own(processes: tuple[Process, ...], pid: int) -> Process:
    return next(each for each in processes if each.pid == pid)


def test_this_machine_shows_ourselves_a_child_and_its_socket(tmp_path: Path) -> None:
    copy = tmp_path / "sleeper"
    copy.write_bytes(Path("/bin/sleep").read_bytes())
    copy.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as server:
        inode = f"socket:[{os.fstat(server.fileno()).st_ino}]"
        with subprocess.Popen(
            [str(copy), "60"], stdin=server, env={"LD_PRELOAD": "/nowhere.so"}, stderr=-3
        ) as child:
            time.sleep(0.05)  # until the child has become what it runs
            copy.unlink()
            found = snapshot(LiveTree(), each=each)
            child.kill()
    process = own(found.processes, child.pid)
    assert (process.exe, process.exe_is_deleted, process.ppid) == (str(copy), True, os.getpid())
    assert (process.standard_streams[0], process.argv) == (inode, (str(copy), "60"))
    values = {v.name: v.value for v in found.variables if v.pid == child.pid}
    assert values["LD_PRELOAD"] == "/nowhere.so"
    assert process.scope.is_host
    assert process.started is not None


def test_a_program_in_memory_is_known_as_such() -> None:
    code = (
        "import os; d = os.memfd_create('x'); os.write(d, open('/bin/sleep','rb').read());"
        "print(flush=True); os.execve(d, ['kthing', '60'], {})"
    )
    with subprocess.Popen(["/usr/bin/env", "python3", "-c", code], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        for _ in range(200):
            if b"memfd" in os.readlink(f"/proc/{child.pid}/exe").encode():
                break
            time.sleep(0.01)
        found = snapshot(LiveTree())
        child.kill()
    process = own(found.processes, child.pid)
    assert process.exe_is_memory
    assert process.argv == ("kthing", "60")


def test_a_file_really_called_deleted_is_not_deleted(tmp_path: Path) -> None:
    copy = tmp_path / "tool (deleted)"
    copy.write_bytes(Path("/bin/sleep").read_bytes())
    copy.chmod(0o755)
    with subprocess.Popen([str(copy), "60"]) as child:
        time.sleep(0.05)
        found = snapshot(LiveTree())
        child.kill()
    process = own(found.processes, child.pid)
    assert (process.exe, process.exe_is_deleted) == (str(copy), False)


def test_twenty_thousand_processes_stay_within_time_and_memory(tmp_path: Path) -> None:
    tree = Crowd(20_000)
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = snapshot(tree)
    used = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(found.processes) == 20_000
    assert used < 20
    assert grown < 300 * 1024
    assert any("not listed by name" in entry.reason for entry in found.coverage)


class Crowd(FolderTree):
    """Many processes that exist only as answers: a folder of 500,000 files would cost more."""

    def __init__(self, count: int) -> None:
        super().__init__(b"/nonexistent")
        self._count = count
        libraries = b"".join(
            b"7f%04x000-7f%04x000 r-xp 00000000 08:01 %d          /usr/lib/x86_64/lib%d.so.1\n"
            % (n, n + 1, n, n)
            for n in range(25)
        )
        self._files = {
            b"status": b"Name:\ta\nPPid:\t1\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n",
            b"cmdline": b"/usr/bin/worker\0--queue\0mail\0",
            b"cgroup": b"0::/system.slice/a.service\n",
            b"environ": b"\0".join(b"NAME_%d=value" % n for n in range(25)) + b"\0PATH=/bin",
            b"maps": libraries * 4,
        }

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        if path == b"/proc":
            names = [b"%d" % pid for pid in range(1, self._count + 1)]
            return tuple(Entry(name, FileKind.FOLDER) for name in names)
        return tuple(Entry(b"%d" % n, FileKind.LINK) for n in range(8))

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        part = path.rpartition(b"/")[2]
        if part == b"stat" and path.count(b"/") == 3:
            return (STAT % (int(path.split(b"/")[2]), "a", 1, 3)).encode()
        return self._files.get(part, Absent())

    def readlink(self, path: bytes) -> bytes | Failure:
        part = path.rpartition(b"/")[2]
        return b"/usr/bin/worker" if part == b"exe" else b"socket:[%d]" % (hash(path) % 9999999)

    def resolve(self, path: bytes) -> bytes | Failure:
        return Absent()


def test_the_one_that_looks_is_left_out_with_all_it_holds() -> None:
    found = snapshot(LiveTree())
    own = os.getpid()
    assert any(each.pid == own for each in found.processes)
    rest = without(found, own)
    kept = (*rest.processes, *rest.variables, *rest.mapped, *rest.opened)
    assert own not in {each.pid for each in kept}
    assert len(rest.processes) == len(found.processes) - 1
