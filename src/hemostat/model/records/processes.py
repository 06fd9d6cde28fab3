"""What is running: processes, what they have mapped, opened, and in their environment."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("process", "One process.", categories=("command",))
class Process:
    """One process, from /proc/PID (proc(5), Linux)."""

    source: Source = column("Its folder below /proc.", default=Source())
    pid: int = column("Process id.")
    ppid: int = column("Parent's process id; 0 for none.", default=0)
    name: str = column("comm: at most 15 bytes, chosen by the process.", default="")
    exe: HostPath | None = column(
        "Executable as the kernel names it, without ` (deleted)`; None if unreadable.", default=None
    )
    exe_is_deleted: bool = column("Whether the kernel calls the executable deleted.", default=False)
    exe_is_memory: bool = column("Whether it runs from a memfd or a detached tmpfs.", default=False)
    exe_state: str = column(
        "Provenance of the executable (see file_fact.state).", default="unknown"
    )
    exe_package: str = column("Package that owns the executable.", default="")
    argv: tuple[str, ...] = column("Arguments; empty for kernel threads.", default=())
    command: str = column("Arguments joined by spaces.", default="")
    cwd: HostPath | None = column("Working folder; None if unreadable.", default=None)
    root: HostPath | None = column("Root folder; None if unreadable.", default=None)
    uid: int | None = column("Real user id.", default=None)
    euid: int | None = column("Effective user id.", default=None)
    gid: int | None = column("Real group id.", default=None)
    account: str = column("Name of the effective user id; empty when it has none.", default="")
    started: datetime | None = column("Start time, UTC.", default=None)
    state: str = column("R, S, D, Z, T, I …", default="")
    is_kernel_thread: bool = column("Child of kthreadd, or PF_KTHREAD set.", default=False)
    cpu_seconds: float = column("User and system time so far.", unit="s", default=0.0)
    cpu_share: float | None = column(
        "Share of one CPU while we watched (1.0 = one core).", unit="cores", default=None
    )
    resident: int = column("Resident memory.", unit="bytes", default=0)
    capabilities: tuple[str, ...] = column("Effective capabilities beyond none.", default=())
    tracer_pid: int = column("Who traces it; 0 for nobody.", default=0)
    standard_streams: tuple[str, ...] = column(
        "What descriptors 0, 1 and 2 point to; empty when unreadable.", default=()
    )
    tty: int = column("Controlling terminal's device number; 0 for none.", default=0)
    session: int = column("Session id.", default=0)
    namespaces: tuple[str, ...] = column("Such as mnt:[4026531841].", default=())
    cgroup: str = column("Path of the unified or systemd hierarchy.", default="")
    unit: str = column("systemd unit, from the cgroup.", default="")
    parent_name: str = column("comm of the parent.", default="")
    parent_exe: str = column("Executable of the parent.", default="")
    scope: Scope = column("Host or container.", default=HOST)


@record("environ_variable", "One variable in a process's environment that changes what runs.")
class EnvironVariable:
    """One variable of interest; others are kept by name only, their value may be a secret."""

    source: Source = column("The environ file.", default=Source())
    pid: int = column("Process id.")
    exe: HostPath | None = column("The process's executable.", default=None)
    name: str = column("Name.")
    value: str = column("Value; empty for variables kept by name only.", default="")
    scope: Scope = column("Host or container.", default=HOST)


@record("mapped_file", "One file mapped into a process, once however many segments.")
class MappedFile:
    """One file of /proc/PID/maps."""

    source: Source = column("The maps file.", default=Source())
    pid: int = column("Process id.")
    exe: HostPath | None = column("The process's executable.", default=None)
    path: HostPath = column("The mapped file, without ` (deleted)`.")
    is_deleted: bool = column("Whether the kernel calls it deleted.", default=False)
    is_executable: bool = column("Whether any segment is executable.", default=False)
    inode: int = column("Inode number.", default=0)
    scope: Scope = column("Host or container.", default=HOST)


@record("open_file", "One open descriptor of a process.")
class OpenFile:
    """One link of /proc/PID/fd."""

    source: Source = column("The fd folder.", default=Source())
    pid: int = column("Process id.")
    descriptor: int = column("Number.")
    target: str = column("What the link says: a path, socket:[inode], pipe:[inode], memfd …")
    scope: Scope = column("Host or container.", default=HOST)
