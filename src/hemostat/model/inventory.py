"""What a host has, item by item, and what changed since somebody last wrote it down."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hemostat.model.level import Level
from hemostat.model.text import Text

KINDS = (
    "account",
    "group",
    "key",
    "sudo",
    "sshd",
    "startup",
    "listener",
    "file",
    "module",
    "package",
    "kernel",
)


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing a host has.

    Attributes:
        kind: of `KINDS`. key: what names it. value: what may change about it; empty if nothing.
    """

    kind: str
    key: str
    value: str = ""


class Since(StrEnum):
    """How something stands to an earlier look.

    NEW: not there before. BACK: it was gone, and is there again. STILL: there both times. CHANGED:
    there both times, not the same. GONE: no longer there. UNSEEN: there before, and this time
    nobody could look everywhere: not the same as gone.
    """

    NEW = "new"
    BACK = "back"
    STILL = "still"
    CHANGED = "changed"
    GONE = "gone"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as an earlier result tells it. `subjects` are (kind, value), sorted."""

    rule: str
    scope: str
    subjects: tuple[tuple[str, str], ...]
    title: Text
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One earlier look at this host, or a look at its sister.

    Attributes:
        name: the file, as the user named it. host_id: whose. taken: when, UTC; None if unsaid.
        findings: what was found. gone: what that look itself called gone.
        items: what the host had; None when the file is a plain triage result.
        is_complete: whether that look saw everything it needed.
        signer: `SHA256:…` of the key that signed it; empty for an unsigned file.
    """

    name: str
    host_id: str
    taken: datetime | None
    findings: tuple[Known, ...]
    gone: tuple[Known, ...] = ()
    items: tuple[Item, ...] | None = None
    is_complete: bool = True
    signer: str = ""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding against earlier looks."""

    since: Since
    finding: Known


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item against an earlier look; `before` and `now` are values."""

    since: Since
    kind: str
    key: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """This look beside earlier ones.

    Attributes:
        earlier: the latest of them. is_same_host: False for a sister host.
        findings: each finding of either side. items: what differs; None when nothing to compare.
    """

    earlier: Earlier
    is_same_host: bool
    findings: tuple[FindingChange, ...]
    items: tuple[ItemChange, ...] | None = None
