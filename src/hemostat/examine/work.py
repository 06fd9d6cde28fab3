"""What one examination knows so far: every step reads it and adds to it."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from hemostat.collect.artifact import Artifact, shipped_artifacts
from hemostat.collect.host_facts import read_identity, read_kernel
from hemostat.collect.processes import Processes
from hemostat.detect.content.yara_rules import YaraText
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.baseline import Baseline
from hemostat.examine.budget import RUN_SECONDS, share_of
from hemostat.examine.document_names import DocumentNames
from hemostat.incident.declared import Declared
from hemostat.model.candidate import Candidate
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import Timing
from hemostat.model.failure import Failed, Failure
from hemostat.model.finding import Claim, Finding, RuleInfo
from hemostat.model.host import HostIdentity
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Kernel
from hemostat.model.story import Thread
from hemostat.model.text import Text
from hemostat.run.watchdog import TimedOut, each, unwrapped
from hemostat.trees.host_tree import HostTree, TreeInfo

WATCH_SECONDS = 1.0
HUNG = Failed(f"did not answer within {WATCH_SECONDS:.0f} s")
I = TypeVar("I")  # noqa: E741 — an item
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an examination is told.

    Attributes:
        rulebook: the Sigma rules to use. yara: YARA rules of the user's own, not yet compiled.
        host: a name given by hand.
        declared: what the user says is theirs.
        as_root: whether a live run has root's rights; None for collected sources.
        reach: `host:port` each, to try one TCP connection to from this host; nothing by default.
        disk: this host's disk, read without its kernel, to compare with.
        step: called with each step's words as it begins, for progress.
        early: called with each critical finding about something running, as soon as it is known.
        run_seconds: how long a run that is not deep may take, shared among its steps.
        deep: whether every folder is walked and every packaged file hashed.
        cache: a local folder where a deep walk keeps how far it came; None: nowhere.
        within: called inside a long step with the place it is at and the seconds it may take yet.
    """

    rulebook: Rulebook
    yara: tuple[YaraText, ...] = ()
    deep: bool = False
    host: str = ""
    declared: tuple[Declared, ...] = ()
    as_root: bool | None = None
    reach: tuple[str, ...] = ()
    disk: HostTree | None = None
    step: Callable[[Text], None] = lambda words: None  # noqa: ARG005 — progress is optional
    early: Callable[[Finding], None] = lambda finding: None  # noqa: ARG005 — and so is this
    run_seconds: float = RUN_SECONDS
    cache: Path | None = None
    within: Callable[[str, float], None] = lambda place, left: None  # noqa: ARG005 — and this


@dataclass(slots=True, kw_only=True)
class Work:
    """One examination under way.

    Attributes:
        tree, settings: what is examined, and what was asked. info: what the source says of itself.
        identity: which host. taken: when it was examined or collected, UTC.
        kernel: what the kernel says of itself; None where nothing ran or nothing says.
        artifacts: the places that apply to this source.
        records: everything parsed or derived.
        indirect: startups that scripts make: only checks see them, for rules read the same text
            as lines of scripts.
        coverage: what was asked for, and how it went. claims: what rules and checks said.
        threads: the findings told as stories, by the last step.
        processes: the snapshot, until it is joined. sampled_after: earliest second CPU sample,
            seconds of the monotonic clock.
        hidden_pids: processes that the list of /proc leaves out. notes: what a reader must know of
            this examination, beside what the source says.
        base: the package databases, once opened. names: what folders say of renamed documents,
            once one was listed. candidates: files worth reading whole.
        timings: what each step cost so far. until: when the run is to be over, by the monotonic
            clock; None until the first step asks.
        began: when it was begun, by the same clock.
        is_cut: whether the run was interrupted or out of time, so that only brief steps follow.
        is_complete: False once the source was cut or the run interrupted.
    """

    tree: HostTree
    settings: Settings
    info: TreeInfo
    identity: HostIdentity
    taken: datetime | None
    kernel: Kernel | None
    artifacts: list[Artifact]
    is_complete: bool
    records: RecordSet = field(default_factory=RecordSet)
    indirect: RecordSet = field(default_factory=RecordSet)
    coverage: list[CoverageEntry] = field(default_factory=list[CoverageEntry])
    claims: list[tuple[RuleInfo, Claim]] = field(default_factory=list[tuple[RuleInfo, Claim]])
    threads: tuple[Thread, ...] = ()
    processes: Processes = Processes()
    sampled_after: float = 0.0
    hidden_pids: tuple[int, ...] = ()
    notes: list[str] = field(default_factory=list[str])
    base: Baseline | None = None
    names: DocumentNames | None = None
    candidates: list[Candidate] = field(default_factory=list[Candidate])
    timings: list[Timing] = field(default_factory=list[Timing])
    began: float = field(default_factory=time.monotonic)
    until: float | None = None
    is_cut: bool = False

    @property
    def has_database(self) -> bool:
        """Whether "unowned" means anything on this host."""
        return self.base is not None and self.base.has_database

    def share(self, step: str) -> float:
        """How many seconds a step may take, of those `budget.SHARES` names.

        Of a running host everything counts from the start, for somebody waits. Elsewhere only the
        steps that ask are limited: parsing a large collection must not cost it the files.
        """
        now = time.monotonic()
        if self.until is None:
            start = self.began if self.info.is_running else now
            self.until = start + self.settings.run_seconds
        left = float("inf") if self.settings.deep else self.until - now
        return share_of(step, left, self.settings.run_seconds)

    def note(
        self, artifact: str, place: str, outcome: Outcome, reason: str, option: str = ""
    ) -> None:
        """Say how one thing went that was asked for."""
        entry = CoverageEntry(artifact, HostPath(place), outcome, reason, option=option)
        self.coverage.append(entry)


def begin(tree: HostTree, settings: Settings) -> Work:
    """Open an examination: who the host is, and which places apply."""
    info = tree.info()
    return Work(
        tree=tree,
        settings=settings,
        info=info,
        identity=read_identity(tree, given=settings.host),
        taken=info.taken or (datetime.now(UTC) if info.is_running else None),
        kernel=read_kernel(tree),
        artifacts=_that_apply(shipped_artifacts(), info),
        is_complete=info.is_complete,
    )


def watched(function: Callable[[I], R], items: Iterable[I]) -> Iterator[tuple[I, R | Failure]]:
    """Run a read for each item; one that hangs is given up after `WATCH_SECONDS`."""
    for item, answer in each(function, list(items), WATCH_SECONDS):
        yield item, HUNG if isinstance(answer, TimedOut) else unwrapped(answer)


def wait_until(moment: float) -> None:
    """Sleep until a moment of the monotonic clock, in seconds."""
    time.sleep(max(0.0, moment - time.monotonic()))


def _that_apply(artifacts: Iterable[Artifact], info: TreeInfo) -> list[Artifact]:
    """Without a running system there is no /proc to ask: the list of processes says so, once."""
    return [
        artifact
        for artifact in artifacts
        if info.has_processes or not all(path.startswith("/proc/") for path in artifact.paths)
    ]
