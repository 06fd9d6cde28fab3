"""Which time each log covers, and with which holes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence: from the entry before it to the entry behind it, UTC."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCoverage:
    """One log with its rotated files.

    Attributes:
        log: its name: auth.log, wtmp, journal …
        kind: text, journal or records.
        state: read, empty, link, folder, device or unreadable: of the file written to now.
        files: how many were read. entries: in all of them.
        first, last: times of the first and the last entry, UTC; None where there is none.
        is_cut: whether only a part was read. is_wiped: whether something speaks for a log that
            was emptied or edited, so that what is not in it may still have been.
        hours: those with entries, as hours since 1970, ascending.
        gaps: the silences no file of this log fills, by time; the longest forty of each file.
    """

    log: str
    kind: str
    state: str
    files: int = 0
    entries: int = 0
    first: datetime | None = None
    last: datetime | None = None
    is_cut: bool = False
    is_wiped: bool = False
    hours: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def busy(self) -> float:
        """The part of the covered hours with entries, those of the longest gap left out; 0 to 1."""
        if not self.hours:
            return 0.0
        longest = max((gap.seconds for gap in self.gaps), default=0.0)
        whole = self.hours[-1] - self.hours[0] + 1 - int(longest // 3_600)
        return min(1.0, len(self.hours) / max(whole, 1))
