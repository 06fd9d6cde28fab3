"""wtmpdb and lastlog2: log-in records as SQLite databases, on systems without utmp's old files.

Source: wtmpdb 0.13 (lib/sqlite.c), lastlog2 of util-linux 2.40 (liblastlog2/src/lastlog2.c).
"""

import sqlite3
from dataclasses import replace

from hemostat.model.evidence import Evidence
from hemostat.model.records import LogEvent, Login, LogSpan
from hemostat.parse.host.rpm_sqlite import with_log
from hemostat.parse.host.sqlite_memory import opened, rows_of, stored_columns
from hemostat.parse.logs.reading import MOST_RECORDS, LogReading, Pulse
from hemostat.parse.logs.stamps import moment

_MICRO = 1_000_000
_BOOT, _USER = 1, 3
_STEPS = 20_000_000
_MOST_ROW = 1 << 20
_MOST = 1e18

_WTMP = ("wtmp", "ID Type User Login Logout TTY RemoteHost Service", " ORDER BY ID DESC")
_LAST = ("Lastlog2", "Name Time TTY RemoteHost Service", "")


def read_wtmpdb(evidence: Evidence, base: LogSpan) -> LogReading:
    """Read wtmp.db. A damaged database is unread as a whole."""
    rows = _rows(evidence.data, _WTMP)
    if rows is None:
        return LogReading((), replace(base, unread=1))
    pulse = Pulse()
    records: list[object] = []
    for row in reversed(rows):
        number, kind, user, login, logout, tty, host, service = row
        seconds = _number(login) / _MICRO
        pulse.beat(seconds)
        source = evidence.source(text=f"wtmp ID {number} {user} {tty} {host} {moment(seconds)}")
        if kind == _BOOT:
            records.append(LogEvent(source=source, log="wtmp", kind="boot", time=moment(seconds)))
            if logout:
                ended = moment(_number(logout) / _MICRO)
                records.append(LogEvent(source=source, log="wtmp", kind="shutdown", time=ended))
        elif kind == _USER:
            records.append(
                Login(
                    source=source,
                    log="wtmp",
                    account=_word(user),
                    address=_word(host),
                    terminal=_word(tty),
                    service=_word(service),
                    outcome="accepted",
                    started=moment(seconds),
                    ended=moment(_number(logout) / _MICRO) if logout else None,
                )
            )
    return LogReading(tuple(records), pulse.span(base))


def read_lastlog2(evidence: Evidence, base: LogSpan) -> LogReading:
    """Read lastlog2.db: the last log-in of each account."""
    rows = _rows(evidence.data, _LAST)
    if rows is None:
        return LogReading((), replace(base, unread=1))
    pulse = Pulse()
    records: list[Login] = []
    for name, time, tty, host, service in rows:
        seconds = _number(time)
        pulse.beat(seconds)
        records.append(
            Login(
                source=evidence.source(text=f"{name} {tty} {host} {moment(seconds)}"),
                log="lastlog",
                account=_word(name),
                address=_word(host),
                terminal=_word(tty),
                service=_word(service),
                outcome="accepted",
                started=moment(seconds),
            )
        )
    span = replace(pulse.span(base), gap_starts=(), gap_ends=(), backward=0)
    return LogReading(tuple(records), span)


def _rows(data: bytes, wanted: tuple[str, str, str]) -> list[tuple[object, ...]] | None:
    """What the wanted table, columns and order give; None for what is no such database."""
    if data[:15] != b"SQLite format 3" or len(data) < 512:
        return None
    table, names, order = wanted
    query = f"SELECT {', '.join(names.split())} FROM {table}{order} LIMIT ?"  # noqa: S608 — ours
    try:
        with opened(with_log(data, b""), _STEPS, _MOST_ROW) as connection:
            if not set(names.lower().split()) <= set(stored_columns(connection, table)):
                return None
            return list(rows_of(connection, query, len(data), (MOST_RECORDS,)))
    except (sqlite3.Error, OverflowError, MemoryError, UnicodeDecodeError):
        return None


def _number(value: object) -> float:
    """A number; 0 for what is none, and for more than any clock shows."""
    return float(value) if isinstance(value, int | float) and abs(value) < _MOST else 0.0


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
