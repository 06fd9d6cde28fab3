"""Everything with a time, in order, a day at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from hemostat.model.examination import Examination
from hemostat.model.finding import Finding
from hemostat.model.level import Level
from hemostat.model.text import Language
from hemostat.report.escape import fill
from hemostat.report.phrases import say


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. `thread` is its thread's number, 0 for none."""

    time: datetime
    precision: str
    text: str
    level: Level
    finding: str
    thread: int


@dataclass(frozen=True, slots=True)
class Day:
    """The moments of one day, UTC."""

    date: str
    moments: tuple[Moment, ...]


def timeline_of(
    examination: Examination, findings: Mapping[str, Finding], language: Language
) -> list[Day]:
    """Steps of threads, and the findings that stand alone and carry a time."""
    moments = [*_steps(examination, findings, language), *_alone(examination, language)]
    moments.sort(key=lambda each: each.time)
    days = groupby(moments, key=lambda each: f"{each.time:%Y-%m-%d}")
    return [Day(date, tuple(found)) for date, found in days]


def _steps(
    examination: Examination, findings: Mapping[str, Finding], language: Language
) -> Iterable[Moment]:
    for number, thread in enumerate(examination.threads, start=1):
        for step in thread.steps:
            if step.time is None:
                continue
            finding = findings.get(step.finding)
            level = finding.level if finding else Level.INFO
            text = say(step.text, language)
            yield Moment(step.time, step.precision, text, level, step.finding, number)


def _alone(examination: Examination, language: Language) -> Iterable[Moment]:
    for finding in examination.unjoined:
        if finding.first_seen is None or finding.level < Level.MEDIUM:
            continue
        template = finding.rule.texts.summary.in_language(language)
        text = fill(template, dict(finding.values))
        yield Moment(finding.first_seen, "seen", text, finding.level, finding.id, 0)
