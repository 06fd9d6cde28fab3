"""What /proc/PID/stat and /proc/PID/status say of one process."""

import re
from dataclasses import dataclass
from functools import lru_cache

TICKS_PER_SECOND = 100
"""CLK_TCK: 100 on every Linux architecture we examine; the files do not say it themselves."""

PAGE_BYTES = 4096
_PF_KTHREAD = 0x00200000

_CAPABILITY_NAMES = (
    "chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable"
    " net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio"
    " sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time"
    " sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog"
    " wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore"
)
_CAPABILITIES = _CAPABILITY_NAMES.split()


@dataclass(frozen=True, slots=True)
class ProcessStat:
    """The fields of one stat line that we use. Times are clock ticks (see TICKS_PER_SECOND)."""

    pid: int
    name: str
    state: str
    ppid: int
    session: int
    tty: int
    is_kernel_thread: bool
    cpu_ticks: int
    start_ticks: int
    resident_pages: int


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """The lines of one status file that we use; None or empty where a line is missing.

    `nested_pids` is NSpid: one number for each pid namespace from the reader's inwards.
    """

    name: str = ""
    state: str = ""
    ppid: int | None = None
    uid: int | None = None
    euid: int | None = None
    gid: int | None = None
    tracer_pid: int = 0
    resident: int | None = None
    capabilities: tuple[str, ...] = ()
    nested_pids: tuple[int, ...] = ()
    is_kernel_thread: bool = False


def parse_stat(line: bytes) -> ProcessStat | None:
    """Read one stat file; None where it is not one.

    The name stands in parentheses and may hold parentheses, spaces and newlines itself, so the
    last `)` ends it.

    Source: proc(5), `/proc/pid/stat`; fs/proc/array.c (do_task_stat), Linux 2.6 to 6.18.
    """
    head, opened, rest = line.partition(b"(")
    name, closed, tail = rest.rpartition(b")")
    fields = tail.split()
    if not opened or not closed or len(fields) < 22:
        return None
    try:
        numbers = [int(field) for field in fields[1:22]]
        pid = int(head)
    except ValueError:
        return None
    return ProcessStat(
        pid=pid,
        name=name.decode("utf-8", "backslashreplace"),
        state=fields[0].decode("ascii", "replace"),
        ppid=numbers[0],
        session=numbers[2],
        tty=numbers[3],
        is_kernel_thread=bool(numbers[5] & _PF_KTHREAD),
        cpu_ticks=max(numbers[10] + numbers[11], 0),
        start_ticks=numbers[18],
        resident_pages=numbers[20],
    )


def parse_status(text: bytes) -> ProcessStatus:
    r"""Read one status file. Lines it lacks, or that are no numbers, stay at their defaults.

    Source: proc(5), `/proc/pid/status`; the name is escaped there as `\n` and `\\`.
    """
    lines = {
        key: value.strip()
        for key, separator, value in (line.partition(b":") for line in text.split(b"\n"))
        if separator
    }
    uids, gids = _numbers(lines.get(b"Uid")), _numbers(lines.get(b"Gid"))
    ppid, tracer = _numbers(lines.get(b"PPid")), _numbers(lines.get(b"TracerPid"))
    resident = _numbers(lines.get(b"VmRSS", b"").removesuffix(b"kB"))
    return ProcessStatus(
        name=_unescape(lines.get(b"Name", b"")),
        state=lines.get(b"State", b"")[:1].decode("ascii", "replace"),
        ppid=ppid[0] if ppid else None,
        uid=uids[0] if uids else None,
        euid=uids[1] if len(uids) > 1 else None,
        gid=gids[0] if gids else None,
        tracer_pid=tracer[0] if tracer else 0,
        resident=resident[0] * 1024 if resident else None,
        capabilities=capability_names(lines.get(b"CapEff", b"")),
        nested_pids=_numbers(lines.get(b"NSpid")),
        is_kernel_thread=lines.get(b"Kthread") == b"1",
    )


@lru_cache(maxsize=1024)
def capability_names(mask: bytes) -> tuple[str, ...]:
    """The capabilities of a hexadecimal mask, lower-case without `cap_`; unknown bits as numbers.

    Source: include/uapi/linux/capability.h, Linux 6.18.
    """
    if not re.fullmatch(rb"[0-9a-fA-F]{1,16}", mask):
        return ()
    value = int(mask, 16)
    return tuple(
        _CAPABILITIES[bit] if bit < len(_CAPABILITIES) else str(bit)
        for bit in range(value.bit_length())
        if value >> bit & 1
    )


def _numbers(value: bytes | None) -> tuple[int, ...]:
    parts = (value or b"").split()
    return tuple(int(part) for part in parts) if all(_is_number(part) for part in parts) else ()


def _is_number(part: bytes) -> bool:
    return part.isdigit() and len(part) <= 20


def _unescape(name: bytes) -> str:
    plain = name.replace(b"\\n", b"\n").replace(b"\\\\", b"\\")
    return plain.decode("utf-8", "backslashreplace")
