"""wtmp, btmp, utmp and lastlog: records of one size, as glibc lays them out.

Source: utmp(5), lastlog(8); bits/utmp.h of glibc 2.36: 384 bytes on x86 and 32-bit systems, 400 on
aarch64 and other 64-bit systems without a 32-bit past. Little-endian alone.
"""

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hemostat.model.evidence import Evidence, Source
from hemostat.model.records import LogEvent, Login, LogSpan
from hemostat.parse.logs.reading import MOST_RECORDS, LogReading, Pulse, Tally
from hemostat.parse.logs.stamps import moment

_OLD = struct.Struct("<hxxi32s4s32s256shhiii16s20x")
_NEW = struct.Struct("<hxxi32s4s32s256shhqqq16s20x4x")
_RUN_LEVEL, _BOOT, _INIT, _LOGIN, _USER, _DEAD = 1, 2, 5, 6, 7, 8
_LAST_TYPE = 9
_LASTLOG = (struct.Struct("<i32s256s"), struct.Struct("<q32s256s"))
_MOST_UIDS = 1 << 20
_EARLIEST = 315_532_800


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of wtmp, btmp or utmp. `time` is seconds since 1970; `offset` in bytes."""

    kind: int
    pid: int
    line: str
    user: str
    host: str
    time: int
    address: str
    offset: int


def entries_of(data: bytes) -> tuple[list[Entry | None], int]:
    """The records, None for one of nothing but zeros, and how many bytes are left over.

    Which of the two sizes holds is told by the records themselves.
    """
    layout = max((_OLD, _NEW), key=lambda each: _plausible(data, each))
    whole = len(data) // layout.size * layout.size
    blank = bytes(layout.size)
    found: list[Entry | None] = []
    for at in range(0, whole, layout.size):
        raw = data[at : at + layout.size]
        found.append(None if raw == blank else _entry(layout, raw, at))
    return found, len(data) - whole


def _plausible(data: bytes, layout: struct.Struct) -> float:
    """Which part of the first records makes sense in a layout; one of two is surely better."""
    asked = good = 0
    for at in range(0, min(len(data), 64 * layout.size) - layout.size + 1, layout.size):
        kind, _, _, _, user, *_ = fields = layout.unpack_from(data, at)
        asked += 1
        is_text = all(byte >= 32 for byte in user.split(b"\0")[0])
        good += 0 <= kind <= _LAST_TYPE and 0 <= fields[9] < 2**33 and is_text
    fits = len(data) % layout.size == 0
    return good / asked + 0.01 * fits if asked else 0.005 * fits


def _entry(layout: struct.Struct, raw: bytes, offset: int) -> Entry:
    kind, pid, line, _, user, host, _, _, _, seconds, _, address = layout.unpack(raw)
    return Entry(
        kind, pid, _text(line), _text(user), _text(host), seconds, _address(address), offset
    )


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "backslashreplace")


def _address(raw: bytes) -> str:
    if not any(raw):
        return ""
    if not any(raw[4:]):
        return str(ipaddress.IPv4Address(raw[:4]))
    found = ipaddress.IPv6Address(raw)
    return str(found.ipv4_mapped or found)


def read_login_records(evidence: Evidence, base: LogSpan) -> LogReading:
    """Read wtmp, btmp or utmp, which of them `base.family` says.

    A record of zeros with others behind it is counted: nothing writes one.
    """
    log = base.family
    found, left = entries_of(evidence.data)
    pulse, tally = Pulse(), Tally(log)
    for entry in found:
        if entry and entry.time > _EARLIEST:
            pulse.beat(entry.time)
    if log == "btmp":
        _take_failures(found, evidence, tally)
        records: tuple[object, ...] = tuple(tally.logins())
    else:
        records = tuple(_taken(found, evidence, log))[-MOST_RECORDS:]
    blank = _blank_within(found)
    unread = sum(bool(entry and not 0 <= entry.kind <= _LAST_TYPE) for entry in found)
    span = replace(pulse.span(base, unread), blank_records=blank, odd_bytes=left)
    return LogReading(records, span)


def _blank_within(found: list[Entry | None]) -> int:
    """Zeroed records with others behind them; not those that a crash left before a boot."""
    count = run = 0
    for entry in found:
        if entry is None:
            run += 1
            continue
        if entry.kind not in (_BOOT, _RUN_LEVEL):
            count += run
        run = 0
    return count


def _source(evidence: Evidence, entry: Entry) -> Source:
    time = moment(entry.time)
    when = f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else "?"
    text = f"[{entry.kind}] [{entry.pid}] [{entry.user}] [{entry.line}] [{entry.host}] [{when}]"
    return evidence.source(text=text, offset=entry.offset)


def _taken(found: list[Entry | None], evidence: Evidence, log: str) -> Iterator[Login | LogEvent]:
    open_sessions: dict[str, Login] = {}
    for entry in found:
        if entry is None:
            continue
        if entry.kind == _USER and entry.user:
            login = _login(entry, evidence, log)
            if entry.line in open_sessions:
                yield open_sessions.pop(entry.line)
            open_sessions[entry.line] = login
        elif entry.kind == _DEAD and entry.line in open_sessions:
            yield replace(open_sessions.pop(entry.line), ended=moment(entry.time))
        elif entry.kind in (_BOOT, _RUN_LEVEL):
            is_boot = entry.kind == _BOOT
            if not is_boot and entry.user != "shutdown":
                continue
            yield from open_sessions.values()
            open_sessions.clear()
            yield LogEvent(
                source=_source(evidence, entry),
                log=log,
                kind="boot" if is_boot else "shutdown",
                time=moment(entry.time) if entry.time > _EARLIEST else None,
                detail=entry.host,
            )
    yield from open_sessions.values()


def _login(entry: Entry, evidence: Evidence, log: str) -> Login:
    return Login(
        source=_source(evidence, entry),
        log=log,
        account=entry.user,
        address=entry.address or entry.host,
        terminal=entry.line,
        outcome="accepted",
        pid=entry.pid,
        started=moment(entry.time),
    )


def _take_failures(found: list[Entry | None], evidence: Evidence, tally: Tally) -> None:
    for entry in found:
        if entry is None:
            continue
        service = "sshd" if entry.line.startswith("ssh") else "login"
        key = (entry.user, entry.address or entry.host, service, "password", "failed")
        made = tally.attempt(key, entry.time, 1)
        if made is not None:
            made.source = _source(evidence, entry)


def read_lastlog(evidence: Evidence, base: LogSpan) -> LogReading:
    """Read lastlog: one record for each user id; the account's name is `#` and the uid."""
    data = evidence.data
    sizes = [each for each in _LASTLOG if len(data) % each.size == 0]
    layout = max(sizes or _LASTLOG, key=lambda each: _dated(data, each))
    pulse = Pulse()
    records: list[Login] = []
    blank = bytes(layout.size)
    for uid in range(min(len(data) // layout.size, _MOST_UIDS)):
        at = uid * layout.size
        if data[at : at + layout.size] == blank:
            continue
        seconds, line, host = layout.unpack_from(data, at)
        pulse.beat(seconds)
        text = f"uid {uid} [{_text(line)}] [{_text(host)}] [{moment(seconds)}]"
        records.append(
            Login(
                source=evidence.source(text=text, offset=at),
                log="lastlog",
                account=f"#{uid}",
                address=_text(host),
                terminal=_text(line),
                outcome="accepted",
                started=moment(seconds),
            )
        )
    # The last log-in of each account, in the order of uids: silences mean nothing.
    span = replace(pulse.span(base), gap_starts=(), gap_ends=(), backward=0)
    return LogReading(tuple(records), replace(span, odd_bytes=len(data) % layout.size))


def _dated(data: bytes, layout: struct.Struct) -> int:
    """How many of the first records hold a time that may be."""
    many = range(0, min(len(data), 4_096 * layout.size) - layout.size + 1, layout.size)
    return sum(_EARLIEST < layout.unpack_from(data, at)[0] < 2**33 for at in many)
