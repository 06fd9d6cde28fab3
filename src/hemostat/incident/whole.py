"""Groups that share nothing one could name, and are one story all the same. Pure.

*acted*: a serious finding is the work of the account that one story came in by (medium). Two more
arguments come from what else there is on the host, and are told with low confidence. *spell*: what
they did was done within a day of each other while little else was written. *alone*: one story on
the host shows how somebody came in, and what nothing dates before it, serious or of the week after,
has no other story to be part of. Nothing joins two groups that show different ways in.
"""

from collections.abc import Sequence
from datetime import timedelta

from hemostat.incident.actors import actors_of, doers_of
from hemostat.incident.dating import Dating
from hemostat.incident.group import Group
from hemostat.incident.parts import (
    WAYS_IN,
    Part,
    are_two_ways_in,
    in_order,
    main_subject,
    merged,
    part_of,
)
from hemostat.incident.spells import joined_by_spell
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.story import Link

BEFORE = timedelta(hours=6)
AFTER = timedelta(days=30)
"""So long after a story's first deed a serious finding may still be part of it."""
WEEK = timedelta(days=7)
"""So long after it a finding of `medium` may be, where a clock puts it there."""
MOST_ALONE = 6
"""With more serious findings than that beside it, a story is not the only explanation."""
MOST_GROUPS = 60
"""Where so much is wrong, being near in time says nothing."""


def whole(groups: Sequence[Group], dating: Dating) -> tuple[Group, ...]:
    """The groups, those joined that are one story, in the order of their worst.

    Args:
        groups: in the order of their worst, lone findings of `medium` among them.
        dating: of their findings.
    """
    if not 1 < len(groups) <= MOST_GROUPS:
        return tuple(groups)
    parts = [part_of(each, dating) for each in groups]
    parts = _joined_by_actor(parts, dating)
    parts = joined_by_spell(parts, dating)
    return tuple(each.group for each in _joined_alone(parts, dating))


def _joined_by_actor(parts: list[Part], dating: Dating) -> list[Part]:
    """Join what the account did that one story alone came in by."""
    claims = [(part, part.accounts()) for part in parts if part.has_way_in]
    for story, own in claims:
        others = [accounts for part, accounts in claims if part is not story]
        if alone := own - frozenset[str]().union(*others):
            parts = _with_deeds(parts, story, alone, dating)
    return parts


def _with_deeds(
    parts: list[Part], story: Part, accounts: frozenset[str], dating: Dating
) -> list[Part]:
    """The parts, those whose serious findings some accounts did joined with a story."""
    told = story
    kept: list[Part] = []
    for part in parts:
        deed = _deed(part, accounts) if part is not story and _fits(part, story) else None
        if deed is not None:
            account = min(accounts & actors_of(deed, part.group))
            subject = Subject("account", account)
            link = Link(story.anchor.id, deed.id, "acted", subject, Level.MEDIUM)
            told = merged(told, part, link, dating)
        elif part is not story:
            kept.append(part)
    return [*kept, told]


def _deed(part: Part, accounts: frozenset[str]) -> Finding | None:
    """The worst serious finding that one of some accounts did."""
    return next(
        (
            finding
            for finding in part.group.findings
            if finding.level >= Level.HIGH and accounts & actors_of(finding, part.group)
        ),
        None,
    )


def _joined_alone(parts: list[Part], dating: Dating) -> list[Part]:
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
        link = Link(story.anchor.id, worst.id, "alone", main_subject(worst), Level.LOW)
        story = merged(story, part, link, dating)
    return in_order([*kept, story])


def _is_telling(part: Part, story: Part) -> bool:
    """Whether a group is serious, or was done in the week after a story began."""
    began, first = story.first(), part.first()
    if part.level >= Level.HIGH or began is None or first is None:
        return part.level >= Level.HIGH
    return part.is_sure and timedelta(0) <= first - began <= WEEK


def _fits(part: Part, story: Part) -> bool:
    """Whether no clock puts a group before a story, or long after its beginning."""
    began, first = story.first(), part.first()
    if are_two_ways_in(part, story) or (part.entry is not None and part.entry.kind in WAYS_IN):
        return False
    if any(date.is_shared and began and date.time < began - BEFORE for date, _ in part.dates):
        return False
    if first is None:
        return True
    return began is not None and began - BEFORE <= first <= began + AFTER


def _may_be_its(part: Part, story: Part) -> bool:
    """Whether a group is root's work, or of accounts that a story has; not some other person's."""
    accounts = story.accounts() | _doers(story)
    others = _doers(part) - accounts
    return not others or not (accounts or any(map(part.group.host.is_person, others)))


def _doers(part: Part) -> frozenset[str]:
    doers = (doers_of(finding, part.group) for finding in part.group.findings)
    return frozenset[str]().union(*doers)
