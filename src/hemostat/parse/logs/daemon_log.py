"""Logs of daemons, whatever their form: lines are found by what they say, not by where they stand.

One search over the bytes finds the lines that hold what a reader knows; the rest, which is nearly
all, is never decoded. So the same daemon is read in its own file, below a panel, in a container's
JSON and in syslog's form.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, partial
from typing import Any, Protocol, cast

from hemostat.model.evidence import Evidence
from hemostat.model.records import LogSpan
from hemostat.parse.logs import (
    application_lines,
    database_lines,
    host_lines,
    mail_lines,
    transfer_lines,
)
from hemostat.parse.logs.application_lines import read_application
from hemostat.parse.logs.database_lines import read_database
from hemostat.parse.logs.host_lines import read_host
from hemostat.parse.logs.line_numbers import LineNumbers
from hemostat.parse.logs.mail_lines import read_mail
from hemostat.parse.logs.messages import Said
from hemostat.parse.logs.programs import PROGRAMS, read_message
from hemostat.parse.logs.reading import LogReading, Pulse, Tally
from hemostat.parse.logs.stamps import STAMP, Stamps, first_year
from hemostat.parse.logs.taking import take
from hemostat.parse.logs.transfer_lines import read_transfer

_LONGEST = 8_192
_MOST_LINES = 100_000
_NEEDLES = "|".join(
    f"(?:{each})"
    for each in (
        *database_lines.NEEDLES,
        *transfer_lines.NEEDLES,
        *mail_lines.NEEDLES,
        *application_lines.NEEDLES,
        *host_lines.NEEDLES,
    )
)
_READERS: tuple[Callable[[str], Said], ...] = (
    read_mail,
    read_transfer,
    read_database,
    read_application,
    read_host,
)
_SYSLOG = re.compile(
    rb"(?:<\d{1,3}>)?(" + STAMP + rb") \S+ ([^\s\[:]+)(?:\[(\d{1,9})\])?: ?(.*)", re.DOTALL
)
# Docker's and the kubelet's own wrapping of what a container printed.
_WRAPPED = re.compile(rb'\{"log":"(.*?)(?:\\n)?","stream":.*"time":"([^"]{10,40})"', re.DOTALL)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NUMBERED = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?"
    r"\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_NAMED = re.compile(
    r"(?:(?P<d1>\d{1,2})[ /-](?P<m1>[A-Z][a-z]{2})[ /-](?P<y1>\d{4})[ :]"
    r"(?P<t1>\d\d:\d\d:\d\d)(?:[.,]\d{1,6})?(?: (?P<z1>[+-]\d{4}))?"
    r"|(?P<m2>[A-Z][a-z]{2}) (?P<d2>[ \d]\d) (?P<t2>\d\d:\d\d:\d\d)(?:\.\d{1,6})? (?P<y2>\d{4}))"
)


class _Found(Protocol):
    def start(self) -> int: ...
    def end(self) -> int: ...


class _Search(Protocol):
    def search(self, text: bytes, pos: int, /) -> _Found | None: ...


@cache
def _needles() -> _Search:
    """All readers' patterns as one, in RE2: `re` would take seconds where this takes moments."""
    import re2 as untyped  # type: ignore[import-untyped]

    re2 = cast(Any, untyped)
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    return cast(_Search, re2.compile(_NEEDLES.encode(), options))


def read_daemon_log(
    evidence: Evidence, base: LogSpan, zone: tzinfo, written: datetime | None
) -> LogReading:
    """Read one log of a daemon.

    Args:
        evidence: the bytes, unpacked; of a large log its last part, whole lines.
        base: what is known of the file.
        zone: the host's, for stamps without one.
        written: when the last line was written, at the latest.

    A line that no reader knows is no `Unread`: these logs hold whatever a program prints.
    """
    data = evidence.data
    tally, pulse = Tally("text"), Pulse()
    stamps = Stamps(zone, first_year(data, written, zone))
    numbers = LineNumbers(evidence)
    telling, left = _telling_lines(data)
    for begin, stop in telling:
        program, pid, time, said = _line(data[begin : min(stop, begin + _LONGEST)], stamps, zone)
        if time is not None:
            pulse.beat(time)
        if said is not None:
            take(said, time, pid, program, partial(numbers.source, begin, stop), tally)
    records = (*tally.records, *tally.logins(), *tally.senders())
    return LogReading(records, pulse.span(base), tally.dropped + left)


def _telling_lines(data: bytes) -> tuple[Iterable[tuple[int, int]], int]:
    """Where the newest lines begin and end that some reader may know, and how many are left out."""
    newest = deque[tuple[int, int]](maxlen=_MOST_LINES)
    search, at, count = _needles().search, 0, 0
    while at < len(data) and (found := search(data, at)):
        begin = data.rfind(b"\n", 0, found.start()) + 1
        stop = data.find(b"\n", found.end())
        stop = len(data) if stop < 0 else stop
        newest.append((begin, stop))
        at, count = stop + 1, count + 1
    return newest, count - len(newest)


def _line(line: bytes, stamps: Stamps, zone: tzinfo) -> tuple[str, int | None, float | None, Said]:
    """The program, its process, the time, and what one line says."""
    if found := _SYSLOG.match(line):
        program = found[2].decode("utf-8", "backslashreplace")
        message = found[4].decode("utf-8", "backslashreplace")
        said = read_message(program, message) if program in PROGRAMS else _any(message)
        return program, int(found[3]) if found[3] else None, stamps.read(found[1]), said
    stamp = b""
    if wrapped := _WRAPPED.match(line):
        line, stamp = wrapped[1].replace(b'\\"', b'"').replace(b"\\t", b"\t"), wrapped[2]
    text = line.decode("utf-8", "backslashreplace")
    head = stamp.decode("ascii", "replace") or text[:120]
    return "", None, time_in(head, zone), _any(text)


def _any(text: str) -> Said:
    return next((said for reader in _READERS if (said := reader(text))), None)


def time_in(head: str, zone: tzinfo) -> float | None:
    """The first full time of a line's beginning, in any of the forms daemons write."""
    try:
        if found := _NUMBERED.search(head):
            where = _zone_of(found[7] or "", zone)
            year, month, day, hour, minute, second = (int(found[n]) for n in range(1, 7))
            return datetime(year, month, day, hour, minute, second, tzinfo=where).timestamp()
        if found := _NAMED.search(head):
            named = [found[f"{each}1"] or found[f"{each}2"] for each in ("y", "m", "d", "t")]
            clock = named[3]
            hour, minute, second = map(int, clock.split(":"))
            where = _zone_of(found["z1"] or "", zone)
            date = int(named[0]), _MONTHS.index(named[1]) + 1, int(named[2])
            return datetime(*date, hour, minute, second, tzinfo=where).timestamp()
    except (ValueError, OverflowError):
        return None
    return None


def _zone_of(text: str, zone: tzinfo) -> tzinfo:
    if text in ("Z", "UTC", "GMT"):
        return UTC
    if not text:
        return zone
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
