"""Runs one command and measures it: time, CPU, memory, and when each line of output came."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output.

    Attributes:
        seconds: after the start, when it came.
        is_error: whether on standard error.
    """

    seconds: float
    is_error: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run.

    Attributes:
        seconds: wall time. cpu: user and system time, children that were waited for included.
        peak_kib: resident memory of its largest process at its largest.
        code: exit code, negative for a signal.
        is_cut: ended by us, at the time cap.
        lines: of both streams, as they came.
    """

    seconds: float
    cpu: float
    peak_kib: int
    code: int
    is_cut: bool
    lines: tuple[Line, ...]


def measure(
    command: Sequence[str],
    *,
    cap: float = 120.0,
    environment: Mapping[str, str] | None = None,
) -> Measured:
    """Run a command in a session of its own; the whole session is ended at the cap."""
    began = time.monotonic()
    started = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    lines, is_cut = _read_lines(started, began, cap)
    unfinished = 0.0
    if is_cut:
        unfinished = _cpu_of_session(started.pid)
        os.killpg(started.pid, signal.SIGKILL)
    _, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    for stream in (started.stdout, started.stderr):
        if stream:
            stream.close()
    return Measured(
        seconds=time.monotonic() - began,
        cpu=max(usage.ru_utime + usage.ru_stime, unfinished),
        peak_kib=usage.ru_maxrss,
        code=started.returncode,
        is_cut=is_cut,
        lines=tuple(lines),
    )


def _cpu_of_session(session: int) -> float:
    """Seconds of CPU that the processes of a session took so far, and their ended children.

    Source: proc_pid_stat(5), fields 6 and 14 to 17.
    """
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _read_lines(
    started: "subprocess.Popen[bytes]", began: float, cap: float
) -> tuple[list[Line], bool]:
    """The lines until both streams end; and whether the cap came first."""
    lines: list[Line] = []
    with selectors.DefaultSelector() as selector:
        for stream in (started.stdout, started.stderr):
            if stream:
                selector.register(stream, selectors.EVENT_READ, bytearray())
        while selector.get_map():
            left = began + cap - time.monotonic()
            if left <= 0:
                return lines, True
            for key, _ in selector.select(left):
                chunk = os.read(key.fd, 1 << 16)
                rest: bytearray = key.data
                rest += chunk
                now = time.monotonic() - began
                *whole, last = bytes(rest).split(b"\n") if chunk else [bytes(rest), b""]
                is_error = key.fileobj is started.stderr
                lines += [Line(now, is_error, each.decode("utf-8", "replace")) for each in whole]
                rest[:] = last
                if not chunk:
                    selector.unregister(key.fileobj)
    return lines, False
