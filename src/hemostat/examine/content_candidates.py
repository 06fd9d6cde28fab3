"""Which files are worth reading whole, from what other steps know; and the order of reading."""

from collections.abc import Iterable, Iterator, Sequence

from hemostat.detect.places import hidden_part, home_of, is_temporary, is_upload
from hemostat.detect.worth_reading import importance
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Process, Provenance

_SUSPECT = (Provenance.UNOWNED, Provenance.CHANGED, Provenance.PRODUCT)
_STARTS = {"starts", "declares", "preload", "pam", "module", "privileged", "searched"}
_RUNS = {"runs", "mapped", "listens"}
REGULAR = 0o100000
"""The type of a plain file in `st_mode`."""
_LARGE = 4 << 20
"""Bytes from which one file costs the time of hundreds."""


def candidates_of(records: RecordSet) -> tuple[Candidate, ...]:
    """Files that run, start or changed, and that no package vouches for.

    What the walk over the files adds comes with its own candidates.
    """
    return tuple(found for fact in records.of(FileFact) if (found := candidate_of(fact)))


def candidate_of(fact: FileFact) -> Candidate | None:
    """A file that runs, starts or differs from its package; None where somebody vouches for it."""
    reasons = _reasons_of(fact)
    # A container's path is no path of the tree: the walk knows where those files are read.
    if (
        not fact.scope.is_host
        or fact.kind != "file"
        or fact.state not in _SUSPECT
        or not reasons & {"runs", "starts", "changed"}
    ):
        return None
    return Candidate(
        path=fact.path,
        scope=fact.scope,
        real_path=fact.real_path or fact.path,
        size=fact.size or 0,
        mode=(fact.mode or 0) | REGULAR,
        uid=fact.uid or 0,
        modified=fact.modified,
        changed=fact.changed,
        state=fact.state,
        package=fact.package,
        reasons=reasons,
    )


def _reasons_of(fact: FileFact) -> frozenset[str]:
    path, uses = fact.path, set(fact.used_as)
    said = {
        "runs": bool(uses & _RUNS),
        "starts": bool(uses & _STARTS),
        "upload": is_upload(path),
        "temporary": is_temporary(path),
        "home": bool(home_of(path)),
        "hidden": bool(hidden_part(path)),
        "unowned": fact.state in (Provenance.UNOWNED, Provenance.PRODUCT),
        "changed": fact.state is Provenance.CHANGED,
    }
    return frozenset(reason for reason, holds in said.items() if holds)


def gone_programs(processes: Iterable[Process]) -> Iterator[Candidate]:
    """Executables without a file: a running kernel still shows their content below /proc."""
    seen: set[str] = set()
    for process in processes:
        if not (process.exe_is_deleted or process.exe_is_memory) or not process.exe:
            continue
        if process.exe in seen:
            continue
        seen.add(process.exe)
        yield Candidate(
            path=process.exe,
            scope=process.scope,
            real_path=HostPath(f"/proc/{process.pid}/exe"),
            size=0,
            mode=0o755 | REGULAR,
            uid=process.uid or 0,
            state=Provenance.UNKNOWN,
            reasons=frozenset({"runs", "unowned"}),
        )


def by_importance(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each file once, by `worth_reading.importance`; among equals the large ones last."""
    once = {(each.scope, each.real_path): each for each in _richest_last(candidates)}
    return sorted(once.values(), key=_importance)


def _richest_last(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    return sorted(candidates, key=lambda each: len(each.reasons))


def _importance(candidate: Candidate) -> tuple[int, bool, float, str]:
    rank, newest, path = importance(candidate)
    return rank, candidate.size > _LARGE, newest, path
