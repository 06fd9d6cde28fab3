"""From the spans of log files to what each log covers in time."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from hemostat.model.finding import Finding
from hemostat.model.records import LogSpan
from hemostat.model.time_coverage import Gap, TimeCoverage

_HOUR = 3_600
_SHORTEST = 1_200
_STATES = ("read", "empty", "link", "folder", "device", "unreadable")


def covers_of(
    spans: Iterable[LogSpan], wiped: frozenset[str] = frozenset()
) -> tuple[TimeCoverage, ...]:
    """What each log covers, by name.

    Args:
        spans: of all files.
        wiped: paths of files that a finding calls emptied or edited.
    """
    families: dict[str, list[LogSpan]] = {}
    for span in spans:
        families.setdefault(span.family, []).append(span)
    return tuple(_cover(name, families[name], wiped) for name in sorted(families))


_SPEAKS_OF_WIPING = "log_records_edited", "log_silenced"


def time_coverage_of(
    spans: Iterable[LogSpan], findings: Iterable[Finding]
) -> tuple[TimeCoverage, ...]:
    """What each log covers, those marked that a finding calls emptied, edited or led nowhere."""
    wiped = {
        subject.value
        for finding in findings
        if finding.rule.category in _SPEAKS_OF_WIPING
        for subject in finding.subjects
        if subject.kind == "file"
    }
    return covers_of(spans, frozenset(wiped))


def _cover(name: str, spans: list[LogSpan], wiped: frozenset[str]) -> TimeCoverage:
    read = sorted((each for each in spans if each.first), key=_begins)
    hours = sorted({hour for span in read for hour in span.hours})
    current = min(spans, key=lambda span: (len(span.source.path), _STATES.index(span.state)))
    return TimeCoverage(
        log=name,
        kind=spans[0].kind,
        state="read" if read and current.state == "empty" else current.state,
        files=len(read),
        entries=sum(span.entries for span in read),
        first=min((span.first for span in read if span.first), default=None),
        last=max((span.last for span in read if span.last), default=None),
        is_cut=any(span.is_cut for span in spans),
        is_wiped=any(span.source.path in wiped for span in spans),
        hours=tuple(hours),
        gaps=tuple(_gaps(read, hours)),
    )


def _begins(span: LogSpan) -> datetime:
    assert span.first is not None  # noqa: S101 — those without were left out
    return span.first


def _gaps(spans: list[LogSpan], hours: list[int]) -> list[Gap]:
    """The silences of the files and between them that no other file fills."""
    found = [
        Gap(start, end)
        for span in spans
        for start, end in zip(span.gap_starts, span.gap_ends, strict=False)
    ]
    for before, after in pairwise(spans):
        if before.last and after.first and (after.first - before.last).total_seconds() > _SHORTEST:
            found.append(Gap(before.last, after.first))
    known = set(hours)
    silent = {gap for gap in found if not _inner(gap) & known and not _is_filled(gap, spans)}
    return sorted(silent, key=lambda gap: gap.start)


def _inner(gap: Gap) -> set[int]:
    """The whole hours inside a gap, as hours since 1970."""
    first = int(gap.start.timestamp()) // _HOUR + 1
    return set(range(first, int(gap.end.timestamp()) // _HOUR))


def _is_filled(gap: Gap, spans: list[LogSpan]) -> bool:
    """Whether another file has an entry inside, at its very beginning or end."""
    return any(
        gap.start < time < gap.end for span in spans for time in (span.first, span.last) if time
    )


def inner_hours(gap: Gap) -> frozenset[int]:
    """The whole hours inside a gap, as hours since 1970."""
    return frozenset(_inner(gap))
