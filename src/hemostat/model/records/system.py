"""The machine itself: release, kernel, mounts, modules."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("os_release", "Which operating system this is.")
class OsRelease:
    """/etc/os-release, or an older file that says the same."""

    source: Source = column("The file.", default=Source())
    id: str = column("Such as debian, centos, alpine.")
    id_like: tuple[str, ...] = column("Relatives.", default=())
    version: str = column("VERSION_ID.", default="")
    name: str = column("PRETTY_NAME.", default="")


@record("kernel", "The running kernel.")
class Kernel:
    """Facts of /proc about the kernel and its boot."""

    source: Source = column("Where they come from.", default=Source())
    release: str = column("uname -r.")
    version: str = column("uname -v.", default="")
    command_line: str = column("/proc/cmdline.", default="")
    taint: int | None = column("Bits of /proc/sys/kernel/tainted.", default=None)
    boot: datetime | None = column("When it booted, UTC.", default=None)
    uptime_seconds: float | None = column("Uptime.", unit="s", default=None)
    load: tuple[float, ...] = column("Load average over 1, 5 and 15 minutes.", default=())
    cpu_count: int = column("CPUs online.", default=1)


@record("kernel_module", "One loaded kernel module.")
class KernelModule:
    """One line of /proc/modules."""

    source: Source = column("Where the line stands.", default=Source())
    name: str = column("Name.")
    size: int = column("Size.", unit="bytes", default=0)
    used_by: tuple[str, ...] = column("Modules that use it.", default=())
    state: str = column("Live, Loading or Unloading.", default="")
    taints: str = column("Letters in brackets, such as OE; empty if none.", default="")
    path: HostPath | None = column("Its file below /lib/modules; None if none found.", default=None)


@record("mount", "One mount.")
class Mount:
    """One line of /proc/self/mountinfo."""

    source: Source = column("Where the line stands.", default=Source())
    mount_point: HostPath = column("Where.")
    root: HostPath = column("Which part of the file system; not / for bind mounts.")
    device: str = column("What is mounted.", default="")
    type: str = column("File system type.", default="")
    options: tuple[str, ...] = column("Options of the mount and of the file system.", default=())
