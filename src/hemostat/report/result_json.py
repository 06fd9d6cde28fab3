"""Findings and triage results as JSON: `hemostat.finding/1` and `hemostat.triage/1`.

The schemas are published in `data/schema/`; a test holds every result against them.
"""

from collections.abc import Iterable

import orjson

from hemostat.incident.knowledge import Knowledge
from hemostat.model.coverage import CoverageEntry
from hemostat.model.examination import Examination, PlaceCoverage
from hemostat.model.finding import EvidenceRef, Finding, Observable
from hemostat.model.text import Language
from hemostat.model.time_coverage import TimeCoverage
from hemostat.report.escape import encodable, fill, fill_command
from hemostat.report.story_json import (
    Json,
    all_observables_json,
    labels_json,
    subject_json,
    thread_json,
    time_json,
)

__all__ = [
    "FINDING_SCHEMA",
    "TRIAGE_SCHEMA",
    "Json",
    "finding_json",
    "findings_jsonl",
    "observables_json",
    "time_json",
    "triage_json",
]
from hemostat.report.time_bars import longest_gaps

FINDING_SCHEMA = "hemostat.finding/1"
TRIAGE_SCHEMA = "hemostat.triage/1"


def finding_json(finding: Finding, knowledge: Knowledge, language: Language) -> Json:
    """One finding in the published form. Texts in one language; all else language-neutral."""
    values = dict(finding.values)
    texts = finding.rule.texts
    return {
        "schema": FINDING_SCHEMA,
        "id": finding.id,
        "rule": finding.rule.name,
        "title": texts.title.in_language(language),
        "level": finding.level.word,
        "confidence": finding.confidence.word,
        "category": finding.rule.category,
        "attack": list(finding.attack),
        "incident_types": list(finding.incident_types),
        "host": encodable(finding.host.id),
        "scope": str(finding.scope),
        "subjects": [subject_json(subject) for subject in finding.subjects],
        "src": None,
        "dst": None,
        "observables": observables_json(finding.observables),
        "first_seen": time_json(finding.first_seen),
        "last_seen": time_json(finding.last_seen),
        "summary": fill(texts.summary.in_language(language), values),
        "benign": fill(texts.benign.in_language(language), values),
        "next": [
            {"id": step.slug, "text": step.text.in_language(language)}
            for step in knowledge.next_steps(finding.rule.next)
        ],
        "check_by_hand": fill_command(finding.rule.by_hand, values),
        "evidence": [_evidence(reference) for reference in finding.evidence],
        "count": finding.count,
        "worked": finding.worked,
        "trust": finding.trust,
        "labels": labels_json(finding.labels),
    }


def findings_jsonl(
    findings: Iterable[Finding], knowledge: Knowledge, language: Language
) -> Iterable[bytes]:
    """Findings one a line, newline included."""
    for finding in findings:
        line = finding_json(finding, knowledge, language)
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def triage_json(examination: Examination, knowledge: Knowledge, language: Language) -> bytes:
    """A whole examination, indented, newline at the end."""
    result = {
        "schema": TRIAGE_SCHEMA,
        "engine": examination.engine_version,
        "host": _host(examination),
        "coverage": [_place(place, language) for place in examination.coverage],
        "time_coverage": [_time_coverage(each) for each in examination.time_coverage],
        "stability": [
            {
                "part": str(line.part),
                "stable": str(line.stable),
                "findings": list(line.findings),
                "holes": list(line.holes),
            }
            for line in examination.stability
        ],
        "threads": [thread_json(each, knowledge, language) for each in examination.threads],
        **_against(examination),
        "findings": [finding_json(each, knowledge, language) for each in examination.findings],
        "observables": all_observables_json(examination.findings),
    }
    return orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _time_coverage(cover: TimeCoverage) -> Json:
    """Which time one log covers. `hours_with_entries` of 0 with a `state` says why."""
    return {
        "log": encodable(cover.log),
        "kind": cover.kind,
        "state": cover.state,
        "files": cover.files,
        "entries": cover.entries,
        "first": time_json(cover.first),
        "last": time_json(cover.last),
        "is_cut": cover.is_cut,
        "is_wiped": cover.is_wiped,
        "hours_with_entries": len(cover.hours),
        "gaps": [
            {"from": time_json(gap.start), "to": time_json(gap.end)} for gap in longest_gaps(cover)
        ],
    }


def _against(examination: Examination) -> Json:
    if examination.comparison is None:
        return {}
    from hemostat.report.since import comparison_json

    return {"against": comparison_json(examination.comparison)}


def observables_json(observables: Iterable[Observable]) -> list[Json]:
    """Each observable once, raw, for machines."""
    return [
        {"type": observable.type, "value": encodable(observable.value)}
        for observable in dict.fromkeys(observables)
    ]


def _evidence(reference: EvidenceRef) -> Json:
    source = reference.source
    return {
        "id": source.evidence or None,
        "source": encodable(source.path),
        "line": source.line,
        "offset": source.offset,
        "record": {"table": reference.table, "key": _key(reference)},
        "text": encodable(source.text),
    }


def _key(reference: EvidenceRef) -> str:
    """What names a record within its table: its place."""
    source = reference.source
    return encodable(":".join(str(part) for part in (source.path, source.line) if part))


def _host(examination: Examination) -> Json:
    identity, clock = examination.identity, examination.clock
    return {
        "id": encodable(identity.id),
        "id_from": identity.id_from,
        "name": encodable(identity.name),
        "machine_id": encodable(identity.machine_id),
        "boot_id": encodable(identity.boot_id),
        "system": encodable(examination.system),
        "source": encodable(examination.source),
        "source_kind": examination.source_kind,
        "is_running": examination.is_running,
        "is_complete": examination.is_complete,
        "as_root": examination.as_root,
        "examined": time_json(clock.examined),
        "boot": time_json(clock.boot),
        "zone": encodable(clock.zone),
        "clock_offset_seconds": clock.offset_seconds,
        "not_covered": [
            {"path": encodable(path), "reason": encodable(reason)}
            for path, reason in examination.not_covered
        ],
        "notes": [encodable(note) for note in examination.notes],
        "seconds": round(examination.seconds, 3),
        "timings": [
            {
                "step": each.step,
                "seconds": round(each.seconds, 3),
                "processor": round(each.processor, 3),
            }
            for each in examination.timings
        ],
    }


def _place(place: PlaceCoverage, language: Language) -> Json:
    return {
        "artifact": place.name,
        "text": place.text.in_language(language),
        "needed": place.is_needed,
        "outcome": str(place.outcome),
        "places": [_entry(entry) for entry in place.entries],
    }


def _entry(entry: CoverageEntry) -> Json:
    return {
        "path": encodable(entry.path),
        "outcome": str(entry.outcome),
        "reason": encodable(entry.reason),
        "unread": entry.unread,
        **({"option": entry.option} if entry.option else {}),
    }
