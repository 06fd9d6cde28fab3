"""Gathers what a walk finds worth reading, and asks once who owns it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hemostat.collect.walk import Folder
from hemostat.detect.worth_reading import Spot, importance, reasons_to_read
from hemostat.examine.baseline import Baseline
from hemostat.examine.content_candidates import REGULAR, candidate_of
from hemostat.examine.ownership import AT_ONCE, Owned
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath, decode
from hemostat.model.records import FileFact, Provenance
from hemostat.trees.host_tree import FileKind
from hemostat.trees.listing import Listed

MOST_PENDING = 120_000
MOST_CANDIDATES = 20_000
DIGEST_BYTES = 64 << 20
DIGEST_FILES = 2_000


@dataclass(frozen=True, slots=True)
class _Pending:
    """A file worth reading, unless its package vouches for it."""

    path: HostPath
    line: Listed
    reasons: frozenset[str]


class Gathered:
    """What one walk found worth reading, so far."""

    def __init__(self, recent_ns: int | None) -> None:
        """Take the time after which a file counts as new; None: nobody can tell."""
        self._recent_ns = recent_ns
        self._pending: list[_Pending] = []
        self.dropped = 0

    def visit(self, folder: Folder) -> None:
        """Look at the plain files of one folder."""
        spot = Spot(decode(folder.path), folder.area.kind, self._recent_ns)
        start = spot.path.rstrip("/") + "/"
        for line in folder.lines:
            if line.kind is not FileKind.FILE:
                continue
            name = decode(line.name)
            changed = line.modified_ns if line.changed_ns is None else line.changed_ns
            reasons = reasons_to_read(spot, name, line.mode, line.size, changed)
            if not reasons:
                continue
            if len(self._pending) >= MOST_PENDING:
                self.dropped += 1
                continue
            self._pending.append(_Pending(HostPath(start + name), line, reasons))

    @property
    def paths(self) -> list[HostPath]:
        """What is pending, to be looked at again."""
        return [each.path for each in self._pending]

    def candidates(self, base: Baseline | None, facts: Iterable[FileFact]) -> list[Candidate]:
        """Everything worth reading, the most important first, at most 20,000.

        Args:
            base: the package databases; None where they could not be opened.
            facts: what is known of files already; those that run or start and that nobody
                vouches for are worth reading too.
        """
        known = {fact.real_path or fact.path: fact for fact in facts if fact.scope.is_host}
        found = {each.path: each for each in self._judged(base, known)}
        for path, fact in known.items():
            if (used := candidate_of(fact)) is not None:
                there = found.get(path)
                reasons = used.reasons | (there.reasons if there else frozenset[str]())
                found[path] = replace(used, reasons=reasons)
        ordered = sorted(found.values(), key=importance)
        self.dropped += max(0, len(ordered) - MOST_CANDIDATES)
        return ordered[:MOST_CANDIDATES]

    def _judged(
        self, base: Baseline | None, known: Mapping[HostPath, FileFact]
    ) -> Iterator[Candidate]:
        origins = _Origins(base, known)
        for start in range(0, len(self._pending), AT_ONCE):
            batch = self._pending[start : start + AT_ONCE]
            origins.ask(batch)
            for each in batch:
                state, package = origins.of(each)
                if (reasons := _reasons_left(each.reasons, state, package)) is not None:
                    yield _candidate(each, reasons, state, package)


class _Origins:
    """Where pending files came from: known facts, then the databases, then a few hashes."""

    def __init__(self, base: Baseline | None, known: Mapping[HostPath, FileFact]) -> None:
        self._base, self._known = base, known
        self._ownership = base.ownership if base else None
        self._owned = Owned()
        self._states: dict[HostPath, Provenance] = {}
        self._files, self._bytes = DIGEST_FILES, DIGEST_BYTES

    def ask(self, batch: Sequence[_Pending]) -> None:
        """Ask the databases about a batch: once who owns its files, once about what was touched."""
        if self._ownership is None:
            return
        self._owned = self._ownership.of(each.path for each in batch)
        touched = [each for each in batch if self._is_touched(each) and self._has_left(each)]
        if self._base is not None and touched:
            facts, _ = self._base.facts({each.path: () for each in touched})
            self._states = {fact.path: fact.state for fact in facts}

    def of(self, each: _Pending) -> tuple[Provenance, str]:
        """The state of a file of the batch, and its package; unknown past the budget."""
        own = self._owned.entries.get(each.path, ())
        package = own[0].package if own else ""
        fact = self._known.get(each.path)
        if fact is not None and fact.state is not Provenance.UNKNOWN:
            return fact.state, package
        if not own or self._ownership is None:
            return (Provenance.UNOWNED if self._owned.is_whole else Provenance.UNKNOWN), package
        if self._ownership.is_as_installed(each.line.changed, own):
            return Provenance.PACKAGED, package
        return self._states.get(each.path, Provenance.UNKNOWN), package

    def _is_touched(self, each: _Pending) -> bool:
        """Whether something touched a packaged file since, so that only its content tells."""
        own = self._owned.entries.get(each.path, ())
        fact = self._known.get(each.path)
        is_known = fact is not None and fact.state is not Provenance.UNKNOWN
        return (
            self._ownership is not None
            and bool(own)
            and not is_known
            and not self._ownership.is_as_installed(each.line.changed, own)
        )

    def _has_left(self, each: _Pending) -> bool:
        """Take one file from the budget, if it is there."""
        if self._base is None or self._files <= 0 or each.line.size > self._bytes:
            return False
        self._files -= 1
        self._bytes -= each.line.size
        return True


def _reasons_left(
    reasons: frozenset[str], state: Provenance, package: str
) -> frozenset[str] | None:
    """Why a file is worth reading once its origin is known; None where nothing is left."""
    if state is Provenance.PACKAGED:
        return None
    # Whoever administers a host changes settings, and so does who took it.
    if state in (Provenance.CHANGED, Provenance.CONFIGURED):
        return reasons - {"unowned"} | {"changed"}
    if package:
        # Owned, and nobody had time to compare it: read only where its place speaks for it.
        return reasons - {"unowned"} or None
    return reasons | {"unowned"} if state is Provenance.UNOWNED else reasons


def _candidate(
    each: _Pending, reasons: frozenset[str], state: Provenance, package: str
) -> Candidate:
    line = each.line
    return Candidate(
        path=each.path,
        real_path=each.path,
        size=line.size,
        mode=line.mode | REGULAR,
        uid=max(0, line.uid),
        modified=line.modified,
        changed=line.changed,
        state=state,
        package=package,
        reasons=reasons,
    )


def recent_since(changed: Iterable[int | None], taken_ns: int | None) -> int | None:
    """After which time a file of the host counts as new, nanoseconds since 1970.

    Fourteen days before it was examined; where most of the system itself is younger than that
    (just installed, just unpacked), an hour after that.

    Args:
        changed: ctimes of the system's own commands, mtimes where a source has no others.
        taken_ns: when it was examined; None: nobody can tell what is new.
    """
    if taken_ns is None:
        return None
    times = sorted(time for time in changed if time is not None)
    middle = times[len(times) // 2] if times else 0
    return max(taken_ns - 14 * 86_400 * 10**9, middle + 3_600 * 10**9)
