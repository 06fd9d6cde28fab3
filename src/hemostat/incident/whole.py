"""Groups that share nothing one could name, and are one story all the same. Pure.

*acted*: a serious finding is the work of the account that one story came in by (medium). Two more
arguments come from what else there is on the host, and are told with low confidence. *spell*: what
they did was done within a day of each other while little else was written. *alone*: one story on
the host shows how somebody came in, and what nothing dates before it, serious or of the week after,
has no other story to be part of. Nothing joins two groups that show different ways in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations

from hemostat.incident.actors import actors_of, came_in_as, doers_of
from hemostat.incident.dating import Date, Dating
from hemostat.incident.entry import entry_of
from hemostat.incident.group import Group
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.story import Entry, Link, Precision

SPELL = timedelta(hours=24)
LEAST_SPELL = timedelta(hours=1)
"""Quiet is asked for around a gap, and for so long at least."""
MOST_IN_SPELL = 8
"""More groups than that in one spell: whatever happened then, it was not one deed."""
BEFORE = timedelta(hours=6)
AFTER = timedelta(days=30)
"""So long after a story's first deed a serious finding may still be part of it."""
WEEK = timedelta(days=7)
"""So long after it a finding of `medium` may be, where a clock puts it there."""
MOST_ALONE = 6
"""With more serious findings than that beside it, a story is not the only explanation."""
MOST_GROUPS = 60
"""Where so much is wrong, being near in time says nothing."""
MOST_DATES = 50

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

    @property
    def anchor(self) -> Finding:
        """The finding that shows how somebody came in; else its worst."""
        told = self.entry.finding if self.entry else None
        return next((f for f in self.group.findings if f.id == told), self.group.findings[0])

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
    parts = _joined_by_actor(parts, dating)
    parts = _joined_by_spell(parts, dating)
    return tuple(each.group for each in _joined_alone(parts, dating))


def _part(group: Group, dating: Dating) -> _Part:
    entry = entry_of(group)
    worst = group.findings[:MOST_DATES]
    dates = [(date, finding) for finding in worst if (date := dating.of(finding))]
    part = _Part(group, entry, tuple(dates))
    if entry and entry.time and part.is_established and entry.precision == "event":
        part.dates += ((Date(entry.time, "event", "entry"), part.anchor),)
    return part


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


def _joined_by_actor(parts: list[_Part], dating: Dating) -> list[_Part]:
    """Join what the account did that one story alone came in by."""
    claims = [(part, came_in_as(part.entry, part.group)) for part in parts if part.has_way_in]
    for story, own in claims:
        others = [accounts for part, accounts in claims if part is not story]
        if alone := own - frozenset[str]().union(*others):
            parts = _with_deeds(parts, story, alone, dating)
    return parts


def _with_deeds(
    parts: list[_Part], story: _Part, accounts: frozenset[str], dating: Dating
) -> list[_Part]:
    """The parts, those whose serious findings some accounts did joined with a story."""
    kept, told = [], story
    for part in parts:
        deed = _deed(part, accounts) if part is not story and _fits(part, story) else None
        if deed is not None:
            account = min(accounts & actors_of(deed, part.group))
            subject = Subject("account", account)
            link = Link(story.anchor.id, deed.id, "acted", subject, Level.MEDIUM)
            told = _merged(told, part, link, dating)
        elif part is not story:
            kept.append(part)
    return [*kept, told]


def _deed(part: _Part, accounts: frozenset[str]) -> Finding | None:
    """The worst serious finding that one of some accounts did."""
    return next(
        (
            finding
            for finding in part.group.findings
            if finding.level >= Level.HIGH and accounts & actors_of(finding, part.group)
        ),
        None,
    )


def _joined_by_spell(parts: list[_Part], dating: Dating) -> list[_Part]:
    """Join the nearest in time first, until nothing more may be joined."""
    while (best := min(_spells(parts, dating), key=lambda each: each[0], default=None)) is not None:
        _, one, other, link = best
        kept = [part for part in parts if part is not one and part is not other]
        parts = [*kept, _merged(one, other, link, dating)]
    return sorted(parts, key=lambda part: _rank(part.group))


_Spell = tuple[timedelta, _Part, _Part, Link]


def _spells(parts: Sequence[_Part], dating: Dating) -> Iterator[_Spell]:
    """The pairs that may be joined: how far apart in time, and by what."""
    for one, other in combinations(parts, 2):
        near = _nearest(one, other) if _may_join(one, other) else None
        if near is None or near[0] > SPELL:
            continue
        gap, (date, first), (far, second) = near
        window = max(gap, LEAST_SPELL)
        paths = frozenset((*_paths(one.group), *_paths(other.group)))
        is_crowded = _crowd(parts, date.time, window) > MOST_IN_SPELL
        if not is_crowded and dating.is_quiet(date.time, window, paths):
            kind = _SPELLS.get(min((date.precision, far.precision), key=_sureness), "spell_event")
            yield gap, one, other, Link(first.id, second.id, kind, _main(second), Level.LOW)


def _may_join(one: _Part, other: _Part) -> bool:
    """Two serious ones, or one with a story that shows a way in; never two ways in."""
    if _are_two_ways_in(one, other):
        return False
    is_serious = min(one.level, other.level) >= Level.HIGH
    return is_serious or one.is_established or other.is_established


def _are_two_ways_in(one: _Part, other: _Part) -> bool:
    """Whether two groups show that somebody came in twice: by two doors, or as two accounts."""
    accounts, others = (came_in_as(part.entry, part.group) for part in (one, other))
    is_other_account = bool(accounts and others) and not accounts & others
    return is_other_account or (one.has_way_in and other.has_way_in)


def _nearest(
    one: _Part, other: _Part
) -> tuple[timedelta, tuple[Date, Finding], tuple[Date, Finding]] | None:
    pairs = (
        (abs(first[0].time - second[0].time), first, second)
        for first in one.dates
        for second in other.dates
        if first[0].origin != second[0].origin and not _is_logged(first[0], second[0])
    )
    return min(pairs, key=lambda pair: pair[0], default=None)


def _is_logged(first: Date, second: Date) -> bool:
    """Whether both are lines of logs: these name who did it, and would share that."""
    return {first.precision, second.precision} <= {"event", "seen"}


def _crowd(parts: Sequence[_Part], time: datetime, window: timedelta) -> int:
    """How many groups did something around a time."""
    return sum(any(abs(date.time - time) <= window for date, _ in part.dates) for part in parts)


def _sureness(precision: Precision) -> int:
    return _CLOCKS.index(precision) if precision in _CLOCKS else len(_CLOCKS)


def _joined_alone(parts: list[_Part], dating: Dating) -> list[_Part]:
    """Join serious findings that have no other story with the one that shows a way in."""
    stories = [part for part in parts if part.is_established]
    if len(stories) != 1:
        return parts
    (story,) = stories
    beside = [part for part in parts if part is not story and _is_telling(part, story)]
    if len(beside) > MOST_ALONE:
        return parts
    fitting = [part for part in beside if _fits(part, story) and _may_be_its(part, story)]
    kept = [part for part in parts if part is not story and part not in fitting]
    for part in fitting:
        worst = part.group.findings[0]
        link = Link(story.anchor.id, worst.id, "alone", _main(worst), Level.LOW)
        story = _merged(story, part, link, dating)
    return sorted([*kept, story], key=lambda part: _rank(part.group))


def _is_telling(part: _Part, story: _Part) -> bool:
    """Whether a group is serious, or was done in the week after a story began."""
    began, first = story.first(), part.first()
    if part.level >= Level.HIGH or began is None or first is None:
        return part.level >= Level.HIGH
    return timedelta(0) <= first - began <= WEEK


def _fits(part: _Part, story: _Part) -> bool:
    """Whether no clock puts a group before a story, or long after its beginning."""
    began, first = story.first(), part.first()
    if _are_two_ways_in(part, story) or (part.entry is not None and part.entry.kind in WAYS_IN):
        return False
    if any(date.is_shared and began and date.time < began - BEFORE for date, _ in part.dates):
        return False
    if first is None:
        return True
    return began is not None and began - BEFORE <= first <= began + AFTER


def _may_be_its(part: _Part, story: _Part) -> bool:
    """Whether a group is root's work, or of accounts that a story has; not some other person's."""
    accounts = came_in_as(story.entry, story.group) | _doers(story)
    others = _doers(part) - accounts
    return not others or not (accounts or any(map(part.group.host.is_person, others)))


def _doers(part: _Part) -> frozenset[str]:
    doers = (doers_of(finding, part.group) for finding in part.group.findings)
    return frozenset[str]().union(*doers)


def _paths(group: Group) -> Iterator[str]:
    for finding in group.findings:
        for subject in finding.subjects:
            yield subject.value


def _main(finding: Finding) -> Subject:
    return finding.subjects[0] if finding.subjects else Subject("host", finding.host.name)
