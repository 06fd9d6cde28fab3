"""Logs for tests: records of wtmp as glibc lays them out, and text logs read in one call."""

import socket
import struct
from datetime import UTC, datetime

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.model.records import LogSpan
from hemostat.parse.logs.reading import LogReading
from hemostat.parse.logs.text_log import read_text_log

WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
OLD, NEW = "<hxxi32s4s32s256shhiii16s20x", "<hxxi32s4s32s256shhqqq16s20x4x"


def record(
    kind: int,
    user: str = "",
    line: str = "pts/0",
    *,
    time: float = WHEN.timestamp(),
    host: str = "",
    address: str = "0.0.0.0",
    pid: int = 700,
    layout: str = OLD,
) -> bytes:
    """One record; the layout is that of x86 unless told."""
    packed = socket.inet_aton(address)
    texts = line.encode(), b"ts/0", user.encode(), host.encode()
    return struct.pack(layout, kind, pid, *texts, 0, 0, 0, int(time), 0, packed)


def span(family: str, kind: str = "text") -> LogSpan:
    return LogSpan(family=family, kind=kind, state="read")


def evidence(data: bytes, path: str = "/var/log/x") -> Evidence:
    return Evidence(data, HostPath(path))


def read(text: str | bytes, written: datetime = WHEN, family: str = "auth.log") -> LogReading:
    data = text.encode() if isinstance(text, str) else text
    return read_text_log(evidence(data, f"/var/log/{family}"), span(family), UTC, written)
