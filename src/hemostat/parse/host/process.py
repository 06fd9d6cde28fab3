"""One process: what its files below /proc say, taken together.

The files are read by `hemostat.collect.processes`; a snapshot in a tar or a collector's stream
gives the same bytes as the running kernel, so it gives the same records.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from hemostat.model.evidence import Evidence, Source, Unread
from hemostat.model.failure import Failure
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath, decode
from hemostat.model.records import EnvironVariable, MappedFile, OpenFile, Process
from hemostat.parse.host.process_cgroup import Membership, parse_cgroup
from hemostat.parse.host.process_environ import parse_environ
from hemostat.parse.host.process_maps import parse_maps
from hemostat.parse.host.process_stat import (
    PAGE_BYTES,
    TICKS_PER_SECOND,
    ProcessStat,
    ProcessStatus,
    parse_stat,
    parse_status,
)

MAX_ARGUMENTS = 4096
MAX_COMMAND = 32768
_DELETED = b" (deleted)"
_UNREACHABLE = b"(unreachable)"
_MEMORY = (b"/memfd:", b"/dev/zero (deleted)", b"/SYSV", b"/anon_hugepage", b"anon_inode:")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSnapshot:
    """What was read of one process, before anybody understands it.

    Attributes:
        pid: the name of its folder.
        stat, status, cmdline, environ, maps, cgroup: the files; empty where `failures` says why.
        exe, cwd, root: the texts of the links; None where they could not be read.
        descriptors: each open descriptor's number and the text of its link.
        namespaces: the texts of ns/*, such as `mnt:[4026531841]`.
        exe_stands: whether a file of exactly the name that exe says stands there and is the one
            that runs, so that ` (deleted)` is a part of its name.
        failures: what could not be read, by the part's name.
    """

    pid: int
    stat: bytes = b""
    status: bytes = b""
    cmdline: bytes = b""
    environ: bytes = b""
    maps: bytes = b""
    cgroup: bytes = b""
    exe: bytes | None = None
    cwd: bytes | None = None
    root: bytes | None = None
    descriptors: tuple[tuple[int, bytes], ...] = ()
    namespaces: tuple[bytes, ...] = ()
    exe_stands: bool = False
    failures: tuple[tuple[str, Failure], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOfProcesses:
    """What one process cannot say of itself.

    Attributes:
        boot: when the host started, UTC; None when unknown.
        container: the container that pid 1 of this /proc stands in: what we see as the host.
        mount_namespace: that of pid 1, such as `mnt:[4026531841]`; empty when unreadable.
    """

    boot: datetime | None = None
    container: str = ""
    mount_namespace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRecords:
    """Everything one process yields."""

    process: Process
    variables: tuple[EnvironVariable, ...] = ()
    mapped: tuple[MappedFile, ...] = ()
    opened: tuple[OpenFile, ...] = ()
    unread: tuple[Unread, ...] = ()


def parse_process(
    snapshot: ProcessSnapshot, host: HostOfProcesses, *, with_names: bool = True
) -> ProcessRecords:
    """Read one process. Whatever is missing stays at the record's default.

    Args:
        snapshot: the bytes.
        host: what one process cannot say of itself.
        with_names: whether variables whose value we do not keep are listed too, by name.

    Raises: nothing; a stat file that is none and lines of maps that are none come back as unread.
    Source: proc(5) and its pages, Linux man-pages 6.
    """
    place = f"/proc/{snapshot.pid}"
    stat = parse_stat(snapshot.stat)
    process = _process(snapshot, stat, host)
    maps = parse_maps(
        Evidence(snapshot.maps, HostPath(f"{place}/maps")),
        snapshot.pid,
        exe=process.exe,
        scope=process.scope,
    )
    variables = parse_environ(
        Evidence(snapshot.environ, HostPath(f"{place}/environ")),
        snapshot.pid,
        exe=process.exe,
        scope=process.scope,
        with_names=with_names,
    )
    unread = list(maps.unread)
    if snapshot.stat and stat is None:
        evidence = Evidence(snapshot.stat, HostPath(f"{place}/stat"))
        text = snapshot.stat[:500].decode("utf-8", "backslashreplace")
        unread.append(Unread(evidence.source(1, text), "not a stat line"))
    return ProcessRecords(
        process=process,
        variables=variables,
        mapped=maps.records,
        opened=_opened(snapshot, process.scope),
        unread=tuple(unread),
    )


def parse_cmdline(data: bytes) -> tuple[str, ...]:
    r"""The arguments: strings ended by NUL, undecodable bytes as \xNN.

    A title written by setproctitle is one string, padded with NULs or cut short: padding is
    dropped, so empty arguments at the end are lost with it; those before stay.

    Source: proc(5), `/proc/pid/cmdline`.
    """
    parts = data.rstrip(b"\0").split(b"\0", MAX_ARGUMENTS) if data else []
    return tuple(part.decode("utf-8", "backslashreplace") for part in parts)


def parse_exe(text: bytes | None, *, stands: bool = False) -> tuple[HostPath | None, bool, bool]:
    """What the exe link says: path, whether it is deleted, whether it is memory only.

    Args:
        text: the link's text; None where it was unreadable.
        stands: whether a file of exactly that name is what runs.

    Source: fs/d_path.c, mm/shmem.c, mm/memfd.c, Linux 6.18.
    """
    if text is None:
        return None, False, False
    if stands:
        return decode(text), False, False
    is_memory = text.startswith(_MEMORY)
    is_deleted = text.endswith(_DELETED)
    path = text.removesuffix(_DELETED).removeprefix(_UNREACHABLE)
    return decode(path), is_deleted, is_memory


def _process(snapshot: ProcessSnapshot, stat: ProcessStat | None, host: HostOfProcesses) -> Process:
    status = parse_status(snapshot.status)
    exe, is_deleted, is_memory = parse_exe(snapshot.exe, stands=snapshot.exe_stands)
    argv = parse_cmdline(snapshot.cmdline)
    command = " ".join(argv)[:MAX_COMMAND]
    member = parse_cgroup(snapshot.cgroup)
    return Process(
        source=_source(snapshot, command),
        pid=snapshot.pid,
        ppid=stat.ppid if stat else status.ppid or 0,
        name=stat.name if stat else status.name,
        exe=exe,
        exe_is_deleted=is_deleted,
        exe_is_memory=is_memory,
        argv=argv,
        command=command,
        cwd=_path(snapshot.cwd),
        root=_path(snapshot.root),
        uid=status.uid,
        euid=status.euid,
        gid=status.gid,
        started=_started(stat, host.boot),
        state=stat.state if stat else status.state,
        is_kernel_thread=stat.is_kernel_thread if stat else status.is_kernel_thread,
        cpu_seconds=stat.cpu_ticks / TICKS_PER_SECOND if stat else 0.0,
        resident=_resident(stat, status),
        capabilities=status.capabilities,
        tracer_pid=status.tracer_pid,
        standard_streams=_standard_streams(snapshot),
        tty=stat.tty if stat else 0,
        session=stat.session if stat else 0,
        namespaces=tuple(text.decode("ascii", "backslashreplace") for text in snapshot.namespaces),
        cgroup=member.path,
        unit=member.unit,
        scope=_scope(snapshot, status, member, host),
    )


def _source(snapshot: ProcessSnapshot, command: str) -> Source:
    """The hash is that of the command line: of what stands in /proc it alone stays the same."""
    digest = f"sha256:{sha256(snapshot.cmdline).hexdigest()}"
    return Source(digest, HostPath(f"/proc/{snapshot.pid}"), text=command[:500])


def _path(text: bytes | None) -> HostPath | None:
    return None if text is None else decode(text)


def _started(stat: ProcessStat | None, boot: datetime | None) -> datetime | None:
    if stat is None or boot is None:
        return None
    try:
        return boot + timedelta(seconds=stat.start_ticks / TICKS_PER_SECOND)
    except OverflowError:
        return None


def _resident(stat: ProcessStat | None, status: ProcessStatus) -> int:
    if status.resident is not None:
        return status.resident
    return max(stat.resident_pages, 0) * PAGE_BYTES if stat else 0


def _standard_streams(snapshot: ProcessSnapshot) -> tuple[str, ...]:
    """What 0, 1 and 2 point to, `` for a closed one; () when none was readable."""
    if not snapshot.descriptors:
        return ()
    texts = dict(snapshot.descriptors)
    return tuple(texts.get(number, b"").decode("utf-8", "backslashreplace") for number in range(3))


def _opened(snapshot: ProcessSnapshot, scope: Scope) -> tuple[OpenFile, ...]:
    source = Source(path=HostPath(f"/proc/{snapshot.pid}/fd"))
    return tuple(
        OpenFile(
            source=source,
            pid=snapshot.pid,
            descriptor=number,
            target=target.decode("utf-8", "backslashreplace"),
            scope=scope,
        )
        for number, target in snapshot.descriptors
    )


def _scope(
    snapshot: ProcessSnapshot, status: ProcessStatus, member: Membership, host: HostOfProcesses
) -> Scope:
    """Host or container.

    Whoever shares the mount namespace of pid 1 sees the host's files, so it is the host's, even
    if someone named a cgroup like a container. Pid 1's own container is what we call the host: we
    may run inside one.
    """
    mount = next((text for text in snapshot.namespaces if text.startswith(b"mnt:")), b"")
    shares_mounts = bool(mount) and mount.decode("ascii", "replace") == host.mount_namespace
    if shares_mounts:
        return HOST
    if member.container and member.container != host.container:
        return Scope("container", member.container)
    if len(status.nested_pids) > 1 and host.mount_namespace and mount:
        return Scope("container")
    return HOST
