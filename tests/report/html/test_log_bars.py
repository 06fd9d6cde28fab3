"""Bars of logs: within the scale, holes where the silences are."""

from datetime import UTC, datetime, timedelta

from hemostat.model.time_coverage import Gap, TimeCoverage
from hemostat.report.html.log_bars import log_bars

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
END = BEGIN + timedelta(days=10)


def hours_of(start: datetime, end: datetime) -> tuple[int, ...]:
    return tuple(range(int(start.timestamp()) // 3600, int(end.timestamp()) // 3600))


def test_a_log_with_a_silence_has_two_stretches_and_a_hole_between_them() -> None:
    silent = Gap(BEGIN + timedelta(days=4), BEGIN + timedelta(days=6))
    cover = TimeCoverage(
        log="auth.log",
        kind="text",
        state="read",
        first=BEGIN,
        last=END,
        hours=(*hours_of(BEGIN, silent.start), *hours_of(silent.end, END)),
        gaps=(silent,),
    )
    (bar,) = log_bars([cover], "en")
    assert [(each.left, each.width) for each in bar.spans] == [(0.0, 40.0), (60.0, 40.0)]
    assert [(each.left, each.width) for each in bar.holes] == [(40.0, 20.0)]
    assert "11-01 … 11-11" in bar.words


def test_a_log_with_nothing_in_it_says_why_and_a_very_long_one_stays_small() -> None:
    empty = TimeCoverage(log="wtmp", kind="records", state="empty", is_wiped=True)
    year = BEGIN - timedelta(days=390)
    every_third = hours_of(year, END)[::3]
    long = TimeCoverage(
        log="syslog", kind="text", state="read", first=year, last=END, hours=every_third
    )
    none, many = log_bars([empty, long], "zh")
    assert (none.spans, none.words, none.is_wiped) == ((), "空", True)
    assert len(many.spans) <= 400
    assert all(each.left >= 0 and each.left + each.width <= 100.3 for each in many.spans)


def test_no_logs_no_bars() -> None:
    assert log_bars([], "en") == []
