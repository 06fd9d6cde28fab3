"""Running processes of a host, read through its tree: live, or from a snapshot of /proc.

What a process is changes while we look. So `stat` of all is read first in one quick pass, then
the rest of each; `sample_cpu` reads `stat` again about a second later. Reading a single process
can hang (the kernel waits for a lock that a stuck process holds), so the caller may hand in a way
to run each read with a time limit (`hemostat.run.watchdog`).
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hemostat.collect.cpu_share import CpuSample, sample_again, shares_between
from hemostat.collect.each import Each, in_order
from hemostat.model.coverage import CoverageEntry, Outcome, outcome_of
from hemostat.model.evidence import Evidence, Unread
from hemostat.model.failure import Absent, Denied, Failed, Failure, NotCollected, TooLarge, describe
from hemostat.model.path import HostPath, decode
from hemostat.model.records import EnvironVariable, MappedFile, OpenFile, Process, Socket
from hemostat.parse.host.kernel import boot_of
from hemostat.parse.host.process import (
    HostOfProcesses,
    ProcessRecords,
    ProcessSnapshot,
    parse_process,
)
from hemostat.parse.host.process_cgroup import parse_cgroup
from hemostat.parse.host.process_joins import join_sockets, with_parents
from hemostat.parse.host.process_stat import parse_stat
from hemostat.parse.host.sockets import parse_inet, parse_packet
from hemostat.parse.place import Place
from hemostat.trees.host_tree import FileStat, HostTree

MAX_DESCRIPTORS = 4096
MAX_NAMED_VARIABLES = 50_000
MAX_NETWORKS = 64
_FILES = (
    ("status", 1 << 16),
    ("cmdline", 1 << 17),
    ("cgroup", 1 << 16),
    ("environ", 1 << 18),
    ("maps", 1 << 24),
)
_LINKS = ("exe", "cwd", "root")
_NAMESPACES = (b"mnt", b"pid", b"net", b"user", b"uts", b"ipc")
_NETWORK_FILES = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """All that was found about the processes of one host.

    `sockets` holds those of other network namespaces (containers) only: the host's own stand in
    /proc/net and come by their artifact. `process_joins.join_sockets` joins those.
    """

    processes: tuple[Process, ...] = ()
    variables: tuple[EnvironVariable, ...] = ()
    mapped: tuple[MappedFile, ...] = ()
    opened: tuple[OpenFile, ...] = ()
    sockets: tuple[Socket, ...] = ()
    unread: tuple[Unread, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()
    first: CpuSample = CpuSample({})


def snapshot(tree: HostTree, *, each: Each = in_order, also: tuple[int, ...] = ()) -> Processes:
    """Read every process of a host.

    Processes that end while they are read are left out: that is ordinary. What may not be read
    is counted: one coverage entry a part, not one a process.

    Args:
        tree: the host.
        each: runs the read of each process; hand in one with a time limit on a running host.
        also: processes that the list of /proc leaves out.
    """
    pids = _pids(tree)
    if not isinstance(pids, tuple):
        return Processes(coverage=(_no_processes(pids),))
    pids = tuple(sorted({*pids, *also}))
    stats = {pid: stat for pid in pids if (stat := _stat(tree, pid)) is not None}
    host = _host(tree)
    gathered = _Gathered(host=host)
    for pid, answer in each(lambda pid: _read(tree, pid, stats[pid][0]), stats):
        found = answer if isinstance(answer, ProcessSnapshot) else _unanswered(pid, stats, answer)
        if not _has_ended(tree, found):
            gathered.add(found)
    first = CpuSample({pid: ticks for pid, (_, ticks) in stats.items() if ticks is not None})
    processes = with_parents(gathered.processes)
    return Processes(
        processes=processes,
        variables=tuple(gathered.variables),
        mapped=tuple(gathered.mapped),
        opened=tuple(gathered.opened),
        sockets=_foreign_sockets(tree, processes, gathered.opened),
        unread=tuple(gathered.unread),
        coverage=(*_hidden(tree, pids), *gathered.coverage()),
        first=first,
    )


def sample_cpu(tree: HostTree, found: Processes) -> CpuSample:
    """Look at the CPU time of every process again, about a second after `snapshot`."""
    return sample_again(tree, found.first)


def without(found: Processes, pid: int) -> Processes:
    """All but one process: the one that looks is no part of the host."""
    return replace(
        found,
        processes=tuple(each for each in found.processes if each.pid != pid),
        variables=tuple(each for each in found.variables if each.pid != pid),
        mapped=tuple(each for each in found.mapped if each.pid != pid),
        opened=tuple(each for each in found.opened if each.pid != pid),
    )


def with_cpu(found: Processes, second: CpuSample) -> Processes:
    """The processes with the share of one CPU they took between the two looks."""
    shares = dict(shares_between(found.first, second))
    processes = tuple(
        replace(process, cpu_share=shares[process.pid]) if process.pid in shares else process
        for process in found.processes
    )
    return replace(found, processes=processes)


def _pids(tree: HostTree) -> tuple[int, ...] | Failure:
    entries = tree.scandir(b"/proc")
    if not isinstance(entries, tuple):
        return entries
    names = (entry.name for entry in entries)
    pids = sorted(int(name) for name in names if name.isdigit() and len(name) <= 9)
    return tuple(pids) if pids else Absent()


def _stat(tree: HostTree, pid: int) -> tuple[bytes | Failure, tuple[int, int, float] | None] | None:
    """The stat file, and its CPU times; None if the process has ended."""
    answer = tree.read(b"/proc/%d/stat" % pid, 8192)
    if isinstance(answer, Absent) and not isinstance(tree.stat(b"/proc/%d" % pid), FileStat):
        return None
    fields = parse_stat(answer) if isinstance(answer, bytes) else None
    times = (fields.start_ticks, fields.cpu_ticks, time.monotonic()) if fields else None
    return answer, times


def _read(tree: HostTree, pid: int, stat: bytes | Failure) -> ProcessSnapshot:
    """Read what one process has. Never raises for what it is or has ceased to be."""
    folder = b"/proc/%d/" % pid
    failures: list[tuple[str, Failure]] = []
    values: dict[str, bytes] = {}
    if isinstance(stat, bytes):
        values["stat"] = stat
    else:
        failures.append(("stat", stat))
    for part, limit in _FILES:
        answer = tree.read(folder + part.encode(), limit)
        if isinstance(answer, bytes):
            values[part] = answer
        else:
            failures.append((part, answer))
            values[part] = answer.head if isinstance(answer, TooLarge) else b""
    links: dict[str, bytes | None] = {}
    for part in _LINKS:
        answer = tree.readlink(folder + part.encode())
        links[part] = answer if isinstance(answer, bytes) else None
        # Kernel threads and the dead have no such link.
        if not isinstance(answer, (bytes, Absent)):
            failures.append((part, answer))
    descriptors = _descriptors(tree, folder, failures)
    return ProcessSnapshot(
        pid=pid,
        **values,
        exe=links["exe"],
        cwd=links["cwd"],
        root=links["root"],
        descriptors=descriptors,
        namespaces=_namespaces(tree, folder),
        exe_stands=_exe_stands(tree, folder, links["exe"]),
        failures=tuple(failures),
    )


def _descriptors(
    tree: HostTree, folder: bytes, failures: list[tuple[str, Failure]]
) -> tuple[tuple[int, bytes], ...]:
    entries = tree.scandir(folder + b"fd")
    if not isinstance(entries, tuple):
        failures.append(("fd", entries))
        return ()
    numbers = sorted(int(e.name) for e in entries if e.name.isdigit() and len(e.name) <= 9)
    if len(numbers) > MAX_DESCRIPTORS:
        failures.append(("fd", TooLarge(len(numbers))))
    found: list[tuple[int, bytes]] = []
    for number in numbers[:MAX_DESCRIPTORS]:
        target = tree.readlink(folder + b"fd/%d" % number)
        if isinstance(target, bytes):
            found.append((number, target))
    return tuple(found)


def _namespaces(tree: HostTree, folder: bytes) -> tuple[bytes, ...]:
    texts = (tree.readlink(folder + b"ns/" + kind) for kind in _NAMESPACES)
    return tuple(text for text in texts if isinstance(text, bytes))


def _exe_stands(tree: HostTree, folder: bytes, exe: bytes | None) -> bool:
    """Whether ` (deleted)` is a part of the executable's own name.

    A file left there under that name to fool us is not the one that runs.
    """
    if exe is None or not exe.endswith(b" (deleted)") or not exe.startswith(b"/"):
        return False
    named, running = tree.stat(exe), tree.stat_target(folder + b"exe")
    if not isinstance(named, FileStat) or not isinstance(running, FileStat):
        return False
    same = (named.inode, named.device) == (running.inode, running.device)
    return same and named.inode is not None


def _unanswered(
    pid: int,
    stats: dict[int, tuple[bytes | Failure, tuple[int, int, float] | None]],
    answer: object,
) -> ProcessSnapshot:
    """A process that did not answer in time: its stat is all we know."""
    stat = stats[pid][0]
    failure = answer if isinstance(answer, Failed) else Failed("no answer in time")
    return ProcessSnapshot(
        pid=pid,
        stat=stat if isinstance(stat, bytes) else b"",
        failures=(("whole process", failure),),
    )


def _has_ended(tree: HostTree, found: ProcessSnapshot) -> bool:
    """Whether a process ended while it was read: nothing answers any more, not even its folder."""
    if found.status or not any(isinstance(failure, Absent) for _, failure in found.failures):
        return False
    return not isinstance(tree.stat(b"/proc/%d" % found.pid), FileStat)


def _host(tree: HostTree) -> HostOfProcesses:
    """What pid 1 says of the host; unknown where we may not look."""
    stat = tree.read(b"/proc/stat", 1 << 22)
    cgroup = tree.read(b"/proc/1/cgroup", 1 << 16)
    mount = tree.readlink(b"/proc/1/ns/mnt")
    return HostOfProcesses(
        boot=boot_of(stat) if isinstance(stat, bytes) else None,
        container=parse_cgroup(cgroup).container if isinstance(cgroup, bytes) else "",
        mount_namespace=decode(mount) if isinstance(mount, bytes) else "",
    )


def _no_processes(failure: Failure) -> CoverageEntry:
    """Nobody looked at processes; why, in one entry."""
    if isinstance(failure, Absent):
        failure = NotCollected("this source holds no /proc of a running system")
    return CoverageEntry(
        "linux.process.list", HostPath("/proc"), outcome_of(failure), describe(failure)
    )


def _hidden(tree: HostTree, pids: tuple[int, ...]) -> Iterator[CoverageEntry]:
    """Whether the list itself is short: each pid namespace has a pid 1; who lacks it is blind."""
    reason = dict(tree.info().not_covered).get(b"/proc", "")
    if reason or 1 not in pids:
        why = reason or "pid 1 is not listed, so processes of others may be hidden from us"
        yield CoverageEntry(
            "linux.process.list", HostPath("/proc"), Outcome.DENIED, f"{why}; {len(pids)} seen"
        )
    else:
        yield CoverageEntry("linux.process.list", HostPath("/proc"), Outcome.READ)


class _Gathered:
    """Records of all processes so far, and counts of what could not be read."""

    def __init__(self, host: HostOfProcesses) -> None:
        self._host = host
        self._holes: Counter[tuple[str, Outcome, str]] = Counter()
        self._named = 0
        self._seen = 0
        self.processes: list[Process] = []
        self.variables: list[EnvironVariable] = []
        self.mapped: list[MappedFile] = []
        self.opened: list[OpenFile] = []
        self.unread: list[Unread] = []

    def add(self, found: ProcessSnapshot) -> None:
        """Parse one process and let go of its bytes: 20,000 of them would not fit."""
        with_names = self._named < MAX_NAMED_VARIABLES
        records: ProcessRecords = parse_process(found, self._host, with_names=with_names)
        self._seen += 1
        self._named += sum(1 for variable in records.variables if not variable.value)
        self.processes.append(records.process)
        self.variables += records.variables
        self.mapped += records.mapped
        self.opened += records.opened
        self.unread += records.unread[: max(1000 - len(self.unread), 0)]
        for part, failure in found.failures:
            outcome = outcome_of(failure)
            if outcome.is_hole:
                self._holes[part, outcome, _reason(failure)] += 1

    def coverage(self) -> Iterator[CoverageEntry]:
        """One entry for each part and reason, with the number of processes."""
        for (part, outcome, reason), count in sorted(self._holes.items()):
            yield CoverageEntry(
                f"linux.process.{part.replace(' ', '_')}",
                HostPath(f"/proc/*/{part}" if " " not in part else "/proc/*"),
                outcome,
                f"{count} of {self._seen} processes: {reason}",
                unread=count,
            )
        if self._named >= MAX_NAMED_VARIABLES:
            yield CoverageEntry(
                "linux.process.environ",
                HostPath("/proc/*/environ"),
                Outcome.TOO_LARGE,
                f"more than {MAX_NAMED_VARIABLES} variables of no interest: not listed by name",
            )


def _reason(failure: Failure) -> str:
    """The failure without numbers of its own, so that like ones are counted together."""
    match failure:
        case TooLarge():
            return "larger than the limit of the read; its first part was read"
        case Denied() | NotCollected() | Failed() | Absent():
            return describe(failure)


def _foreign_sockets(
    tree: HostTree, processes: tuple[Process, ...], opened: list[OpenFile]
) -> tuple[Socket, ...]:
    """Sockets of the network namespaces that /proc/net does not show, at most 64 of them."""
    own = tree.resolve(b"/proc/self")
    own = own if isinstance(own, bytes) else b"/proc/1"
    text = tree.readlink(own + b"/ns/net")
    seen = {text.decode("ascii", "replace")} if isinstance(text, bytes) else set[str]()
    if not seen:
        return ()
    sockets: list[Socket] = []
    for process in processes:
        network = next((each for each in process.namespaces if each.startswith("net:")), "")
        if network and network not in seen and len(seen) <= MAX_NETWORKS:
            seen.add(network)
            sockets += _sockets_of(tree, process.pid)
    return join_sockets(sockets, opened, processes)


def _sockets_of(tree: HostTree, pid: int) -> Iterator[Socket]:
    for file in _NETWORK_FILES:
        path = HostPath(f"/proc/{pid}/net/{file}")
        data = tree.read(path.encode(), 1 << 24)
        if isinstance(data, bytes):
            parser = parse_packet if file == "packet" else parse_inet
            yield from parser(Evidence(data, path), Place(path)).records
