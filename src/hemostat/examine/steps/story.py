"""The last step: findings told as stories, with the times of files that nothing read yet."""

import os
from collections.abc import Iterable, Iterator

from hemostat.detect.judge import findings_of
from hemostat.examine.knowledge import shipped_knowledge
from hemostat.examine.steps.views import trust_of
from hemostat.examine.work import Work
from hemostat.incident.chronology import FileTimes
from hemostat.incident.correlate import LEAST_LEVEL
from hemostat.incident.declared import labelled
from hemostat.incident.threads import Known, threads_of
from hemostat.model.finding import Finding
from hemostat.model.path import encode
from hemostat.model.records import AuthorizedKey, Process, SudoRule
from hemostat.trees.host_tree import FileStat, HostTree

MOST_FILES = 2000
_PATHS = ("file", "library", "cron_job")


def tell(work: Work) -> None:
    """Join the findings to threads."""
    findings = judged(work)
    serious = [finding for finding in findings if finding.level >= LEAST_LEVEL]
    known = Known(
        records=work.records,
        indirect=work.indirect,
        knowledge=shipped_knowledge(),
        times=dict(_times(work.tree, serious, _ways_back(work))),
        taken=work.taken,
        examiners=_examiners(work) if work.info.is_running else frozenset(),
    )
    work.threads = threads_of(findings, known)


def judged(work: Work) -> tuple[Finding, ...]:
    """The findings so far, ranked, with what the user declared to be theirs labelled."""
    found = findings_of(work.claims, work.identity, trust=trust_of(work))
    return labelled(found, work.settings.declared)


def _ways_back(work: Work) -> list[str]:
    """The files with keys and sudo grants: a story tells which were altered since it began."""
    sources = [each.source for each in work.records.of(AuthorizedKey)]
    sources += [each.source for each in work.records.of(SudoRule)]
    return [str(source.path) for source in sources]


def _times(
    tree: HostTree, findings: Iterable[Finding], more: Iterable[str]
) -> Iterator[tuple[str, FileTimes]]:
    """The times of the files that findings name or rest on, and more; at most 2,000 in all."""
    paths = [each.value for f in findings for each in f.subjects if each.kind in _PATHS]
    paths += [str(each.source.path) for f in findings for each in f.evidence]
    paths += more
    files = [path for path in dict.fromkeys(paths) if _is_file(path)]
    for path in files[:MOST_FILES]:
        found = tree.stat(encode(path))
        if isinstance(found, FileStat):
            yield path, FileTimes(found.changed, found.modified, str(found.kind), found.uid)


def _is_file(path: str) -> bool:
    return path.startswith("/") and not path.startswith("/proc/") and "\0" not in path


def _examiners(work: Work) -> frozenset[int]:
    """This process and all above it: the person who examines, not the one who broke in."""
    parents = {process.pid: process.ppid for process in work.records.of(Process)}
    found: set[int] = {os.getpid()}
    above = os.getppid()
    while above > 1 and above not in found:
        found.add(above)
        above = parents.get(above, 0)
    return frozenset(found)
