from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hemostat.detect.time_coverage import covers_of, inner_hours
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import LogSpan
from hemostat.model.time_coverage import Gap

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = int(BEGIN.timestamp()) // 3_600


def span(path: str, start: int, end: int, **more: object) -> LogSpan:
    """A file with an entry in each hour from start to end."""
    made = LogSpan(
        source=Source(path=HostPath(f"/var/log/{path}")),
        family="auth.log",
        kind="text",
        state="read",
        first=BEGIN + timedelta(hours=start),
        last=BEGIN + timedelta(hours=end, minutes=-1),
        entries=end - start,
        hours=tuple(range(FIRST + start, FIRST + end)),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_rotated_files_are_one_log_without_a_gap_where_they_meet() -> None:
    (cover,) = covers_of([span("auth.log", 24, 48), span("auth.log.1", 0, 24)])
    assert (cover.files, cover.entries, cover.gaps) == (2, 48, ())
    assert cover.first == BEGIN


def test_hours_missing_between_two_files_are_a_gap() -> None:
    (cover,) = covers_of([span("auth.log", 30, 48), span("auth.log.1", 0, 24)])
    assert [round(gap.seconds / 3_600) for gap in cover.gaps] == [6]


def test_a_silence_that_another_file_fills_is_none() -> None:
    silent = span(
        "auth.log",
        0,
        10,
        hours=(FIRST, FIRST + 9),
        gap_starts=(BEGIN,),
        gap_ends=(BEGIN + timedelta(hours=9),),
    )
    (cover,) = covers_of([silent, span("auth.log.1", 1, 9)])
    assert cover.gaps == ()


def test_an_empty_log_has_no_time_and_says_so() -> None:
    empty = span("auth.log", 0, 0, state="empty", first=None, last=None, hours=())
    (cover,) = covers_of([empty])
    assert (cover.state, cover.first, cover.busy) == ("empty", None, 0.0)


def test_what_a_finding_calls_edited_is_marked() -> None:
    (cover,) = covers_of([span("auth.log", 0, 9)], frozenset({"/var/log/auth.log"}))
    assert cover.is_wiped


def test_only_whole_hours_count_inside_a_gap() -> None:
    gap = Gap(BEGIN + timedelta(minutes=10), BEGIN + timedelta(hours=3, minutes=10))
    assert inner_hours(gap) == {FIRST + 1, FIRST + 2}
