"""Java programs: which run, whether something attached to them, and that nobody looks inside."""

from collections.abc import Iterator

from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath, encode, name
from hemostat.model.records import JavaMachine, MappedFile, Process
from hemostat.trees.host_tree import FileKind, FileStat

ARTIFACT = "linux.content.java"


def find_java(work: Work) -> None:
    """List the Java machines; say once that web shells in their memory alone are not seen."""
    machines = tuple(_machines(work))
    work.records.add(machines)
    if machines:
        pids = ", ".join(str(each.pid) for each in machines[:20])
        reason = (
            f"not examined: classes inside of {len(machines)} Java programs (pid {pids}); "
            "a web shell that lives in memory alone would stand there"
        )
        work.note(ARTIFACT, "/proc", Outcome.UNSUPPORTED, reason)


def _machines(work: Work) -> Iterator[JavaMachine]:
    mapping = {
        each.pid for each in work.records.of(MappedFile) if name(each.path).startswith("libjvm.so")
    }
    for process in work.records.of(Process):
        if process.pid in mapping or (process.exe and name(process.exe) == "java"):
            yield JavaMachine(
                source=Source(path=HostPath(f"/proc/{process.pid}")),
                pid=process.pid,
                exe=process.exe,
                attach_socket=_attach_socket(work, process),
                scope=process.scope,
            )


def _attach_socket(work: Work, process: Process) -> HostPath:
    """The socket of HotSpot's attach listener; of containers nobody looks."""
    path = HostPath(f"/tmp/.java_pid{process.pid}")  # noqa: S108 — on the host
    stat = work.tree.stat(encode(path)) if process.scope.is_host else None
    is_there = isinstance(stat, FileStat) and stat.kind is FileKind.SOCKET
    return path if is_there else HostPath("")
