"""What reading one log gives: records, and which time the log covers. Bounded."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappush, heappushpop

from hemostat.model.evidence import Source
from hemostat.model.records import (
    DaemonEvent,
    LogEvent,
    Login,
    LogSpan,
    MailSender,
    TypedCommand,
)
from hemostat.parse.logs.mail_tally import MailTally
from hemostat.parse.logs.stamps import LATEST, moment

MOST_ALIKE = 50_000
MOST_RECORDS = 40_000
MOST_GAPS = 40
_GAP = 1_200.0
_BACK = 600.0
_HOUR = 3_600
_DAY = 86_400


@dataclass(slots=True)
class Pulse:
    """When a log was written to: hours with entries, the longest silences, steps back in time."""

    first: float | None = None
    last: float | None = None
    newest: float = 0.0
    entries: int = 0
    backward: int = 0
    hours: set[int] = field(default_factory=set[int])
    gaps: list[tuple[float, float, float]] = field(default_factory=list[tuple[float, float, float]])

    def beat(self, time: float) -> None:
        """One entry, at seconds since 1970. A time that no calendar holds says nothing."""
        self.entries += 1
        if time >= LATEST:
            return
        if self.last is None:
            self.first = self.newest = time
        elif self.last - time > _BACK:
            self.backward += 1
        # From the newest moment so far: a step back and forth again is no silence.
        if time - self.newest > _GAP:
            self._gap(self.newest, time)
        if time > self.newest:
            self.newest = time
        self.last = time
        self.hours.add(int(time) // _HOUR)

    def _gap(self, start: float, end: float) -> None:
        gap = (end - start, start, end)
        if len(self.gaps) < MOST_GAPS:
            heappush(self.gaps, gap)
        else:
            heappushpop(self.gaps, gap)

    def span(self, base: LogSpan, unread: int = 0) -> LogSpan:
        """The span of the log, on what is known of the file."""
        gaps = sorted(self.gaps, key=lambda gap: gap[1])
        return replace(
            base,
            first=moment(self.first),
            last=moment(self.newest or None),
            entries=self.entries,
            unread=unread,
            hours=tuple(sorted(self.hours)),
            gap_starts=_moments(gap[1] for gap in gaps),
            gap_ends=_moments(gap[2] for gap in gaps),
            backward=self.backward,
        )


def _moments(times: Iterable[float]) -> tuple[datetime, ...]:
    return tuple(each for time in times if (each := moment(time)))


Kept = Login | LogEvent | TypedCommand | DaemonEvent


@dataclass(slots=True)
class Alike:
    """Attempts of one kind within a day: where the first stands, first and last, how many."""

    source: Source
    first: float | None
    last: float | None
    count: int


@dataclass(slots=True)
class Tally:
    """Collects what one log tells, attempts counted together. `dropped` counts what had no room."""

    log: str
    records: list[Kept] = field(default_factory=list[Kept])
    alike: dict[tuple[str, str, str, str, str, int], Alike] = field(
        default_factory=dict[tuple[str, str, str, str, str, int], Alike]
    )
    jobs: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    told: set[object] = field(default_factory=set[object])
    mail: MailTally = field(default_factory=MailTally)
    dropped: int = 0

    def is_new(self, told: object) -> bool:
        """Whether something was not told before; no more than 50,000 things are remembered."""
        if told in self.told or len(self.told) >= MOST_ALIKE:
            return False
        self.told.add(told)
        return True

    def senders(self) -> Iterable[MailSender]:
        """Who handed in mail, as records."""
        return self.mail.senders(self.log)

    def keep(self, record: Kept) -> None:
        """One record as it is."""
        if isinstance(record, TypedCommand) and record.via == "cron":
            if (record.account, record.command) in self.jobs:
                return
            self.jobs.add((record.account, record.command))
        if len(self.records) < MOST_RECORDS:
            self.records.append(record)
        else:
            self.dropped += 1

    def attempt(
        self, key: tuple[str, str, str, str, str], time: float | None, count: int
    ) -> Alike | None:
        """Count an attempt: (account, address, service, method, outcome).

        Gives the new entry, whose source is still to be said, when it is the first of its kind.
        """
        day = int(time or 0) // _DAY
        whole = (*key, day)
        known = self.alike.get(whole)
        if known is None and len(self.alike) >= MOST_ALIKE:
            # Names without end: from here on only addresses count.
            whole = ("", *key[1:], 0)
            known = self.alike.get(whole)
            if known is None and len(self.alike) >= 2 * MOST_ALIKE:
                self.dropped += count
                return None
        if known is None:
            made = self.alike[whole] = Alike(Source(), time, time, count)
            return made
        known.count += count
        known.last = time or known.last
        return None

    def logins(self) -> Iterable[Login]:
        """The counted attempts as records."""
        for (account, address, service, method, outcome, _), each in self.alike.items():
            yield Login(
                source=each.source,
                log=self.log,
                account=account,
                address=address,
                service=service,
                method=method,
                outcome=outcome,
                started=moment(each.first),
                ended=moment(each.last),
                count=each.count,
            )


@dataclass(frozen=True, slots=True)
class LogReading:
    """What one log file gave."""

    records: tuple[object, ...]
    span: LogSpan
    dropped: int = 0
