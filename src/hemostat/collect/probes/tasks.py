"""Processes by three views that share no code: the list of /proc, signal 0, the scheduler.

Also by what cgroups say of themselves. Lists are taken before and after; what comes and goes is no
difference, and a thread counts as its process.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hemostat.collect.probes.folders import GETDENTS, READDIR, Listing
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath, decode
from hemostat.model.records import CrossView
from hemostat.trees.raw import RawHost

ARTIFACT = "linux.probe.processes"
KILL, AFFINITY, CGROUP = "kill(pid, 0)", "sched_getaffinity", "cgroup.procs"
MOST_PIDS = 65_536
TRIES = 4
_PROC = b"/proc"
_TGID = re.compile(rb"^Tgid:\s+(\d+)$", re.MULTILINE)
_START = 21  # fields of stat after the name in brackets: starttime is field 22


@dataclass(frozen=True, slots=True)
class TaskViews:
    """What differs, and how it went."""

    differences: tuple[CrossView, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()

    @property
    def pids(self) -> tuple[int, ...]:
        """The hidden processes."""
        return tuple(each.pid for each in self.differences if each.pid is not None)


def compare_tasks(
    raw: RawHost,
    *,
    ordinary: Listing,
    more: Iterable[int] = (),
    until: Callable[[], bool] = lambda: False,
) -> TaskViews:
    """The processes that answer although the list of /proc leaves them out.

    Args:
        raw: this host by bare system calls.
        ordinary: the C library's view of a folder.
        more: further process ids to ask for, such as those cgroups name.
        until: whether time is up.
    """
    before = _shown(raw, ordinary)
    if before is None:
        reason = "/proc cannot be listed"
        return TaskViews(coverage=(_entry(Outcome.DENIED, reason),))
    # The lists beside each other first: that is quick, and never left out for want of time.
    found = _all_hidden(raw, before.raw ^ before.ordinary, ordinary, lambda: False)[0]
    most = min(_pid_max(raw), MOST_PIDS)
    candidates, reached = _answering(raw, most, until)
    reason = "" if reached >= most else f"process ids were tried up to {reached}: no time left"
    further = {pid for pid in more if pid > 0 and raw.answers_kill(pid)}
    after = _shown(raw, ordinary) or before
    known = before.everywhere | after.everywhere | {each.pid for each in found}
    others, stopped = _all_hidden(raw, (candidates | further) - known, ordinary, until)
    if stopped:
        reason = reason or f"differences were looked into up to process id {stopped}: no time left"
    outcome = Outcome.FAILED if reason else Outcome.READ
    return TaskViews((*found, *others), (_entry(outcome, reason),))


def _all_hidden(
    raw: RawHost, pids: Iterable[int], ordinary: Listing, until: Callable[[], bool]
) -> tuple[list[CrossView], int]:
    """The differences some numbers make, and the number it stopped at for want of time, or 0."""
    found: list[CrossView] = []
    for pid in sorted(pids):
        if until():
            return found, pid
        if (difference := _hidden(raw, pid, ordinary)) is not None:
            found.append(difference)
    return found, 0


def cgroup_pids(raw: RawHost, paths: Iterable[bytes]) -> Iterator[int]:
    """The processes that some cgroup.procs files name."""
    for path in paths:
        data = raw.read(path, 1 << 20)
        if isinstance(data, bytes):
            yield from (int(line) for line in data.split() if line.isdigit() and len(line) < 9)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The processes /proc lists: to the C library, and to getdents64."""

    ordinary: frozenset[int]
    raw: frozenset[int]

    @property
    def everywhere(self) -> frozenset[int]:
        return self.ordinary & self.raw


def _shown(raw: RawHost, ordinary: Listing) -> _Shown | None:
    names, plain = raw.names(_PROC), ordinary(_PROC)
    if not isinstance(names, tuple) or plain is None:
        return None
    return _Shown(_numbers(plain), _numbers(each.name for each in names))


def _numbers(names: Iterable[bytes]) -> frozenset[int]:
    return frozenset(int(name) for name in names if name.isdigit() and len(name) < 10)


def _answering(raw: RawHost, most: int, until: Callable[[], bool]) -> tuple[set[int], int]:
    """Which numbers answer to signal 0 or to the scheduler, and up to where they were tried."""
    found: set[int] = set()
    for pid in range(1, most + 1):
        if raw.answers_kill(pid) or raw.answers_affinity(pid):
            found.add(pid)
        if pid % 2048 == 0 and until():
            return found, pid
    return found, most


def _hidden(raw: RawHost, pid: int, ordinary: Listing) -> CrossView | None:
    """The difference one number makes; None if it ends, is listed, or is somebody's thread."""
    started: set[bytes] = set()
    seen_by = missing_from = ""
    for _ in range(TRIES):
        is_alive = raw.answers_kill(pid)
        thread_group = _thread_group(raw, pid)
        if thread_group is not None and thread_group != pid:
            return None
        started.add(_started(raw, pid))
        shown = _shown(raw, ordinary)
        if shown is None or pid in shown.everywhere or not raw.answers_kill(pid) or not is_alive:
            return None
        seen_by, missing_from = _views(raw, pid, shown)
    # Another process took the number meanwhile: each of them was listed, or will be.
    if len(started) > 1 or _is_ending(raw, pid):
        return None
    exe = raw.readlink(b"/proc/%d/exe" % pid)
    return CrossView(
        source=Source(path=HostPath(f"/proc/{pid}")),
        kind="process",
        value=decode(exe) if isinstance(exe, bytes) else _name(raw, pid),
        seen_by=seen_by,
        missing_from=missing_from,
        pid=pid,
        exe=decode(exe) if isinstance(exe, bytes) else None,
        command=_command(raw, pid),
    )


def _views(raw: RawHost, pid: int, shown: _Shown) -> tuple[str, str]:
    if pid in shown.raw:
        return GETDENTS, f"{READDIR} of /proc"
    if pid in shown.ordinary:
        return READDIR, f"{GETDENTS} of /proc"
    views = KILL if not raw.answers_affinity(pid) else f"{KILL}, {AFFINITY}"
    return views, "/proc"


def _thread_group(raw: RawHost, pid: int) -> int | None:
    status = raw.read(b"/proc/%d/status" % pid, 1 << 14)
    match = _TGID.search(status) if isinstance(status, bytes) else None
    return int(match[1]) if match else None


def _started(raw: RawHost, pid: int) -> bytes:
    fields = _stat_fields(raw, pid)
    return fields[_START - 2] if len(fields) > _START - 2 else b""


def _is_ending(raw: RawHost, pid: int) -> bool:
    """Whether it is dead already (X): a kernel between two lists, not somebody who hides."""
    fields = _stat_fields(raw, pid)
    return bool(fields) and fields[0] in (b"X", b"x")


def _stat_fields(raw: RawHost, pid: int) -> list[bytes]:
    """The fields of stat behind the name: state first."""
    data = raw.read(b"/proc/%d/stat" % pid, 4096)
    return data.rpartition(b")")[2].split() if isinstance(data, bytes) else []


def _name(raw: RawHost, pid: int) -> str:
    data = raw.read(b"/proc/%d/comm" % pid, 64)
    return decode(data.rstrip(b"\n")) if isinstance(data, bytes) and data else f"pid {pid}"


def _command(raw: RawHost, pid: int) -> str:
    data = raw.read(b"/proc/%d/cmdline" % pid, 4096)
    return decode(data.rstrip(b"\0").replace(b"\0", b" ")) if isinstance(data, bytes) else ""


def _pid_max(raw: RawHost) -> int:
    data = raw.read(b"/proc/sys/kernel/pid_max", 32)
    return int(data) if isinstance(data, bytes) and data.strip().isdigit() else 32_768


def _entry(outcome: Outcome, reason: str) -> CoverageEntry:
    return CoverageEntry(ARTIFACT, HostPath("/proc"), outcome, reason)
