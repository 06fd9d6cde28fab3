"""The running kernel and its boot, from the small files of /proc that speak of them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import Kernel

KERNEL_FILES = (
    "/proc/version",
    "/proc/cmdline",
    "/proc/stat",
    "/proc/uptime",
    "/proc/loadavg",
    "/proc/sys/kernel/osrelease",
    "/proc/sys/kernel/version",
    "/proc/sys/kernel/tainted",
)
"""What `kernel_of` reads, where a source has it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION = re.compile(r"Linux version (?P<release>\S+).*?(?P<version>#\d+.*)?", re.DOTALL)
_BOOT = re.compile(rb"^btime (\d{1,12})$", re.MULTILINE)
_CPU = re.compile(rb"^cpu\d+ ", re.MULTILINE)
_DECIMAL = re.compile(r"\d{1,15}(?:\.\d{1,9})?")


def kernel_of(files: Mapping[str, bytes]) -> Kernel | None:
    """What the kernel says of itself; None where nothing names a release.

    Args:
        files: the bytes of those of `KERNEL_FILES` that a source has.

    Source: proc(5), proc_stat(5), proc_version(5), Linux man-pages 6.
    """
    text = {path: data.decode("utf-8", "backslashreplace").strip() for path, data in files.items()}
    banner = _VERSION.fullmatch(text.get("/proc/version", ""))
    release = text.get("/proc/sys/kernel/osrelease", "") or (banner["release"] if banner else "")
    if not release:
        return None
    version = text.get("/proc/sys/kernel/version", "")
    taint = text.get("/proc/sys/kernel/tainted", "")
    stat = files.get("/proc/stat", b"")
    return Kernel(
        source=Source(
            path=HostPath("/proc/version"), line=1, text=text.get("/proc/version", "")[:500]
        ),
        release=release,
        version=version or (banner["version"] or "" if banner else ""),
        command_line=text.get("/proc/cmdline", ""),
        taint=int(taint) if taint.isdecimal() and len(taint) <= 20 else None,
        boot=boot_of(stat),
        uptime_seconds=next(iter(_decimals(text.get("/proc/uptime", ""), 1)), None),
        load=_decimals(text.get("/proc/loadavg", ""), 3),
        cpu_count=len(_CPU.findall(stat)) or 1,
    )


def boot_of(stat: bytes) -> datetime | None:
    """When the host started, UTC, whole seconds: `btime` of /proc/stat."""
    match = _BOOT.search(stat)
    if match is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=int(match[1]))
    except OverflowError:
        return None


def _decimals(text: str, count: int) -> tuple[float, ...]:
    words = text.split()[:count]
    return tuple(float(word) for word in words if _DECIMAL.fullmatch(word))
