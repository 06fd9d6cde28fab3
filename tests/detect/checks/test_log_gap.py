from dataclasses import replace
from datetime import timedelta

import pytest

from detect.made_log_ins import WHEN, level, log_in
from hemostat.detect.checks.log_gap import log_gap
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import LogSpan

BEGIN = WHEN - timedelta(hours=99)
FIRST = int(BEGIN.timestamp()) // 3_600


def span(family: str, silent: range = range(0), *, every: int = 1, kind: str = "text") -> LogSpan:
    """Eight days with an entry every so many hours; `silent` are hours without."""
    hours = [FIRST + n for n in range(0, 192, every) if n not in silent]
    begin, end = (BEGIN + timedelta(hours=n) for n in (silent.start - 1, silent.stop))
    return LogSpan(
        source=Source(path=HostPath(f"/var/log/{family}")),
        family=family,
        kind=kind,
        state="read",
        first=BEGIN,
        last=BEGIN + timedelta(days=8),
        entries=900,
        hours=tuple(hours),
        gap_starts=(begin,) if silent else (),
        gap_ends=(end,) if silent else (),
    )


NIGHT = range(97, 103)


@pytest.mark.requirement("B3")
def test_a_busy_log_that_falls_silent_alone_is_medium() -> None:
    assert level(log_gap, span("auth.log", NIGHT), span("syslog")) == Level.MEDIUM


def test_what_another_log_tells_of_the_silence_makes_it_high() -> None:
    entry = log_in(log="journal")
    journal = span("journal", kind="journal")
    assert level(log_gap, span("auth.log", NIGHT), journal, entry) == Level.HIGH


def test_a_host_that_slept_is_quiet() -> None:
    assert level(log_gap, span("auth.log", NIGHT), span("syslog", NIGHT)) is None


def test_a_log_that_is_seldom_written_is_quiet() -> None:
    assert level(log_gap, span("auth.log", NIGHT, every=5), span("syslog")) is None


def test_silences_as_long_as_others_of_this_log_are_quiet() -> None:
    log = span("auth.log", NIGHT)
    again = BEGIN + timedelta(hours=20)
    log = replace(
        log,
        hours=tuple(hour for hour in log.hours if not FIRST + 20 < hour < FIRST + 24),
        gap_starts=(again, *log.gap_starts),
        gap_ends=(again + timedelta(hours=4), *log.gap_ends),
    )
    assert level(log_gap, log, span("syslog")) is None


def test_a_log_of_one_day_is_too_short_to_tell() -> None:
    log = span("auth.log", range(9, 15))
    short = replace(log, hours=tuple(hour for hour in log.hours if hour < FIRST + 30))
    assert level(log_gap, short, span("syslog")) is None
