"""What every way of looking into a file has in common."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from hemostat.model.candidate import Candidate
from hemostat.model.finding import Observable, RuleInfo
from hemostat.model.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place in one file that a rule speaks of.

    Attributes:
        rule: which.
        offset: of the first byte. length: in bytes.
        text: the place, for people; at most 200 characters, not yet made safe for a terminal.
        values: for the rule's texts. level, confidence: override the rule's.
        observables: addresses, wallets, hashes that the place names.
    """

    rule: RuleInfo
    offset: int
    length: int = 0
    text: str = ""
    values: dict[str, str] = field(default_factory=dict[str, str])
    level: Level | None = None
    confidence: Level | None = None
    observables: tuple[Observable, ...] = ()


class NotFinishedError(Exception):
    """A scanner met a limit of its own: what it yielded before holds, the rest was not looked at.

    Its text says which limit, for coverage.
    """


class Scanner(Protocol):
    """Looks into one file at a time; pure, and raises for no content but `NotFinishedError`."""

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Everything it can claim."""
        ...

    def scan(self, candidate: Candidate, content: bytes) -> Iterable[Hit]:
        """What the content holds; empty for files it does not read.

        Raises:
            NotFinishedError: after the last hit, where a limit kept it from reading all.
        """
        ...


def scanned(scanner: Scanner, candidate: Candidate, content: bytes) -> tuple[list[Hit], str]:
    """What a scanner says of a file, and the limit that it met; empty for none."""
    hits: list[Hit] = []
    try:
        # One by one: what was said before a limit was met holds.
        for hit in scanner.scan(candidate, content):
            hits.append(hit)  # noqa: PERF402
    except NotFinishedError as error:
        return hits, str(error)
    return hits, ""
