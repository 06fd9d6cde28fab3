"""Groups that share nothing one could name, and are one story all the same. Pure.

Two arguments, each from what else there is on the host, and both told with low confidence:
*spell*: what they did was done within hours of each other while little else was written;
*alone*: one story on the host has a way in, and a serious finding that nothing dates before it has
no other story to be part of. Neither joins two groups that each have a way in of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations

from hemostat.incident.dating import Date, Dating
from hemostat.incident.entry import entry_of
from hemostat.incident.group import Group
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.story import Entry, Link, Precision

SPELL = timedelta(hours=6)
MOST_IN_SPELL = 8
"""More groups than that in one spell: whatever happened then, it was not one deed."""
BEFORE = timedelta(hours=6)
AFTER = timedelta(days=30)
"""So long after a story's first deed a serious finding may still be part of it."""
MOST_ALONE = 6
"""With more serious findings than that beside it, a story is not the only explanation."""
MOST_GROUPS = 200

WAYS_IN = ("guessed_login", "login", "database", "web_shell", "container", "package")
_SPELLS: dict[Precision, str] = {"modified": "spell_modified", "changed": "spell_changed"}
_CLOCKS: tuple[Precision, ...] = ("modified", "changed")


@dataclass(slots=True)
class _Part:
    """One group with what decides where it belongs."""

    group: Group
    entry: Entry | None
    dates: tuple[tuple[Date, Finding], ...]

    @property
    def level(self) -> Level:
        return max(finding.level for finding in self.group.findings)

    @property
    def is_established(self) -> bool:
        """Whether it shows how somebody came in."""
        return self.entry is not None and self.entry.confidence >= Level.MEDIUM

    @property
    def has_way_in(self) -> bool:
        return self.is_established and self.entry is not None and self.entry.kind in WAYS_IN

    def first(self) -> datetime | None:
        """Its earliest date that is no list's."""
        return min((date.time for date, _ in self.dates if not date.is_shared), default=None)


def whole(groups: Sequence[Group], dating: Dating) -> tuple[Group, ...]:
    """The groups, those joined that are one story, in the order of their worst.

    Args:
        groups: in the order of their worst, lone findings of `medium` among them.
        dating: of their findings.
    """
    if not 1 < len(groups) <= MOST_GROUPS:
        return tuple(groups)
    parts = [_part(each, dating) for each in groups]
    parts = _joined_by_spell(parts, dating)
    return tuple(each.group for each in _joined_alone(parts, dating))


def _part(group: Group, dating: Dating) -> _Part:
    entry = entry_of(group)
    dates = [(date, finding) for finding in group.findings if (date := dating.of(finding))]
    if entry and entry.time and entry.confidence >= Level.MEDIUM and entry.precision == "event":
        dates.append((Date(entry.time, "event", "entry"), group.findings[0]))
    return _Part(group, entry, tuple(dates))


def _merged(one: _Part, other: _Part, link: Link, dating: Dating) -> _Part:
    first, second = sorted((one, other), key=lambda part: _rank(part.group))
    rank = {finding.id: number for number, finding in enumerate(first.group.ranked)}
    findings = (*first.group.findings, *second.group.findings)
    group = replace(
        first.group,
        findings=tuple(sorted(findings, key=lambda finding: rank[finding.id])),
        links=(*first.group.links, *second.group.links, link),
    )
    return _part(group, dating)


def _rank(group: Group) -> int:
    return group.ranked.index(group.findings[0])


def _joined_by_spell(parts: list[_Part], dating: Dating) -> list[_Part]:
    """Join the nearest in time first, until nothing more may be joined."""
    while (best := min(_spells(parts, dating), key=lambda each: each[0], default=None)) is not None:
        _, one, other, link = best
        kept = [part for part in parts if part is not one and part is not other]
        parts = [*kept, _merged(one, other, link, dating)]
    return sorted(parts, key=lambda part: _rank(part.group))


_Spell = tuple[timedelta, _Part, _Part, Link]


def _spells(parts: Sequence[_Part], dating: Dating) -> Iterator[_Spell]:
    for one, other in combinations(parts, 2):
        if _may_join(one, other) and (near := _nearest(one, other)):
            gap, (date, finding), (far, second) = near
            paths = frozenset((*_paths(one.group), *_paths(other.group)))
            is_crowded = _crowd(parts, date.time) > MOST_IN_SPELL
            if gap <= SPELL and not is_crowded and dating.is_quiet(date.time, SPELL, paths):
                precision = min((date.precision, far.precision), key=_sureness)
                kind = _SPELLS.get(precision, "spell_event")
                yield gap, one, other, Link(finding.id, second.id, kind, _main(second), Level.LOW)


def _may_join(one: _Part, other: _Part) -> bool:
    """Two serious ones, or one with a story that shows a way in; never two with a way in."""
    if one.has_way_in and other.has_way_in:
        return False
    is_serious = min(one.level, other.level) >= Level.HIGH
    return is_serious or one.is_established or other.is_established


def _nearest(
    one: _Part, other: _Part
) -> tuple[timedelta, tuple[Date, Finding], tuple[Date, Finding]] | None:
    pairs = (
        (abs(first[0].time - second[0].time), first, second)
        for first in one.dates
        for second in other.dates
        if first[0].origin != second[0].origin
    )
    return min(pairs, key=lambda pair: pair[0], default=None)


def _crowd(parts: Sequence[_Part], time: datetime) -> int:
    """How many groups did something around a time."""
    return sum(any(abs(date.time - time) <= SPELL for date, _ in part.dates) for part in parts)


def _sureness(precision: Precision) -> int:
    return _CLOCKS.index(precision) if precision in _CLOCKS else len(_CLOCKS)


def _joined_alone(parts: list[_Part], dating: Dating) -> list[_Part]:
    """Join serious findings that have no other story with the one that shows a way in."""
    stories = [part for part in parts if part.is_established] or [p for p in parts if p.entry]
    if len(stories) != 1:
        return parts
    (story,) = stories
    beside = [part for part in parts if part is not story and part.level >= Level.HIGH]
    if len(beside) > MOST_ALONE:
        return parts
    fitting = [part for part in beside if _fits(part, story)]
    kept = [part for part in parts if part is not story and part not in fitting]
    for part in fitting:
        first, second = story.group.findings[0], part.group.findings[0]
        link = Link(first.id, second.id, "alone", _main(second), Level.LOW)
        story = _merged(story, part, link, dating)
    return sorted([*kept, story], key=lambda part: _rank(part.group))


def _fits(part: _Part, story: _Part) -> bool:
    """Whether no clock puts a group before a story, or long after its beginning."""
    began, first = story.first(), part.first()
    if part.entry is not None and part.entry.kind in WAYS_IN:
        return False
    if any(date.is_shared and began and date.time < began - BEFORE for date, _ in part.dates):
        return False
    if first is None:
        return True
    return began is not None and began - BEFORE <= first <= began + AFTER


def _paths(group: Group) -> Iterator[str]:
    for finding in group.findings:
        for subject in finding.subjects:
            yield subject.value


def _main(finding: Finding) -> Subject:
    return finding.subjects[0] if finding.subjects else Subject("host", finding.host.name)
