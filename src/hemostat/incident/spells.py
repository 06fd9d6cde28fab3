"""Groups whose deeds were done within a day of each other, while little else was written. Pure.

Time alone is weak, and root can set every clock of a file: the links are low and name the clock.
Where more groups than one intruder's stand so close together, time says nothing of any of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from hemostat.incident.dating import Date, Dating
from hemostat.incident.parts import Part, are_two_ways_in, in_order, main_subject, merged
from hemostat.model.finding import Finding
from hemostat.model.level import Level
from hemostat.model.story import Link, Precision

LONGEST = timedelta(hours=24)
SHORTEST = timedelta(hours=1)
"""Quiet is asked for around a gap, and for so long at least."""
MOST_IN_SPELL = 8
"""More groups than that in one spell: whatever happened then, it was not one deed."""

_KINDS: dict[Precision, str] = {"modified": "spell_modified", "changed": "spell_changed"}
_CLOCKS: tuple[Precision, ...] = ("modified", "changed")


@dataclass(frozen=True, slots=True)
class _Near:
    """Two parts, by their places, and the deeds of theirs that are nearest in time."""

    gap: timedelta
    one: int
    other: int
    dates: tuple[Date, Date]
    link: Link

    @property
    def window(self) -> timedelta:
        return max(self.gap, SHORTEST)


def joined_by_spell(parts: Sequence[Part], dating: Dating) -> list[Part]:
    """Join the nearest in time first, until nothing more may be joined."""
    near = sorted(_near(parts), key=lambda each: each.gap)
    paths = frozenset(path for part in parts for path in _paths(part))
    telling = [
        each
        for each in _uncrowded(near, len(parts))
        if dating.is_quiet(each.dates[0].time, each.window, paths)
    ]
    told = dict(enumerate(parts))
    while (each := next((each for each in telling if _may_join(each, told)), None)) is not None:
        one, other = told[each.one], told[each.other]
        both = merged(one, other, each.link, dating)
        told = {n: both if part is one or part is other else part for n, part in told.items()}
    return in_order(dict.fromkeys(told.values()))


def _near(parts: Sequence[Part]) -> Iterator[_Near]:
    """The pairs that did something within a day of each other."""
    for (n, one), (m, other) in combinations(enumerate(parts), 2):
        pairs = [
            (abs(date.time - far.time), date, far, first, second)
            for date, first in one.dates
            for far, second in other.dates
            if date.origin != far.origin and not _are_logged(date, far)
        ]
        nearest = min(pairs, key=lambda pair: pair[0], default=None)
        if nearest is not None and nearest[0] <= LONGEST:
            gap, date, far, first, second = nearest
            yield _Near(gap, n, m, (date, far), _link(date, far, first, second))


def _link(date: Date, far: Date, first: Finding, second: Finding) -> Link:
    """The link, by the clock that is less sure."""
    clock = min((date.precision, far.precision), key=_sureness)
    kind = _KINDS.get(clock, "spell_event")
    return Link(first.id, second.id, kind, main_subject(second), Level.LOW)


def _uncrowded(near: Sequence[_Near], count: int) -> Iterator[_Near]:
    """The pairs, nearest first, that stand in no longer chain of deeds as near each other."""
    leader, sizes, further = list(range(count)), [1] * count, 0
    for each in near:
        while further < len(near) and near[further].gap <= each.window:
            _unite(leader, sizes, near[further])
            further += 1
        if sizes[_find(leader, each.one)] <= MOST_IN_SPELL:
            yield each


def _unite(leader: list[int], sizes: list[int], near: _Near) -> None:
    one, other = _find(leader, near.one), _find(leader, near.other)
    if one != other:
        leader[other] = one
        sizes[one] += sizes[other]


def _find(leader: Sequence[int], number: int) -> int:
    while leader[number] != number:
        number = leader[number]
    return number


def _may_join(near: _Near, told: dict[int, Part]) -> bool:
    """Two serious ones, or one with a story that shows a way in; never two ways in.

    What is merely unusual (an agent, a tunnel of the administrators) is never joined by time.
    """
    one, other = told[near.one], told[near.other]
    if one is other or not (one.is_sure and other.is_sure) or are_two_ways_in(one, other):
        return False
    is_serious = min(one.level, other.level) >= Level.HIGH
    return is_serious or one.is_established or other.is_established


def _are_logged(first: Date, second: Date) -> bool:
    """Whether both are lines of logs: these name who did it, and would share that."""
    return {first.precision, second.precision} <= {"event", "seen"}


def _sureness(precision: Precision) -> int:
    return _CLOCKS.index(precision) if precision in _CLOCKS else len(_CLOCKS)


def _paths(part: Part) -> Iterator[str]:
    for finding in part.group.findings:
        for subject in finding.subjects:
            yield subject.value
