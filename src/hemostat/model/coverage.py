"""Coverage: what was asked for, and how each part went."""

from dataclasses import dataclass
from enum import StrEnum

from hemostat.model.failure import Absent, Denied, Failed, Failure, NotCollected, TooLarge, describe
from hemostat.model.path import HostPath


class Outcome(StrEnum):
    """How one part of an examination went."""

    READ = "read"
    ABSENT = "absent"
    EMPTY = "empty"
    DENIED = "denied"
    FAILED = "failed"
    NOT_COLLECTED = "not_collected"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"

    @property
    def is_hole(self) -> bool:
        """Whether something may stand there that nobody looked at."""
        return self not in (Outcome.READ, Outcome.ABSENT, Outcome.EMPTY)


@dataclass(frozen=True, slots=True)
class CoverageEntry:
    """One place that was asked for, and the answer.

    Attributes:
        artifact: the artifact's name, or the probe's.
        path: the place, or the pattern where nothing matched it.
        outcome: how it went.
        reason: the system's words, for holes.
        unread: how many lines or entries the parser could not take.
        option: which option of the command line looks at what a budget left out; else empty.
    """

    artifact: str
    path: HostPath
    outcome: Outcome
    reason: str = ""
    unread: int = 0
    option: str = ""


def outcome_of(failure: Failure) -> Outcome:
    """The outcome a failed read counts as."""
    match failure:
        case Absent():
            return Outcome.ABSENT
        case Denied():
            return Outcome.DENIED
        case NotCollected():
            return Outcome.NOT_COLLECTED
        case TooLarge():
            return Outcome.TOO_LARGE
        case Failed():
            return Outcome.FAILED


def entry_for(artifact: str, path: HostPath, failure: Failure) -> CoverageEntry:
    """The coverage entry of a failed read."""
    outcome = outcome_of(failure)
    return CoverageEntry(artifact, path, outcome, describe(failure) if outcome.is_hole else "")
