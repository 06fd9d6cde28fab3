"""Times of text logs: ISO 8601, and RFC 3164, which leaves out the year and the zone."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

STAMP = rb"(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,14})"
_MONTHS = {
    name: number
    for number, name in enumerate(
        b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1
    )
}
_OLD = re.compile(rb"([A-Z][a-z]{2}) ([ \d]\d) \d\d:\d\d:\d\d ")
_SAMPLES = 400
_DAY = timedelta(days=1)
# Two days: lines of one moment are not always in order.
_ORDER = 2
# Months: a step back over more than this is a new year.
_CLOCK = 2
_MINUTE = 60
# A clock that begins anew at boot says this until NTP sets it.
_UNSET = (1, 1)


class Stamps:
    """Reads the stamps of one log, in order. Times are seconds since 1970, UTC."""

    def __init__(self, zone: tzinfo, year: int) -> None:
        """Begin.

        Args:
            zone: the host's, for stamps without one.
            year: in which the first line was written; see `first_year`.
        """
        self._zone = zone
        self._year = year
        self._month = 0
        self._minutes: dict[bytes, int] = {}

    def read(self, stamp: bytes) -> float | None:
        """One stamp; None for what is no time, or is a clock's that was not set yet."""
        if stamp[:1].isdigit():
            return self._iso(stamp)
        head = stamp[:12]
        minute = self._minutes.get(head)
        if minute is None:
            minute = self._minute(head)
            if len(self._minutes) > 5_000:
                self._minutes.clear()
            self._minutes[head] = minute
        return minute + int(stamp[13:15]) if minute >= 0 else None

    def _iso(self, stamp: bytes) -> float | None:
        try:
            time = datetime.fromisoformat(stamp.decode("ascii").rstrip(":"))
        except (ValueError, UnicodeDecodeError):
            return None
        if time.tzinfo is None:
            time = time.replace(tzinfo=self._zone)
        seconds = _seconds(time)
        return seconds if seconds > 365 * 86_400 else None

    def _minute(self, head: bytes) -> int:
        month, day = _MONTHS.get(head[:3], 0), int(head[4:6] or 0)
        hour, minute = int(head[7:9]), int(head[10:12])
        # The turn of the year, unless the month before was none that ends a year.
        if (month, day) == _UNSET and hour == 0 and 1 < self._month < 12:
            return -1
        if _is_new_year(self._month, month):
            self._year += 1
            self._minutes.clear()
        self._month = month
        try:
            time = datetime(self._year, month, day, hour, minute, tzinfo=self._zone)
        except ValueError:
            return -1
        return int(_seconds(time))


def _seconds(time: datetime) -> float:
    try:
        return (time - _EPOCH).total_seconds()
    except OverflowError:
        return -1.0


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 32_503_680_000
"""The year 3000, in seconds since 1970: no log is from behind it."""


def moment(seconds: float | None) -> datetime | None:
    """Seconds since 1970 as a time; None for None and for what no calendar holds."""
    if seconds is None or not 0 < seconds < LATEST:
        return None
    return _EPOCH + timedelta(seconds=seconds)


def first_year(data: bytes, last: datetime | None, zone: tzinfo) -> int:
    """The year in which the first line of a log without years was written.

    The last line was written before `last` (the file's modification time); from there the months
    are followed back over samples of the lines. A file may span years.
    """
    end = (last or datetime(1970, 1, 2, tzinfo=UTC)).astimezone(zone) + _DAY
    year = end.year
    days = _sampled_days(data)
    if days and days[-1] > _later((end.month, end.day), _ORDER):
        year -= 1
    return year - sum(_is_new_year(before, after) for (before, _), (after, _) in pairwise(days))


def _is_new_year(before: int, after: int) -> bool:
    """Whether the year turned between two months; a clock set back a little is no new year."""
    return after < before - _CLOCK


def _later(day: tuple[int, int], days: int) -> tuple[int, int]:
    return day[0], day[1] + days


def _sampled_days(data: bytes) -> list[tuple[int, int]]:
    """Month and day of lines spread evenly over a log, in order."""
    days: list[tuple[int, int]] = []
    step = max(len(data) // _SAMPLES, 1)
    at = 0
    while at < len(data):
        begin = 0 if at == 0 else data.find(b"\n", at, at + 65_536) + 1
        found = _OLD.match(data, begin) if begin or at == 0 else None
        if found and found[1] in _MONTHS:
            day = (_MONTHS[found[1]], int(found[2]))
            if day != _UNSET or not days or days[-1][0] in (1, 12):
                days.append(day)
        at += step
    tail = data.rfind(b"\n", 0, max(len(data) - 1, 0)) + 1
    found = _OLD.match(data, tail)
    if found and found[1] in _MONTHS:
        days.append((_MONTHS[found[1]], int(found[2])))
    return days
