"""Being last in the queue for CPU and disk, so that a host in trouble is not slowed further."""

import ctypes
import os
import platform
from dataclasses import dataclass

# Source: the kernel's syscall tables; 30 is that of asm-generic (aarch64, riscv64, loongarch64).
_IOPRIO_SET = {
    "x86_64": 251,
    "i386": 289,
    "i686": 289,
    "armv7l": 314,
    "ppc64": 273,
    "ppc64le": 273,
    "s390x": 282,
    "aarch64": 30,
    "riscv64": 30,
    "loongarch64": 30,
}
_WHO_PROCESS = 1
# Best effort, last of its eight places; linux/ioprio.h. Not the idle class: on a host whose disk
# is kept busy by an intruder, idle would never get a turn.
_LAST_OF_BEST_EFFORT = (2 << 13) | 7


@dataclass(frozen=True, slots=True)
class Gentleness:
    """What came of it.

    Attributes:
        niceness: the CPU niceness now, -20 to 19.
        refused: what the system did not let us lower, in its words; empty when all went well.
    """

    niceness: int
    refused: tuple[str, ...] = ()


CROWDED = 4
"""Processes a processor that wait for it, from which on being last means never."""


def fitting_niceness(load: float, processors: int) -> int:
    """What niceness to take: 5, and on a host choked with work 0, or we would not get a turn.

    At a load of 50 on two processors niceness 5 leaves a hundredth of one: a minute of it does
    not load the rules. As one equal among fifty the examination slows the others by 2 %.

    Args:
        load: the average of the last minute.
        processors: how many there are.
    """
    return 0 if load > CROWDED * processors else 5


def be_gentle(niceness: int = 5) -> Gentleness:
    """Lower the CPU and I/O priority of this thread and of those it starts from now on.

    Call it first: threads that run already keep theirs. Changes nothing but ourselves.

    Args:
        niceness: what to reach at least; one that is higher already stays.
    """
    refused: list[str] = []
    now = os.getpriority(os.PRIO_PROCESS, 0)
    try:
        now = os.nice(max(0, niceness - now))
    except OSError as error:
        refused.append(f"CPU niceness: {error.strerror}")
    if reason := _lower_io():
        refused.append(f"I/O priority: {reason}")
    return Gentleness(now, tuple(refused))


def _lower_io() -> str:
    """Why the I/O priority could not be lowered; empty if it was. glibc has no function for it."""
    machine = platform.machine()
    if ctypes.sizeof(ctypes.c_void_p) == 4 and machine == "x86_64":
        machine = "i386"
    number = _IOPRIO_SET.get(machine)
    if number is None:
        return f"unknown system call number on {machine}"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, _WHO_PROCESS, 0, _LAST_OF_BEST_EFFORT) == 0:
        return ""
    return os.strerror(ctypes.get_errno())
