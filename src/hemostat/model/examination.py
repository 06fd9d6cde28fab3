"""The result of one examination: what was looked at, what was found, how it went."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.finding import Finding
from hemostat.model.host import HostClock, HostIdentity
from hemostat.model.inventory import Comparison
from hemostat.model.level import Level
from hemostat.model.record_set import RecordSet
from hemostat.model.stability import StabilityLine
from hemostat.model.story import Thread
from hemostat.model.text import Text
from hemostat.model.time_coverage import TimeCoverage


@dataclass(frozen=True, slots=True)
class PlaceCoverage:
    """One artifact or probe, with the answers for all its places.

    Attributes:
        name: the artifact's name.
        text: what it is, for people.
        is_needed: whether a hole in it makes the exit code 3.
        entries: each place that was asked for.
    """

    name: str
    text: Text
    is_needed: bool
    entries: tuple[CoverageEntry, ...]

    @property
    def holes(self) -> tuple[CoverageEntry, ...]:
        """The places nobody could look at."""
        return tuple(entry for entry in self.entries if entry.outcome.is_hole)

    @property
    def outcome(self) -> Outcome:
        """The worst hole; else read if anything was; else empty or absent."""
        outcomes = {entry.outcome for entry in self.entries}
        for outcome in _WORST_FIRST:
            if outcome in outcomes:
                return outcome
        return Outcome.ABSENT

    @property
    def unread(self) -> int:
        """Lines no parser took."""
        return sum(entry.unread for entry in self.entries)


_WORST_FIRST = (
    Outcome.FAILED,
    Outcome.DENIED,
    Outcome.NOT_COLLECTED,
    Outcome.UNSUPPORTED,
    Outcome.TOO_LARGE,
    Outcome.READ,
    Outcome.EMPTY,
)


@dataclass(frozen=True, slots=True)
class Timing:
    """What one step cost, in seconds: by the wall, and of processor time."""

    step: str
    seconds: float
    processor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One host, examined once.

    Attributes:
        source: what was examined, as the user named it. source_kind: live, folder, tar, collector
            or uac.
        system: the operating system's own name; empty when unknown.
        is_running: whether processes were there to see (live or in a snapshot).
        is_live: whether it was this running host.
        is_complete: False when the source was cut or the run was interrupted.
        as_root: whether a live run had root's rights; None for collected sources.
        not_covered: mounts that were not touched, with the reason.
        notes: what a reader must know of this source.
        stability: the five lines of requirement A0.6.
        coverage: by artifact. findings: ranked, worst first. records: everything parsed.
        threads: findings told as stories, worst first; a finding stands in one thread or alone.
        time_coverage: which time each log covers, by name.
        comparison: this look beside earlier ones, where any were given.
        seconds: how long it took. timings: what each step cost, in order. engine_version: ours.
    """

    identity: HostIdentity
    clock: HostClock
    source: str
    source_kind: str
    system: str = ""
    is_running: bool = False
    is_live: bool = False
    is_complete: bool = True
    as_root: bool | None = None
    not_covered: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    coverage: tuple[PlaceCoverage, ...] = ()
    findings: tuple[Finding, ...] = ()
    stability: tuple[StabilityLine, ...] = ()
    threads: tuple[Thread, ...] = ()
    records: RecordSet
    time_coverage: tuple[TimeCoverage, ...] = ()
    comparison: Comparison | None = None
    seconds: float = 0.0
    timings: tuple[Timing, ...] = ()
    engine_version: str = ""

    def at_least(self, level: Level) -> Sequence[Finding]:
        """The counted findings of a level or worse, ranked."""
        return [finding for finding in self.counted if finding.level >= level]

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that speak of trouble: not those declared a responder's or a test's."""
        return tuple(
            finding
            for finding in self.findings
            if not any(label.is_excusing for label in finding.labels)
        )

    @property
    def unjoined(self) -> tuple[Finding, ...]:
        """The findings that stand in no thread, ranked."""
        joined = {each for thread in self.threads for each in thread.findings}
        return tuple(finding for finding in self.findings if finding.id not in joined)

    @property
    def blind_places(self) -> tuple[PlaceCoverage, ...]:
        """The needed places with a hole."""
        return tuple(place for place in self.coverage if place.is_needed and place.holes)
