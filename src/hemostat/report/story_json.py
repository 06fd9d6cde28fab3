"""Threads and observables of an examination as they stand in `hemostat.triage/1`."""

from collections.abc import Iterable
from datetime import UTC, datetime

from hemostat.incident.knowledge import Knowledge
from hemostat.incident.things import LINK_KINDS
from hemostat.model.finding import Finding, Observable, Subject
from hemostat.model.label import Label
from hemostat.model.story import Entry, Hypothesis, Link, Step, Thread
from hemostat.model.text import Language
from hemostat.report.escape import encodable
from hemostat.report.phrases import say

Json = dict[str, object]


def thread_json(thread: Thread, knowledge: Knowledge, language: Language) -> Json:
    """One thread in the published form."""
    return {
        "id": thread.id,
        "title": say(thread.title, language),
        "level": thread.level.word,
        "incident_types": [_hypothesis(each, language) for each in thread.incident_types],
        "entry": _entry(thread.entry, language) if thread.entry else None,
        "steps": [_step(step, language) for step in thread.steps],
        "findings": list(thread.findings),
        "next": [
            {"id": step.slug, "phase": step.phase, "text": step.text.in_language(language)}
            for step in knowledge.next_steps(thread.next)
        ],
        "subjects": [subject_json(subject) for subject in thread.subjects],
        "links": [_link(link, language) for link in thread.links],
    }


def subject_json(subject: Subject) -> Json:
    """One subject with its details."""
    details = {
        name: encodable(value) if isinstance(value, str) else value
        for name, value in subject.details
    }
    return {"kind": subject.kind, "value": encodable(subject.value), **details}


def labels_json(labels: Iterable[Label]) -> list[Json]:
    """What the user declared to be theirs."""
    return [
        {
            "kind": label.kind,
            "name": encodable(label.name),
            "reason": encodable(label.reason),
            "counts": not label.is_excusing,
        }
        for label in labels
    ]


def all_observables_json(findings: Iterable[Finding]) -> list[Json]:
    """Each observable of an examination once, raw, with the findings it stands in."""
    known: dict[Observable, list[str]] = {}
    for finding in findings:
        for observable in dict.fromkeys(finding.observables):
            known.setdefault(observable, []).append(finding.id)
    return [
        {"type": each.type, "value": encodable(each.value), "findings": ids}
        for each, ids in known.items()
    ]


def time_json(time: datetime | None) -> str | None:
    """RFC 3339 in UTC with `Z`; None for an unknown time."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z") if time else None


def _hypothesis(each: Hypothesis, language: Language) -> Json:
    return {
        "type": each.type,
        "score": each.score,
        "for": list(each.supports),
        "against": [
            {"text": say(objection.text, language), "finding": objection.finding or None}
            for objection in each.against
        ],
        "would_decide": each.would_decide.in_language(language),
    }


def _entry(entry: Entry, language: Language) -> Json:
    return {
        "kind": entry.kind,
        "time": time_json(entry.time),
        "precision": entry.precision,
        "how": say(entry.how, language),
        "confidence": entry.confidence.word,
        "subjects": [subject_json(subject) for subject in entry.subjects],
        "finding": entry.finding or None,
    }


def _step(step: Step, language: Language) -> Json:
    table, key = step.record
    return {
        "time": time_json(step.time),
        "precision": step.precision,
        "text": say(step.text, language),
        "finding": step.finding or None,
        "also": list(step.also),
        "record": {"table": table, "key": encodable(key)} if table else None,
    }


def _link(link: Link, language: Language) -> Json:
    return {
        "findings": [link.first, link.second],
        "kind": link.kind,
        "text": LINK_KINDS[link.kind].in_language(language),
        "subject": subject_json(link.subject),
        "confidence": link.confidence.word,
    }
