# ruff: noqa: S108 — paths on the examined host, not ours.
"""Cross-views of a running host: each thing by two ways that do not share code."""

import os
import re
import time
from collections.abc import Callable, Iterator
from functools import partial

from hemostat.collect.patterns import expand
from hemostat.collect.probes.folders import ARTIFACT as NAMES
from hemostat.collect.probes.folders import compare_folders, known_but_unlisted, listing_of
from hemostat.collect.probes.modules import ARTIFACT as MODULES
from hemostat.collect.probes.modules import compare_modules
from hemostat.collect.probes.ports import ARTIFACT as PORTS
from hemostat.collect.probes.ports import Ask, ask_kernel, compare_ports, reading_of
from hemostat.collect.probes.tasks import ARTIFACT as TASKS
from hemostat.collect.probes.tasks import cgroup_pids, compare_tasks
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.level import Level
from hemostat.model.path import HostPath, encode
from hemostat.model.records import Socket
from hemostat.trees.host_tree import FileKind, FileStat, HostTree
from hemostat.trees.live import LiveTree
from hemostat.trees.raw import RawHost

TASK_SECONDS = 0.7
FOLDER_SECONDS = 0.6
SLOWEST = 3  # on a busy host, for we run at the lowest priority
MOST_PROGRAM_FOLDERS = 200
_STATUS = b"/proc/self/status"
_RIGHTS = re.compile(rb"^CapEff:\s+([0-9a-f]{1,16})$", re.MULTILINE)
_SYS_PTRACE = 19
_HIDES = re.compile(rb" - proc .*hidepid=(?!0|off)")
NOTE = (
    "what the kernel itself hides is hidden from every view of the running host; the disk read "
    "from elsewhere tells (docs/limits.md)"
)
LIES = ("linux.self.", "linux.hidden.")
"""Rules whose findings say that the host's own answers are false."""

# Where intruders put what they hide, and what a hooked library must hide to stay.
FOLDERS = (
    "/",
    "/etc",
    "/etc/*",
    "/tmp",
    "/tmp/*",
    "/var/tmp",
    "/var/tmp/*",
    "/dev",
    "/dev/*",
    "/run",
    "/root",
    "/root/.*",
    "/home",
    "/home/*",
    "/home/*/.ssh",
    "/usr",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/lib/*-linux-gnu",
    "/usr/lib/*-linux-gnu/security",
    "/usr/lib/systemd/system",
    "/usr/lib/modules-load.d",
    "/usr/libexec",
    "/usr/share",
    "/usr/local",
    "/usr/local/*",
    "/usr/include",
    "/usr/src",
    "/etc/systemd/system",
    "/etc/systemd/system/*",
    "/lib/modules/*",
    "/opt",
    "/opt/*",
    "/srv",
    "/mnt",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/spool/cron",
    "/var/spool/cron/*",
    "/var/www",
    "/var/www/*",
    "/boot",
)
KNOWN_FILES = (b"/etc/ld.so.preload", b"/etc/ld.so.cache", b"/etc/passwd", b"/etc/crontab")


def compare_views(work: Work) -> None:
    """Processes and ports of this host by several ways each; modules of any source."""
    if work.info.has_processes:
        _safely(work, MODULES, _modules)
    if (raw := _raw_of(work)) is not None:
        work.notes.append(NOTE)
        _safely(work, TASKS, partial(_tasks, raw=raw))
        _safely(work, PORTS, partial(_ports, raw=raw))


def compare_names(work: Work) -> None:
    """Folders that matter, by readdir, getdents64 and link count."""
    if (raw := _raw_of(work)) is not None:
        _safely(work, NAMES, partial(_names, raw=raw))


def _modules(work: Work) -> None:
    found = compare_modules(work.tree, tries=3 if work.info.is_running else 1)
    work.records.add(found.differences)
    work.coverage += found.coverage


def _tasks(work: Work, *, raw: RawHost) -> None:
    if reason := _blind(raw, work.tree):
        work.note(TASKS, "/proc", Outcome.DENIED, reason)
        return
    found = compare_tasks(
        raw,
        ordinary=listing_of(work.tree),
        more=_named_by_cgroups(work.tree, raw),
        until=_clock(TASK_SECONDS),
    )
    work.records.add(found.differences)
    work.coverage += found.coverage
    work.hidden_pids = found.pids


def _ports(work: Work, *, raw: RawHost) -> None:
    ask = _careful(work.tree, raw, work.kernel.release if work.kernel else "")
    found = compare_ports(raw, ordinary=reading_of(raw), ask=ask)
    work.records.add(found.differences)
    work.coverage += found.coverage


def _names(work: Work, *, raw: RawHost) -> None:
    ordinary, until = listing_of(work.tree), _clock(FOLDER_SECONDS)
    found = compare_folders(raw, _folders(work), ordinary=ordinary, until=until)
    work.records.add(found.differences)
    work.coverage += found.coverage
    work.records.add(known_but_unlisted(raw, KNOWN_FILES, ordinary=ordinary))


def _safely(work: Work, artifact: str, look: Callable[[Work], None]) -> None:
    try:
        look(work)
    except Exception as error:  # noqa: BLE001 — one view's fault must not cost the examination
        work.note(artifact, "/", Outcome.FAILED, f"our probe failed: {error!r}")


def trust_of(work: Work) -> str:
    """What the evidence is worth: `untrusted` once the host was caught hiding something."""
    lied = any(
        rule.name.startswith(LIES) and (claim.level or rule.level) >= Level.HIGH
        for rule, claim in work.claims
    )
    return "untrusted" if lied else "host"


def _raw_of(work: Work) -> RawHost | None:
    try:
        return work.tree.raw() if isinstance(work.tree, LiveTree) else None
    except OSError:
        return None  # the first step said so


def _clock(seconds: float) -> Callable[[], bool]:
    """Whether so much work was done: CPU seconds, and at most `SLOWEST` times that by the wall."""
    worked, waited = time.thread_time() + seconds, time.monotonic() + seconds * SLOWEST
    return lambda: time.thread_time() > worked or time.monotonic() > waited


def _blind(raw: RawHost, tree: HostTree) -> str:
    """Why /proc and the process numbers we may ask for are not the same; empty if they are."""
    if reason := dict(tree.info().not_covered).get(b"/proc", ""):
        return reason
    if raw.readlink(b"/proc/self") != str(os.getpid()).encode():
        return "/proc belongs to another process namespace than ours"
    mounts, status = raw.read(b"/proc/self/mountinfo", 1 << 24), raw.read(_STATUS, 1 << 14)
    rights = _RIGHTS.search(status) if isinstance(status, bytes) else None
    may_see = rights is not None and int(rights[1], 16) >> _SYS_PTRACE & 1
    if isinstance(mounts, bytes) and _HIDES.search(mounts) and not may_see:
        return "/proc is mounted with hidepid, and we lack CAP_SYS_PTRACE to see through it"
    return ""


def _named_by_cgroups(tree: HostTree, raw: RawHost) -> Iterator[int]:
    """The processes of the upper levels of the cgroup tree, beyond what numbers we try."""
    for root in (b"/sys/fs/cgroup", b"/sys/fs/cgroup/unified", b"/sys/fs/cgroup/systemd"):
        for below in (b"", b"/*", b"/*/*", b"/*/*/*"):
            pattern = root + below + b"/cgroup.procs"
            paths = [match.path for match in expand(tree, pattern) if match.failure is None]
            yield from cgroup_pids(raw, paths[:1000])


def _careful(tree: HostTree, raw: RawHost, release: str) -> Ask:
    """Netlink, but not where asking would make the kernel load a module."""
    has_modules = isinstance(tree.stat(b"/proc/modules"), FileStat)
    built_in = tree.read(encode(f"/lib/modules/{release}/modules.builtin"), 1 << 22)
    text = built_in if isinstance(built_in, bytes) else b""

    def is_there(module: str) -> bool:
        if not has_modules or f"/{module}.ko".encode() in text:
            return True
        return isinstance(tree.stat(f"/sys/module/{module}".encode()), FileStat)

    def ask(protocol: str, family: int, states: int) -> tuple[Socket, ...] | str:
        missing = [each for each in ("inet_diag", f"{protocol}_diag") if not is_there(each)]
        if missing:
            return f"not asked, for the kernel would have to load {', '.join(missing)}"
        return ask_kernel(raw, protocol, family, states)

    return ask


def _folders(work: Work) -> Iterator[bytes]:
    """The folders to compare, links resolved; none on mounts that must not be touched."""
    tree = work.tree
    if not isinstance(tree, LiveTree):
        return
    named = [
        match.path
        for pattern in FOLDERS
        # Of what fits, folders alone: /tmp may hold a great many files.
        for match in expand(tree, pattern.encode() + b"/.")
        if match.failure is None
    ]
    programs = {
        HostPath(path.rpartition("/")[0] or "/")
        for process in work.processes.processes
        if process.scope.is_host
        for path in (process.exe, process.cwd and HostPath(f"{process.cwd}/."))
        if path
    }
    for path in (*named, *(encode(each) for each in sorted(programs)[:MOST_PROGRAM_FOLDERS])):
        real = tree.resolve(path)
        if isinstance(real, bytes) and not tree.is_skipped(real) and not real.startswith(b"/proc/"):
            found = tree.stat(real)
            if isinstance(found, FileStat) and found.kind is FileKind.FOLDER:
                yield real
