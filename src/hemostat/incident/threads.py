"""Findings told as stories: the whole way from a ranked list to threads. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hemostat.incident.backing import Backing
from hemostat.incident.chronology import Chronology, FileTimes
from hemostat.incident.correlate import groups_of, is_worth_telling
from hemostat.incident.dating import Dating
from hemostat.incident.entry import entry_of
from hemostat.incident.group import Group
from hemostat.incident.hubs import Hubs
from hemostat.incident.hypotheses import hypotheses_of
from hemostat.incident.knowledge import Knowledge
from hemostat.incident.logins import logins_in
from hemostat.incident.next_steps import next_of
from hemostat.incident.steps import steps_of
from hemostat.incident.titles import title_of
from hemostat.incident.touches import Host
from hemostat.incident.whole import whole
from hemostat.model.finding import Finding
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Process
from hemostat.model.story import Step, Thread, thread_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stories are told from, besides the findings.

    Attributes:
        records: everything parsed. indirect: start-up entries that scripts make.
        knowledge: incident types and advice.
        times: of files no `FileFact` speaks of.
        examiners: pids of the examination and of all above it.
        taken: when the host was examined or collected; None where nobody knows.
    """

    records: RecordSet
    knowledge: Knowledge
    indirect: RecordSet = field(default_factory=RecordSet)
    times: Mapping[str, FileTimes] = field(default_factory=dict[str, FileTimes])
    examiners: frozenset[int] = frozenset()
    taken: datetime | None = None


def threads_of(findings: Sequence[Finding], known: Known) -> tuple[Thread, ...]:
    """The threads of one examination, worst first.

    Args:
        findings: ranked, worst first; those the user declared as a responder's or a test's work
            are left out, for they are told apart.
        known: what they are told from.
    """
    told = [each for each in findings if not any(label.is_excusing for label in each.labels)]
    folders = frozenset(path for path, times in known.times.items() if times.kind == "folder")
    host = Host(known.records, Hubs(known.records, known.examiners), folders)
    backing = Backing((known.records, known.indirect), told)
    times = Chronology(known.records, known.times)
    moments = {finding.id: times.of(finding, backing) for finding in told}
    was_running = bool(known.records.of(Process))
    logins = logins_in(known.records)
    groups = [
        Group(members, links, moments, backing, host, times, was_running, logins, tuple(told))
        for members, links in groups_of(told, backing, host, moments, logins)
    ]
    stories = whole(groups, Dating(times, host, moments, known.taken))
    return tuple(
        _thread(each, known.knowledge) for each in stories if is_worth_telling(each.findings)
    )


def _thread(group: Group, knowledge: Knowledge) -> Thread:
    hypotheses = hypotheses_of(group, knowledge.types)
    entry = entry_of(group)
    steps = steps_of(group)
    worst = group.findings[0].level
    return Thread(
        id=thread_id(each.id for each in group.findings if each.level == worst),
        title=title_of(group, hypotheses, entry, knowledge.types),
        level=worst,
        incident_types=hypotheses,
        entry=entry,
        steps=steps,
        findings=_in_order(steps),
        next=next_of(group, entry, knowledge),
        subjects=group.subjects(),
        links=group.links,
    )


def _in_order(steps: Sequence[Step]) -> tuple[str, ...]:
    return tuple(each for step in steps if step.finding for each in (step.finding, *step.also))
