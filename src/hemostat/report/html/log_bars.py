"""Which time each log covers, as bars: their places in percent of the time all of them span."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hemostat.model.text import Language
from hemostat.model.time_coverage import TimeCoverage
from hemostat.report import time_bars
from hemostat.report.escape import visible

_HOUR = 3_600
_MOST_SPANS = 400


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a bar. `left` and `width` are percent; `title` says the times."""

    left: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class LogBar:
    """One log: its name, what is written beside it, where it has entries, where it is silent."""

    log: str
    words: str
    spans: tuple[Stretch, ...]
    holes: tuple[Stretch, ...]
    is_wiped: bool


def log_bars(covers: Iterable[TimeCoverage], language: Language) -> list[LogBar]:
    """One bar a log, all on one scale."""
    covers = tuple(covers)
    if not covers:
        return []
    begin, end = time_bars.scale_of(covers)
    return [_bar(cover, begin, end, language) for cover in covers]


def _bar(cover: TimeCoverage, begin: datetime, end: datetime, language: Language) -> LogBar:
    holes = tuple(_stretch(gap.start, gap.end, begin, end) for gap in time_bars.longest_gaps(cover))
    return LogBar(
        log=visible(cover.log),
        words=time_bars.words_beside(cover, language),
        spans=tuple(_spans(cover.hours, begin, end)),
        holes=holes,
        is_wiped=cover.is_wiped,
    )


def _spans(hours: Sequence[int], begin: datetime, end: datetime) -> Iterable[Stretch]:
    """Hours with entries, near ones drawn as one: a page shows a few hundred stretches at most."""
    whole = max((end - begin).total_seconds() / _HOUR, 1.0)
    near = max(1, int(whole / _MOST_SPANS))
    start = last = None
    for hour in hours:
        if last is not None and hour - last <= near:
            last = hour
            continue
        if start is not None and last is not None:
            yield _of_hours(start, last, begin, end)
        start = last = hour
    if start is not None and last is not None:
        yield _of_hours(start, last, begin, end)


def _of_hours(first: int, last: int, begin: datetime, end: datetime) -> Stretch:
    zone = begin.tzinfo
    start = datetime.fromtimestamp(first * _HOUR, zone)
    return _stretch(start, datetime.fromtimestamp((last + 1) * _HOUR, zone), begin, end)


def _stretch(start: datetime, stop: datetime, begin: datetime, end: datetime) -> Stretch:
    whole = max((end - begin).total_seconds(), 1.0)
    left = min(max((start - begin).total_seconds() / whole, 0.0), 1.0)
    right = min(max((stop - begin).total_seconds() / whole, left), 1.0)
    title = f"{start:%Y-%m-%d %H:%M} … {stop:%Y-%m-%d %H:%M}"
    return Stretch(round(100 * left, 2), max(round(100 * (right - left), 2), 0.2), title)
