"""Groups with what decides which story they are part of: their way in, and their dates. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hemostat.incident.actors import came_in_as
from hemostat.incident.dating import Date, Dating
from hemostat.incident.entry import entry_of
from hemostat.incident.group import Group
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.story import Entry, Link

MOST_DATES = 20
WAYS_IN = (
    *("guessed_login", "login", "database", "server"),
    *("web_request", "web_shell", "container", "package"),
)
"""Entries that are a door each; the others say rather whom they came in as."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One group, which may be part of a larger one.

    Attributes:
        group: the findings. entry: how somebody came in, where it shows that.
        dates: when its worst findings were done, each file and process once.
    """

    group: Group
    entry: Entry | None
    dates: tuple[tuple[Date, Finding], ...]

    @property
    def level(self) -> Level:
        """That of its worst finding."""
        return max(finding.level for finding in self.group.findings)

    @property
    def is_sure(self) -> bool:
        """Whether a sign in it is more than unusual."""
        return any(
            finding.level >= Level.HIGH or finding.confidence >= Level.MEDIUM
            for finding in self.group.findings
        )

    @property
    def is_established(self) -> bool:
        """Whether it shows how somebody came in."""
        return self.entry is not None and self.entry.confidence >= Level.MEDIUM

    @property
    def has_way_in(self) -> bool:
        """Whether that is a door."""
        return self.is_established and self.entry is not None and self.entry.kind in WAYS_IN

    @property
    def anchor(self) -> Finding:
        """The finding that shows how somebody came in; else its worst."""
        told = self.entry.finding if self.entry else None
        return next((f for f in self.group.findings if f.id == told), self.group.findings[0])

    @property
    def rank(self) -> int:
        """The place of its worst finding among all of the host."""
        return self.group.ranked.index(self.group.findings[0])

    def accounts(self) -> frozenset[str]:
        """The accounts somebody came in as."""
        return came_in_as(self.entry, self.group)

    def first(self) -> datetime | None:
        """Its earliest date that is no list's."""
        return min((date.time for date, _ in self.dates if not date.is_shared), default=None)


def part_of(group: Group, dating: Dating) -> Part:
    """One group with its entry and its dates."""
    entry = entry_of(group)
    dates: dict[str, tuple[Date, Finding]] = {}
    for finding in group.findings:
        if date := dating.of(finding):
            dates.setdefault(date.origin, (date, finding))
    part = Part(group, entry, tuple(dates.values())[:MOST_DATES])
    if entry and entry.time and part.is_established and entry.precision == "event":
        came_in = (Date(entry.time, "event", "entry"), part.anchor)
        return replace(part, dates=(*part.dates, came_in))
    return part


def merged(one: Part, other: Part, link: Link, dating: Dating) -> Part:
    """Two as one, by a link between them."""
    first, second = in_order((one, other))
    rank = {finding.id: number for number, finding in enumerate(first.group.ranked)}
    findings = (*first.group.findings, *second.group.findings)
    group = replace(
        first.group,
        findings=tuple(sorted(findings, key=lambda finding: rank[finding.id])),
        links=(*first.group.links, *second.group.links, link),
    )
    return part_of(group, dating)


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Parts in the order of their worst findings."""
    return sorted(parts, key=lambda part: part.rank)


def are_two_ways_in(one: Part, other: Part) -> bool:
    """Whether two groups show that somebody came in twice: by two doors, or as two accounts."""
    accounts, others = one.accounts(), other.accounts()
    is_other_account = bool(accounts and others) and not accounts & others
    return is_other_account or (one.has_way_in and other.has_way_in)


def main_subject(finding: Finding) -> Subject:
    """What a finding is about first."""
    return finding.subjects[0] if finding.subjects else Subject("host", finding.host.name)
