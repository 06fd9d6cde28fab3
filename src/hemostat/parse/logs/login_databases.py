"""wtmpdb and lastlog2: log-in records as SQLite databases, on systems without utmp's old files.

Source: wtmpdb 0.13 (lib/sqlite.c), lastlog2 of util-linux 2.40 (liblastlog2/src/lastlog2.c).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from hemostat.model.evidence import Evidence
from hemostat.model.records import LogEvent, Login, LogSpan
from hemostat.parse.host.rpm_sqlite import with_log
from hemostat.parse.logs.reading import MOST_RECORDS, LogReading, Pulse
from hemostat.parse.logs.stamps import moment

_MICRO = 1_000_000
_BOOT, _USER = 1, 3
_STEPS = 20_000_000

_WTMP = (
    "SELECT ID, Type, User, Login, Logout, TTY, RemoteHost, Service FROM wtmp"
    " ORDER BY ID DESC LIMIT ?"
)
_LAST = "SELECT Name, Time, TTY, RemoteHost, Service FROM Lastlog2 LIMIT ?"


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


def _rows(data: bytes, query: str) -> list[tuple[object, ...]] | None:
    """What a query gives; None for what is no such database."""
    if data[:15] != b"SQLite format 3" or len(data) < 512:
        return None
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(with_log(data, b""))
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.set_progress_handler(lambda: 1, _STEPS)
            kinds = connection.execute("SELECT DISTINCT type FROM sqlite_master")
            if not {kind for (kind,) in kinds} <= {"table", "index"}:
                return None  # a view may never end
            return list(_bounded(connection, query))
    except (sqlite3.Error, OverflowError, MemoryError, UnicodeDecodeError):
        return None


def _bounded(connection: sqlite3.Connection, query: str) -> Iterator[tuple[object, ...]]:
    yield from connection.execute(query, (MOST_RECORDS,))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
