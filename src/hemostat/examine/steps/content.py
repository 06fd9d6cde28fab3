"""What files contain: every candidate read once and shown to every scanner, within a budget."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hemostat.detect.content.embedded import Embedded, embedded_in
from hemostat.detect.content.own_rules import own_yara_rules
from hemostat.detect.content.scanner import Hit, Scanner, scanned
from hemostat.detect.content.scanners import own_scanners
from hemostat.detect.content.yara_rules import YaraRules, compile_foreign
from hemostat.examine.content_candidates import by_importance, candidates_of, gone_programs
from hemostat.examine.own_program import own_folders, without_own
from hemostat.examine.work import Work
from hemostat.model.candidate import Candidate
from hemostat.model.coverage import Outcome, entry_for
from hemostat.model.evidence import Source
from hemostat.model.failure import Absent, Failed, Failure, TooLarge
from hemostat.model.finding import Claim, Observable, Subject
from hemostat.model.level import Level
from hemostat.model.path import encode
from hemostat.model.records import ContentMatch, EmbeddedStrings, Process
from hemostat.run.watchdog import Raised, TimedOut, each
from hemostat.trees.host_tree import Digests, HostTree

FILES, LIMITS, RULES = "linux.content.files", "linux.content.limits", "linux.content.rules"
FILE_SECONDS = 20.0
"""For reading one file and for all scanners together."""
FILE_LIMIT = 16 << 20
"""Bytes of one file that are looked at; of a larger one its head."""
_POISONED = "poisoned_package"
TOO_LONG = Failed("took too long to read and scan")
NOT_BEGUN = Failed("not begun: the time was up")
MOST_UNFINISHED = 20
"""Files named one by one because a scanner met a limit in them; the others are counted."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of one file.

    Attributes:
        hits: what the scanners said. sha256: of the whole content, once somebody said something.
        embedded: what an unexplained program that runs or starts names inside.
        is_head: whether only its first `FILE_LIMIT` bytes were looked at.
        skipped: how scanners failed, where they did.
        unfinished: which limits scanners met, where they met one.
    """

    hits: tuple[Hit, ...] = ()
    sha256: str = ""
    size: int = 0
    is_head: bool = False
    embedded: Embedded = Embedded()
    skipped: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()


def scan_content(work: Work) -> None:
    """Look into every candidate; each hit becomes a record and a claim at once."""
    work.candidates += candidates_of(work.records)
    gone = tuple(gone_programs(work.records.of(Process)))
    if work.info.is_running:
        work.candidates += gone
    elif gone:
        reason = f"{len(gone)} programs without a file: only a running host still has their content"
        work.note(LIMITS, gone[0].path, Outcome.NOT_COLLECTED, reason)
    _leave_own(work)
    if not work.candidates:
        return
    files = Files(work.tree, foreign_rules(work))
    own_yara_rules()  # the budget is for files: where others work too, compiling takes seconds
    seconds = work.share("content")
    until = None if work.settings.deep else time.monotonic() + seconds
    # One slow file must not cost a default run more than all of them may.
    most = FILE_SECONDS if until is None else min(FILE_SECONDS, max(1.0, seconds))
    left = Counter[str]()
    queue = by_importance(work.candidates)
    for candidate, answer in each(files.scan, queue, most):
        if until is not None and time.monotonic() > until:
            files.stop()
        _take(work, candidate, _answered(answer), left)
    _note_limits(work, left, len(queue))


def _leave_own(work: Work) -> None:
    """Keep the examples of our own rules from being taken for what they show, and say so."""
    if not work.info.is_running:
        return
    folders = own_folders()
    work.candidates, count = without_own(work.candidates, folders)
    if count:
        reason = f"{count} files of hemostat itself and of the Python it runs on"
        work.note(LIMITS, folders[-1], Outcome.NOT_COLLECTED, reason)


def _answered(answer: Scanned | Failure | TimedOut | Raised) -> Scanned | Failure:
    if isinstance(answer, Raised):
        raise answer.error
    return TOO_LONG if isinstance(answer, TimedOut) else answer


def foreign_rules(work: Work) -> YaraRules | None:
    """The user's YARA rules, compiled; those that do not compile are said, the others used."""
    if not work.settings.yara:
        return None
    rules = compile_foreign(work.settings.yara)
    for problem in rules.problems:
        work.note(RULES, problem.path, Outcome.UNSUPPORTED, problem.reason)
    return rules


class Files:
    """Reads and scans files of one tree; each thread that asks gets scanners of its own."""

    def __init__(self, tree: HostTree, foreign: YaraRules | None) -> None:
        self._tree, self._foreign = tree, foreign
        self._own = threading.local()
        self._is_stopped = False

    def stop(self) -> None:
        """Let what is still in the queue pass by unread."""
        self._is_stopped = True

    def scan(self, candidate: Candidate) -> Scanned | Failure:
        """Read one file and ask every scanner."""
        if self._is_stopped:
            return NOT_BEGUN
        path = encode(candidate.real_path)
        content = self._tree.read(path, FILE_LIMIT)
        is_head, size = False, candidate.size
        if isinstance(content, TooLarge):
            is_head, size, content = True, content.size, content.head
        if not isinstance(content, bytes):
            return content
        hits, skipped, unfinished = _ask(self._scanners(), candidate, content)
        embedded = embedded_in(content) if _is_program(candidate, content) else Embedded()
        sha256 = self._digest(path) if hits or embedded else ""
        return Scanned(hits, sha256, size or len(content), is_head, embedded, skipped, unfinished)

    def _scanners(self) -> tuple[Scanner, ...]:
        found: tuple[Scanner, ...] | None = getattr(self._own, "scanners", None)
        if found is None:
            found = self._own.scanners = own_scanners(self._foreign)
        return found

    def _digest(self, path: bytes) -> str:
        digests = self._tree.digest(path)
        return digests.sha256 if isinstance(digests, Digests) else ""


def _is_program(candidate: Candidate, content: bytes) -> bool:
    return content.startswith(b"\x7fELF") and bool(candidate.reasons & {"runs", "starts"})


def _ask(
    scanners: Iterable[Scanner], candidate: Candidate, content: bytes
) -> tuple[tuple[Hit, ...], tuple[str, ...], tuple[str, ...]]:
    hits: list[Hit] = []
    skipped: list[str] = []
    unfinished: list[str] = []
    for scanner in scanners:
        try:
            found, limit = scanned(scanner, candidate, content)
            hits += found
            unfinished += [limit] if limit else []
        except Exception as error:  # noqa: BLE001 — one scanner's fault must not cost the others
            skipped.append(repr(error))
    return tuple(hits), tuple(skipped), tuple(unfinished)


def _take(work: Work, candidate: Candidate, answer: Scanned | Failure, left: Counter[str]) -> None:
    if answer is NOT_BEGUN:
        left["not_begun"] += 1
        return
    if not isinstance(answer, Scanned):
        # A temporary file may be gone by now: that is ordinary.
        if not isinstance(answer, Absent):
            work.coverage.append(entry_for(FILES, candidate.path, answer))
        return
    left["read"] += 1
    left["head"] += answer.is_head
    for reason in answer.skipped:
        work.note(FILES, candidate.path, Outcome.FAILED, reason)
    for reason in answer.unfinished:
        left["unfinished"] += 1
        if left["unfinished"] <= MOST_UNFINISHED:
            work.note(LIMITS, candidate.path, Outcome.TOO_LARGE, reason)
    if answer.embedded:
        work.records.add([_strings(candidate, answer)])
    for hit in _weighed(work, candidate, answer.hits):
        record = record_of(candidate, hit, answer.sha256, answer.size)
        work.records.add([record])
        work.claims.append((hit.rule, claim_of(candidate, hit, record)))


def _weighed(work: Work, candidate: Candidate, hits: Iterable[Hit]) -> Iterable[Hit]:
    """The hits, at most low where pip recorded this very content and nothing runs or starts it.

    Packages of Python for testers, and hemostat's own wheel, carry what rules look for; a RECORD
    can be forged, so that it is still said. A package that is itself the attack has one too.
    """
    is_used = bool(candidate.reasons & {"runs", "starts"})
    if not hits or is_used or not candidate.scope.is_host or work.base is None:
        return hits
    facts, _ = work.base.facts({candidate.real_path: ()})
    if not facts[0].product.startswith("pip:"):
        return hits
    return [
        hit
        if hit.rule.category == _POISONED
        else replace(hit, level=min(Level.LOW, hit.level or hit.rule.level), confidence=Level.LOW)
        for hit in hits
    ]


def record_of(candidate: Candidate, hit: Hit, sha256: str, size: int) -> ContentMatch:
    """A hit as a record, with the way back to the file."""
    source = Source(
        evidence=f"sha256:{sha256}" if sha256 else "",
        path=candidate.path,
        offset=hit.offset,
        text=hit.text,
    )
    return ContentMatch(
        source=source,
        rule=hit.rule.name,
        path=candidate.path,
        size=size,
        offset=hit.offset,
        length=hit.length,
        text=hit.text,
        reasons=tuple(sorted(candidate.reasons)),
        state=candidate.state,
        package=candidate.package,
        scope=candidate.scope,
    )


def _strings(candidate: Candidate, scanned: Scanned) -> EmbeddedStrings:
    found = scanned.embedded
    return EmbeddedStrings(
        source=Source(f"sha256:{scanned.sha256}" if scanned.sha256 else "", candidate.path),
        path=candidate.path,
        size=scanned.size,
        addresses=found.addresses,
        domains=found.domains,
        urls=found.urls,
        wallets=found.wallets,
        paths=found.paths,
        scope=candidate.scope,
    )


def name_what_programs_name(work: Work) -> None:
    """Give findings about a program the addresses and wallets that stand in it."""
    by_path = {(each.scope, str(each.path)): each for each in work.records.of(EmbeddedStrings)}
    if not by_path:
        return
    for number, (rule, claim) in enumerate(work.claims):
        found = [
            observable
            for subject in claim.subjects
            if subject.kind in ("file", "process", "library")
            and (strings := by_path.get((claim.scope, subject.value)))
            for observable in _embedded(strings).observables()
        ]
        if found:
            merged = tuple(dict.fromkeys((*claim.observables, *found)))
            work.claims[number] = (rule, replace(claim, observables=merged))


def _embedded(record: EmbeddedStrings) -> Embedded:
    return Embedded(record.addresses, record.domains, record.urls, record.wallets, record.paths)


def claim_of(candidate: Candidate, hit: Hit, record: ContentMatch) -> Claim:
    """What a hit claims of its file."""
    sha256 = record.source.evidence.removeprefix("sha256:")
    hashes = (Observable("file:hashes.SHA-256", sha256),) if sha256 else ()
    values = {
        "path": candidate.path,
        "place": candidate.path,
        "text": hit.text,
        "offset": str(hit.offset),
        "package": candidate.package,
        "size": str(record.size),
    }
    return Claim(
        subjects=(Subject("file", candidate.path),),
        because=(record,),
        values=values | hit.values,
        level=hit.level,
        confidence=hit.confidence,
        observables=(*hashes, Observable("file", candidate.path), *hit.observables),
        first_seen=candidate.changed or candidate.modified,
        scope=candidate.scope,
    )


def _note_limits(work: Work, left: Counter[str], count: int) -> None:
    if left["read"]:
        work.note(FILES, f"{left['read']} files", Outcome.READ, "")
    if left["not_begun"]:
        reason = f"{left['not_begun']} of {count} files not read: the time was up; use --deep"
        work.note(LIMITS, "/", Outcome.TOO_LARGE, reason, "--deep")
    if (more := left["unfinished"] - MOST_UNFINISHED) > 0:
        work.note(LIMITS, "/", Outcome.TOO_LARGE, f"{more} more files were followed in part only")
    if left["head"]:
        reason = f"of {left['head']} large files only the first {FILE_LIMIT >> 20} MiB were read"
        work.note(LIMITS, "/", Outcome.TOO_LARGE, reason)
