from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from hemostat.model.time_coverage import Gap, TimeCoverage
from hemostat.report.time_bars import BAR, bar_of, longest_gaps, time_bars

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = int(BEGIN.timestamp()) // 3_600
HOLE = Gap(BEGIN + timedelta(hours=100), BEGIN + timedelta(hours=130))


def cover(log: str = "auth.log", *, hole: Gap | None = None, wiped: bool = False) -> TimeCoverage:
    """Twenty days with an entry every hour."""
    silent = range(0)
    if hole:
        silent = range(int(hole.start.timestamp()) // 3_600, int(hole.end.timestamp()) // 3_600)
    hours = tuple(hour for hour in range(FIRST, FIRST + 480) if hour not in silent)
    return TimeCoverage(
        log=log,
        kind="text",
        state="read",
        files=1,
        entries=9_000,
        first=BEGIN,
        last=BEGIN + timedelta(days=20),
        is_wiped=wiped,
        hours=hours,
        gaps=(hole,) if hole else (),
    )


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hole_is_drawn_and_named(language: str) -> None:
    lines = list(time_bars([cover(hole=HOLE), cover("syslog")], language))  # type: ignore[arg-type]
    assert "░" in lines[1]
    assert "11-05 04:00–11-06 10:00" in lines[1]
    assert lines[2].count("█") == BAR
    assert all(cell_len(line) <= 80 for line in lines)


def test_a_wiped_log_says_that_nobody_can_tell() -> None:
    text = "\n".join(time_bars([cover(wiped=True)], "en"))
    assert "cannot tell" in text


def test_a_log_without_entries_says_why() -> None:
    gone = TimeCoverage(log="wtmp", kind="records", state="link")
    text = "\n".join(time_bars([gone], "en"))
    assert "leads nowhere" in text
    assert "cannot tell who was here" in text


def test_no_logs_no_lines() -> None:
    assert list(time_bars([], "en")) == []


def test_hostile_names_of_logs_are_harmless() -> None:
    assert "\x1b" not in "".join(time_bars([cover("a\x1b[31m")], "en"))


def test_a_short_log_stands_at_its_place_on_the_common_scale() -> None:
    late = TimeCoverage(
        log="journal",
        kind="journal",
        state="read",
        first=BEGIN + timedelta(days=15),
        last=BEGIN + timedelta(days=20),
        hours=tuple(range(FIRST + 360, FIRST + 480)),
    )
    bar = bar_of(late, BEGIN, BEGIN + timedelta(days=20))
    assert bar.startswith(" " * 14)
    assert bar.endswith("█" * 5)


def test_the_silences_of_a_log_that_is_seldom_written_are_not_named() -> None:
    seldom = TimeCoverage(
        log="cron",
        kind="text",
        state="read",
        first=BEGIN,
        last=BEGIN + timedelta(days=9),
        hours=tuple(range(FIRST, FIRST + 216, 24)),
        gaps=(HOLE,),
    )
    assert longest_gaps(seldom) == ()
