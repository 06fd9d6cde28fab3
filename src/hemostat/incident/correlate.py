"""Which findings belong together, and why. An unjoined finding beats a wrong join. Pure.

Findings below `medium` are no signs of an intruder: they join nothing. A link of high or medium
confidence joins two findings; weak ones only in the pairs of `WEAK_TOGETHER`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import combinations, product

from hemostat.incident.backing import Backing
from hemostat.incident.chronology import Moment
from hemostat.incident.logins import Login
from hemostat.incident.sites import SITE
from hemostat.incident.taken_over import links_after_guessing
from hemostat.incident.things import LINK_KINDS, WEAK_TOGETHER, Thing, Touch
from hemostat.incident.touches import Host, touches_of
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.story import Link

LEAST_LEVEL = Level.MEDIUM
ALONE_LEVEL = Level.HIGH
CLOSE = timedelta(minutes=2)
MOST_WEAK = 12
"""A thing that more findings touch says nothing when sharing it is weak to begin with."""
MOST_PAIRED = 40
"""Beyond so many findings on one thing, each is linked to the first only."""

BY_DEEDS = ("workplace", "service")
"""They join a process with what is none, never two of a kind."""

_EXACT = ("event", "changed", "started")
_ORDER = {kind: number for number, kind in enumerate(LINK_KINDS)}
_Pair = tuple[int, int]


def groups_of(
    findings: Sequence[Finding],
    backing: Backing,
    host: Host,
    moments: Mapping[str, Moment],
    logins: Sequence[Login] = (),
) -> tuple[tuple[tuple[Finding, ...], tuple[Link, ...]], ...]:
    """Findings that belong together with the links between them, in the order of their worst.

    What shares nothing with another is a group of one.

    Args:
        findings: ranked, worst first.
        backing: the records behind them.
        host: where what they touch is looked up.
        moments: when each happened, by id.
        logins: those that worked, in order of time.
    """
    able = [finding for finding in findings if _is_sign(finding)]
    leader = list(range(len(able)))
    found = _links(able, [touches_of(finding, backing, host) for finding in able], moments)
    _add_sessions(able, links_after_guessing(able, moments, logins), found)
    links = _enough(found, leader)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(able)):
        members[_find(leader, number)].append(number)
    return tuple(
        (
            tuple(able[number] for number in group),
            tuple(link for pair, link in links.items() if pair[0] in set(group)),
        )
        for group in sorted(members.values())
    )


def is_worth_telling(findings: Sequence[Finding]) -> bool:
    """Whether findings make a thread: two, or a serious one."""
    return len(findings) > 1 or findings[0].level >= ALONE_LEVEL


def _is_sign(finding: Finding) -> bool:
    """Whether a finding speaks of an intruder: a gap to close is a fact, whatever its level."""
    is_gap = finding.rule.category.startswith("hardening")
    return finding.level >= LEAST_LEVEL and not is_gap


def _links(
    findings: Sequence[Finding],
    touches: Sequence[Sequence[Touch]],
    moments: Mapping[str, Moment],
) -> dict[_Pair, Link]:
    """The best link of each pair that has one."""
    strong: dict[_Pair, Link] = {}
    weak: defaultdict[_Pair, dict[str, Subject]] = defaultdict(dict)
    for thing, holders in _holders(touches).items():
        for (first, hold), (second, other) in _pairs(holders):
            confidence = _confidence(thing, hold, other)
            if confidence >= Level.MEDIUM:
                link = Link(
                    findings[first].id, findings[second].id, thing.kind, hold.subject, confidence
                )
                known = strong.get((first, second))
                if known is None or _is_better(link, known):
                    strong[first, second] = link
            elif len(holders) <= MOST_WEAK:
                weak[first, second][thing.kind] = hold.subject
    _add_weak(findings, weak, moments, strong)
    return strong


def _confidence(thing: Thing, hold: Touch, other: Touch) -> Level:
    """How much it says; a name says more where an account bears it and something else too."""
    if thing.kind == "name" and (hold.subject.kind == "account") != (
        other.subject.kind == "account"
    ):
        return Level.MEDIUM
    if thing.kind in BY_DEEDS:
        kinds = {hold.subject.kind, other.subject.kind}
        return Level.MEDIUM if len(kinds) > 1 and "process" in kinds else Level.LOW
    if thing.kind == SITE and hold.is_mention == other.is_mention:
        return Level.LOW
    if hold.is_mention and other.is_mention:
        return Level.LOW
    return min(hold.confidence, other.confidence)


def _holders(touches: Sequence[Sequence[Touch]]) -> dict[Thing, list[tuple[int, Touch]]]:
    holders: defaultdict[Thing, list[tuple[int, Touch]]] = defaultdict(list)
    for number, held in enumerate(touches):
        for touch in held:
            holders[touch.thing].append((number, touch))
    return {thing: held for thing, held in holders.items() if len(held) > 1}


def _pairs(
    holders: Sequence[tuple[int, Touch]],
) -> Iterable[tuple[tuple[int, Touch], tuple[int, Touch]]]:
    if len(holders) <= MOST_PAIRED:
        return combinations(holders, 2)
    first = max(holders, key=lambda each: (each[1].confidence, -each[0]))
    pairs = product([first], (each for each in holders if each is not first))
    return ((a, b) if a[0] < b[0] else (b, a) for a, b in pairs)


def _is_better(link: Link, known: Link) -> bool:
    return (link.confidence, -_ORDER[link.kind]) > (known.confidence, -_ORDER[known.kind])


def _add_weak(
    findings: Sequence[Finding],
    weak: Mapping[_Pair, Mapping[str, Subject]],
    moments: Mapping[str, Moment],
    strong: dict[_Pair, Link],
) -> None:
    """Links of pairs that share two weak things which do not imply each other."""
    for (first, second), shared in weak.items():
        if (first, second) in strong:
            continue
        kinds = set(shared)
        if is_close(moments[findings[first].id], moments[findings[second].id]):
            kinds.add("time")
        if any(pair <= kinds for pair in WEAK_TOGETHER):
            kind = min(shared, key=_ORDER.__getitem__)
            strong[first, second] = Link(
                findings[first].id, findings[second].id, kind, shared[kind], Level.LOW
            )


def _add_sessions(
    findings: Sequence[Finding], links: Iterable[Link], known: dict[_Pair, Link]
) -> None:
    """What was done after guessing, where nothing surer joins the two."""
    place = {finding.id: number for number, finding in enumerate(findings)}
    for link in links:
        first, second = sorted((place[link.first], place[link.second]))
        if (first, second) not in known or _is_better(link, known[first, second]):
            known[first, second] = link


def is_close(first: Moment, second: Moment) -> bool:
    """Whether two things happened within two minutes, by times that were not read off one file."""
    if first.time is None or second.time is None or {first.precision, second.precision} - {*_EXACT}:
        return False
    return first.origin != second.origin and abs(first.time - second.time) <= CLOSE


def _enough(links: Mapping[_Pair, Link], leader: list[int]) -> dict[_Pair, Link]:
    """The surest links that hold the same findings together; `leader` then names the groups."""
    kept: dict[_Pair, Link] = {}
    for pair, link in sorted(
        links.items(), key=lambda each: (-each[1].confidence, _ORDER[each[1].kind], each[0])
    ):
        if _find(leader, pair[0]) != _find(leader, pair[1]):
            _unite(leader, *pair)
            kept[pair] = link
    return kept


def _find(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _unite(leader: list[int], first: int, second: int) -> None:
    one, other = sorted((_find(leader, first), _find(leader, second)))
    leader[other] = one
