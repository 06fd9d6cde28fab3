"""One examination of one host: the order of its steps, and nothing else.

Order of volatility: processes and sockets, then the places, then a second look at CPU time, then
the baseline over what the records name, then judgement.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from hemostat import __version__
from hemostat.collect.artifact import Artifact, shipped_artifacts
from hemostat.collect.boot_modules import boot_module_files
from hemostat.collect.gather import Gathered, Gatherer, homes_of, named_artifacts
from hemostat.collect.host_facts import (
    read_identity,
    read_identity_files,
    read_kernel,
    with_module_files,
)
from hemostat.collect.processes import Processes, sample_cpu, snapshot, with_cpu, without
from hemostat.detect.check import HostContext, all_checks, claims_of
from hemostat.detect.judge import findings_of
from hemostat.detect.names import WATCHED
from hemostat.detect.rulebook import Rulebook
from hemostat.detect.script_starts import starters_of, starts_of_scripts
from hemostat.detect.startups import draft_startups, with_states
from hemostat.examine.baseline import Baseline, open_baseline
from hemostat.examine.places import place_coverage
from hemostat.examine.privileged_files import privileged_paths
from hemostat.examine.script_lines import script_lines
from hemostat.examine.wanted import running_scripts, wanted_files
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import Examination
from hemostat.model.failure import Failed, Failure
from hemostat.model.finding import Claim, Finding, RuleInfo, is_running
from hemostat.model.host import HostClock, HostIdentity, Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath, decode, name
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    Account,
    FileFact,
    Kernel,
    KernelModule,
    ModuleDirective,
    OsRelease,
    Process,
    Provenance,
    ScriptLine,
    Socket,
    Startup,
)
from hemostat.parse.host.catalogue import includes, names, parsers
from hemostat.parse.host.identity import zone_of
from hemostat.parse.host.process_joins import join_sockets, with_accounts, with_provenance
from hemostat.run.watchdog import TimedOut, each, unwrapped
from hemostat.trees.host_tree import HostTree, TreeInfo

CPU_SECONDS = 1.0
WATCH_SECONDS = 1.0
HUNG = Failed(f"did not answer within {WATCH_SECONDS:.0f} s")
STEPS = 7
I = TypeVar("I")  # noqa: E741 — an item
R = TypeVar("R")
_URGENT = {"runs", "preload"}
SCRIPT_DEPTH = 2
UNUSED_BYTES = 160 << 20
_UNUSED = {"command", "library"}
_ODD_STATES = {Provenance.UNOWNED, Provenance.CHANGED, Provenance.PRODUCT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an examination is told.

    Attributes:
        rulebook: the Sigma rules to use.
        host: a name given by hand.
        as_root: whether a live run has root's rights; None for collected sources.
        step: called with a word for each step, for progress.
        early: called with each critical finding about something running, as soon as it is known.
    """

    rulebook: Rulebook
    host: str = ""
    as_root: bool | None = None
    step: Callable[[str], None] = lambda what: None  # noqa: ARG005 — progress is optional
    early: Callable[[Finding], None] = lambda finding: None  # noqa: ARG005 — and so is this


def examine(tree: HostTree, settings: Settings) -> Examination:
    """Examine one host. Never raises for what the host holds; Ctrl-C gives a partial result."""
    return _Examiner(tree, settings).run()


class _Examiner:
    """The state of one examination; `run` goes through its steps in order."""

    def __init__(self, tree: HostTree, settings: Settings) -> None:
        self._tree = tree
        self._settings = settings
        self._info = tree.info()
        self._records = RecordSet()
        # Startups that only checks see: rules read the same text as lines of scripts.
        self._indirect = RecordSet()
        self._coverage: list[CoverageEntry] = []
        self._artifacts = _that_apply(shipped_artifacts(), self._info)
        self._is_complete = self._info.is_complete
        self._base: Baseline | None = None
        self._has_database = False
        self._processes = Processes()
        self._sampled_after = 0.0

    def run(self) -> Examination:
        began = time.monotonic()
        taken = self._info.taken or (datetime.now(UTC) if self._info.is_running else None)
        identity = read_identity(self._tree, given=self._settings.host)
        claims: list[tuple[RuleInfo, Claim]] = []
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("processes", self._volatile),
            ("places", self._places),
            ("cpu", self._second_look),
            ("startups", self._startups),
            ("first", lambda: self._announce(identity, taken)),
            ("baseline", self._baseline),
            ("judgement", lambda: claims.extend(self._claims(identity, taken))),
        )
        for what, step in steps:
            try:
                self._settings.step(what)
                step()
            except KeyboardInterrupt:
                self._is_complete = False
                self._note("run", what, Outcome.FAILED, "interrupted")
        return self._result(identity, taken, claims, time.monotonic() - began)

    # -- what is read -----------------------------------------------------------------------

    def _volatile(self) -> None:
        if kernel := read_kernel(self._tree):
            self._records.add([kernel])
        self._sampled_after = time.monotonic() + CPU_SECONDS
        self._processes = snapshot(self._tree, each=_watched)
        self._coverage += self._processes.coverage

    def _places(self) -> None:
        gatherer = Gatherer(
            self._tree,
            parsers(),
            includes(),
            names=names(),
            means=self._info.kind,
            each=_watched,
        )
        first, second = _by_home(self._artifacts)
        gathered = Gathered()
        try:
            gatherer.walk(first, (), gathered)
            named = named_artifacts(self._artifacts, gathered.named)
            accounts = [each for each in gathered.records if isinstance(each, Account)]
            homes = homes_of(self._tree, accounts)
            gatherer.walk((*second, *named), homes, gathered)
        finally:
            # Interrupted or not: what was read so far counts.
            self._records.add(gathered.records)
            self._coverage += gathered.coverage

    def _second_look(self) -> None:
        found = self._processes
        try:
            if self._info.is_running:
                time.sleep(max(0.0, self._sampled_after - time.monotonic()))
            found = with_cpu(found, sample_cpu(self._tree, found))
        finally:
            # Ctrl-C in the wait costs the CPU shares, not the processes.
            self._join(found)

    def _join(self, found: Processes) -> None:
        """Take the processes, with what accounts and sockets say of them."""
        known: dict[int, str] = {}
        for account in self._records.of(Account):
            known.setdefault(account.uid, account.name)
        if self._info.is_running:
            found = without(found, os.getpid())
        processes = with_accounts(found.processes, known)
        sockets = (*self._records.of(Socket), *found.sockets)
        self._records.replace(Socket, join_sockets(sockets, found.opened, processes))
        self._records.add((*processes, *found.variables, *found.mapped, *found.opened))

    # -- what is made of it -----------------------------------------------------------------

    def _startups(self) -> None:
        which: Callable[[str], HostPath | None] = _nowhere
        try:
            self._base = open_baseline(self._tree)
            self._has_database = self._base.has_database
            self._records.add(self._base.packages)
            which = self._base.which
            modules = self._records.of(KernelModule)
            release = next((kernel.release for kernel in self._records.of(Kernel)), "")
            self._records.replace(KernelModule, with_module_files(self._tree, modules, release))
        finally:
            # What starts by itself is judged by what it does, too: that needs no database.
            self._records.add(draft_startups(self._records, which))

    def _announce(self, identity: HostIdentity, taken: datetime | None) -> None:
        """Judge what runs before the many files that only start: someone is waiting."""
        wanted = wanted_files(self._records)
        urgent = {path: uses for path, uses in wanted.items() if uses & _URGENT}
        if self._base is not None:
            facts, _ = self._base.facts(urgent)
            self._judge_files(facts)
        known = len(self._coverage)
        for finding in findings_of(self._claims(identity, taken), identity):
            if finding.level is Level.CRITICAL and is_running(finding):
                self._settings.early(finding)
        # The whole judgement comes later, with its own coverage.
        del self._coverage[known:]

    def _baseline(self) -> None:
        base = self._base
        if base is None:
            return  # Ctrl-C in the step before: coverage says so, and nobody can tell provenance
        wanted = wanted_files(self._records)
        privileged, coverage = privileged_paths(self._tree)
        unused: dict[HostPath, set[str]] = {}
        for path, uses in privileged.items():
            if path in wanted or uses - _UNUSED:
                wanted.setdefault(path, set()).update(uses)
            else:
                unused[path] = uses
        for path in boot_module_files(self._tree, self._records.of(ModuleDirective)):
            wanted.setdefault(path, set()).add("module")
        self._coverage += (*base.coverage, *coverage)
        facts, coverage = base.facts(wanted)
        self._coverage += coverage
        first = sorted(unused.items(), key=_by_importance)
        altered, coverage = base.altered(dict(first), UNUSED_BYTES)
        self._coverage += coverage
        facts += altered
        # Where a PAM module may lie was a guess: a candidate that is not there means nothing.
        facts = tuple(
            fact
            for fact in facts
            if fact.state is not Provenance.MISSING or fact.used_as != ("pam",)
        )
        self._judge_files(facts)
        running = running_scripts(self._records.of(Process))
        startups = self._records.of(Startup)
        lines, coverage = script_lines(self._tree, facts, startups, running)
        self._records.add(lines)
        self._coverage += coverage
        self._follow_scripts(base, lines)

    def _follow_scripts(self, base: Baseline, lines: Sequence[ScriptLine]) -> None:
        """What started scripts start in turn, two scripts deep, where no package vouches for it."""
        starters = starters_of(self._records.of(Startup))
        for _ in range(SCRIPT_DEPTH):
            startups = tuple(starts_of_scripts(lines, starters, base.which))
            wanted: dict[HostPath, set[str]] = {}
            for startup in startups:
                for program in startup.programs:
                    wanted.setdefault(program, set()).add("starts")
            known = {fact.path for fact in self._records.of(FileFact)}
            facts, coverage = base.facts(wanted)
            self._records.add(fact for fact in facts if fact.path not in known)
            self._coverage += coverage
            stated = with_states(startups, self._state_of())
            startups = tuple(each for each in stated if _ODD_STATES & set(each.program_states))
            self._indirect.add(startups)
            lines, coverage = script_lines(self._tree, facts, startups)
            lines = tuple(line for line in lines if line.path not in starters)
            self._records.add(lines)
            self._coverage += coverage
            starters |= starters_of(startups)

    def _state_of(self) -> Callable[[Scope, str], Provenance]:
        """What is known of files so far."""
        states = {fact.path: fact.state for fact in self._records.of(FileFact)}
        return lambda _, path: states.get(HostPath(path), Provenance.UNKNOWN)

    def _judge_files(self, facts: Sequence[FileFact]) -> None:
        """Put what is known of files beside the processes and startups that use them."""
        self._records.replace(FileFact, facts)
        by_path = {fact.path: fact for fact in facts}

        def provenance(scope: Scope, path: str) -> tuple[Provenance, str]:
            fact = by_path.get(HostPath(path)) if scope.is_host else None
            return (fact.state, fact.package) if fact else (Provenance.UNKNOWN, "")

        processes = self._records.of(Process)
        joined = with_provenance(processes, lambda path, scope: provenance(scope, path))
        self._records.replace(Process, joined)
        startups = self._records.of(Startup)
        stated = with_states(startups, lambda scope, path: provenance(scope, path)[0])
        self._records.replace(Startup, stated)

    # -- judgement --------------------------------------------------------------------------

    def _claims(
        self, identity: HostIdentity, taken: datetime | None
    ) -> Iterator[tuple[RuleInfo, Claim]]:
        yield from self._settings.rulebook.claims(self._records)
        context = HostContext(
            identity=identity,
            examined=taken,
            is_running=bool(self._records.of(Process)),
            has_package_database=self._has_database,
        )
        for check in all_checks():
            try:
                for claim in claims_of(check, self._all, context):
                    yield check.info, claim
            except Exception as error:  # noqa: BLE001 — one check's fault must not cost the others
                self._note("checks", check.info.name, Outcome.FAILED, repr(error))

    def _all(self, kind: type[object]) -> tuple[object, ...]:
        """The records of one type, with startups that scripts make."""
        return self._records.of(kind) + self._indirect.of(kind)

    def _note(self, artifact: str, place: str, outcome: Outcome, reason: str) -> None:
        self._coverage.append(CoverageEntry(artifact, HostPath(place), outcome, reason))

    def _result(
        self,
        identity: HostIdentity,
        taken: datetime | None,
        claims: Sequence[tuple[RuleInfo, Claim]],
        seconds: float,
    ) -> Examination:
        releases = self._records.of(OsRelease)
        return Examination(
            identity=identity,
            clock=self._clock(taken),
            source=self._info.name,
            source_kind=self._info.kind,
            system=releases[0].name if releases else "",
            is_running=bool(self._records.of(Process)),
            is_live=self._info.is_running,
            is_complete=self._is_complete,
            as_root=self._settings.as_root,
            not_covered=tuple((decode(path), why) for path, why in self._info.not_covered),
            notes=self._info.notes,
            coverage=place_coverage(self._artifacts, self._coverage),
            findings=findings_of(claims, identity),
            records=self._records,
            seconds=seconds,
            engine_version=__version__,
        )

    def _clock(self, taken: datetime | None) -> HostClock:
        kernel = read_kernel(self._tree)
        zone = zone_of(read_identity_files(self._tree))
        return HostClock(examined=taken, zone=zone, boot=kernel.boot if kernel else None)


def _by_importance(unused: tuple[HostPath, set[str]]) -> int:
    """What an intruder replaces first: the commands one looks with, others, then libraries."""
    path, uses = unused
    return 2 if "library" in uses else int(name(path) not in WATCHED)


def _nowhere(command: str) -> HostPath | None:  # noqa: ARG001 — without a baseline nobody knows
    return None


def _that_apply(artifacts: Sequence[Artifact], info: TreeInfo) -> tuple[Artifact, ...]:
    """Without a running system there is no /proc to ask: the list of processes says so, once."""
    return tuple(
        artifact
        for artifact in artifacts
        if info.has_processes or not all(path.startswith("/proc/") for path in artifact.paths)
    )


def _by_home(artifacts: Sequence[Artifact]) -> tuple[list[Artifact], list[Artifact]]:
    """Those that need no home folder, and those that do."""
    needs = defaultdict[bool, list[Artifact]](list)
    for artifact in artifacts:
        needs[artifact.account_from == "home"].append(artifact)
    return needs[False], needs[True]


def _watched(function: Callable[[I], R], items: Iterable[I]) -> Iterator[tuple[I, R | Failure]]:
    for item, answer in each(function, list(items), WATCH_SECONDS):
        yield item, HUNG if isinstance(answer, TimedOut) else unwrapped(answer)
