"""Memory of processes that nobody vouches for, with `--deep` on a running host only."""

import time
from collections.abc import Iterator

from hemostat.collect.process_memory import Chunk, chunks_of, regions_of
from hemostat.detect.content.scanner import Hit, Scanner, scanned
from hemostat.detect.content.scanners import own_scanners
from hemostat.detect.subjects import subjects_of
from hemostat.examine.steps.content import foreign_rules
from hemostat.examine.work import Work
from hemostat.model.candidate import Candidate
from hemostat.model.coverage import Outcome, entry_for
from hemostat.model.evidence import Source
from hemostat.model.failure import Absent
from hemostat.model.finding import Claim
from hemostat.model.path import HostPath
from hemostat.model.records import ContentMatch, Process, Provenance

ARTIFACT = "linux.content.memory"
BUDGET_SECONDS = 120.0
_DOUBTFUL = {Provenance.UNOWNED, Provenance.CHANGED, Provenance.MISSING}


def scan_memory(work: Work) -> None:
    """Show the memory of suspect processes to the scanners; each hit is a record and a claim."""
    if not (work.settings.deep and work.info.is_running):
        return
    scanners = own_scanners(foreign_rules(work))
    until = time.monotonic() + BUDGET_SECONDS
    seen = left = 0
    for process in work.records.of(Process):
        if process.is_kernel_thread:
            continue
        if time.monotonic() > until:
            left += 1
            continue
        seen += _scan_process(work, process, scanners)
    if seen:
        work.note(ARTIFACT, f"{seen} processes", Outcome.READ, "")
    if left:
        work.note(ARTIFACT, "/proc", Outcome.TOO_LARGE, f"{left} processes: the time was up")


def _scan_process(work: Work, process: Process, scanners: tuple[Scanner, ...]) -> bool:
    """Whether there was anything to read in it."""
    path = HostPath(f"/proc/{process.pid}/mem")
    regions = regions_of(process.pid, is_suspect=is_suspect(process))
    if not isinstance(regions, tuple):
        if not isinstance(regions, Absent):
            work.coverage.append(entry_for(ARTIFACT, path, regions))
        return False
    candidate = _candidate(process)
    told: set[str] = set()
    limits: set[str] = set()
    for chunk in chunks_of(process.pid, regions):
        if not isinstance(chunk, Chunk):
            work.coverage.append(entry_for(ARTIFACT, path, chunk))
            return False
        for hit in _hits(scanners, candidate, chunk, limits):
            if hit.rule.name not in told:
                told.add(hit.rule.name)
                _take(work, process, hit, chunk)
    if limits:
        work.note(ARTIFACT, path, Outcome.TOO_LARGE, "; ".join(sorted(limits)))
    return bool(regions)


def is_suspect(process: Process) -> bool:
    """Whether nobody vouches for the program, or it has no file any more."""
    return process.exe_is_deleted or process.exe_is_memory or process.exe_state in _DOUBTFUL


def _candidate(process: Process) -> Candidate:
    path = process.exe or HostPath(process.name)
    return Candidate(
        path=path,
        real_path=path,
        scope=process.scope,
        size=0,
        mode=0o755,
        uid=process.uid or 0,
        reasons=frozenset({"runs", "memory"}),
    )


def _hits(
    scanners: tuple[Scanner, ...], candidate: Candidate, chunk: Chunk, limits: set[str]
) -> Iterator[Hit]:
    for scanner in scanners:
        found, limit = scanned(scanner, candidate, chunk.data)
        yield from found
        if limit:
            limits.add(limit)


def _take(work: Work, process: Process, hit: Hit, chunk: Chunk) -> None:
    place = HostPath(f"/proc/{process.pid}/mem")
    offset = chunk.address + hit.offset
    record = ContentMatch(
        source=Source(path=place, offset=offset, text=hit.text),
        rule=hit.rule.name,
        path=process.exe or HostPath(process.name),
        offset=offset,
        length=hit.length,
        text=hit.text,
        pid=process.pid,
        reasons=("memory", "runs"),
        scope=process.scope,
    )
    work.records.add([record])
    values = {
        "path": f"{process.exe or process.name}[{process.pid}]",
        "place": place,
        "text": hit.text,
        "offset": f"{offset:#x}",
        "package": process.exe_package,
        "size": "",
    }
    claim = Claim(
        subjects=subjects_of(process),
        because=(record, process),
        values=values | hit.values,
        level=hit.level,
        confidence=hit.confidence,
        observables=hit.observables,
        first_seen=process.started,
        scope=process.scope,
    )
    work.claims.append((hit.rule, claim))
