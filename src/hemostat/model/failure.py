"""Why something could not be read. Five answers that must never be taken for "empty" or "clean"."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Absent:
    """It is not there: the folder that would hold it was read, and it was not in it."""


@dataclass(frozen=True, slots=True)
class Denied:
    """It is there, or may be, and we have no right to read it."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotCollected:
    """Whoever collected this source did not take it along, so nobody can say."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """It is larger than the limit of the read. `head` holds the bytes up to the limit."""

    size: int
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Failed:
    """The system said no in another way: an I/O error, a loop, a hung mount, not a plain file."""

    reason: str


Failure = Absent | Denied | NotCollected | TooLarge | Failed


def describe(failure: Failure) -> str:
    """A failure in the system's own words, for coverage entries and logs (English, short)."""
    match failure:
        case Absent():
            return "absent"
        case Denied(reason):
            return f"denied: {reason}" if reason else "denied"
        case NotCollected(reason):
            return f"not collected: {reason}" if reason else "not collected"
        case TooLarge(size):
            return f"too large: {size} bytes"
        case Failed(reason):
            return f"failed: {reason}"
