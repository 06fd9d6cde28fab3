"""From an examination to one HTML page. Every value is escaped by the template engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from hemostat.incident.knowledge import Knowledge
from hemostat.incident.things import LINK_KINDS
from hemostat.model.examination import Examination, PlaceCoverage
from hemostat.model.finding import EvidenceRef, Finding, is_hardening
from hemostat.model.level import Level
from hemostat.model.records import Process
from hemostat.model.story import Phrase
from hemostat.model.text import Language, Text
from hemostat.report import words
from hemostat.report.answers import Answers
from hemostat.report.escape import defanged, encodable, fill, fill_command, visible
from hemostat.report.html.graph import BOX_HEIGHT, BOX_WIDTH, drawing_of
from hemostat.report.html.log_bars import log_bars
from hemostat.report.html.process_tree import process_tree
from hemostat.report.html.timeline import timeline_of
from hemostat.report.html.words import words_in
from hemostat.report.phrases import say
from hemostat.report.since import since_lines
from hemostat.report.stability import stability_reason
from hemostat.report.time_bars import WIPED

EVIDENCE = 6
EXCERPT = 400
MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class _Page:
    """What the template asks for, in one language."""

    examination: Examination
    knowledge: Knowledge
    language: Language

    def say(self, text: Text | Phrase) -> str:
        """One of our texts, or a sentence with its values."""
        if isinstance(text, Phrase):
            return say(text, self.language)
        return text.in_language(self.language)

    def level(self, level: Level) -> str:
        """A level's word."""
        return self.say(words.LEVELS[level])

    def summary(self, finding: Finding) -> str:
        """What is wrong here."""
        return fill(self.say(finding.rule.texts.summary), dict(finding.values))

    def benign(self, finding: Finding) -> str:
        """What else could explain it."""
        return fill(self.say(finding.rule.texts.benign), dict(finding.values))

    def by_hand(self, finding: Finding) -> str:
        """The command to check it by hand."""
        return fill_command(finding.rule.by_hand, dict(finding.values))

    def advice(self, slugs: Sequence[str]) -> list[str]:
        """Next steps, in their order."""
        return [self.say(step.text) for step in self.knowledge.next_steps(slugs)]

    def evidence(self, finding: Finding) -> list[tuple[str, str, str]]:
        """Place, excerpt and hash of what a finding rests on, the first few."""
        return [_evidence(each) for each in finding.evidence[:EVIDENCE]]

    def about(self, finding: Finding) -> str:
        """Its first subject."""
        return visible(finding.subjects[0].value) if finding.subjects else ""

    def title(self, finding: Finding) -> str:
        """What is wrong, without values."""
        return self.say(finding.rule.texts.title)

    def type_name(self, slug: str) -> str:
        """An incident type's name."""
        known = self.knowledge.incident_types.get(slug)
        return self.say(known) if known else slug

    def link_word(self, kind: str) -> str:
        """Why two findings belong together."""
        return self.say(LINK_KINDS[kind])

    def outcome(self, place: PlaceCoverage) -> str:
        """How looking at a place went."""
        return self.say(words.OUTCOMES[str(place.outcome)])

    def stability(self) -> list[tuple[str, str, str, str]]:
        """Part, answer's slug, answer and reason of each of the five lines."""
        return [
            (
                self.say(words.PARTS[line.part]),
                str(line.stable),
                self.say(words.STABLE_ANSWERS[line.stable]),
                stability_reason(line, self.examination, self.language),
            )
            for line in self.examination.stability
        ]


def triage_html(examination: Examination, knowledge: Knowledge, language: Language) -> str:
    """The whole page: styles, script and pictures inside."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["visible"] = visible
    folder = resources.files("hemostat") / "data" / "templates"
    template = environment.from_string((folder / "triage.html.j2").read_text("utf-8"))
    findings = {each.id: each for each in examination.findings}
    page = _Page(examination, knowledge, language)
    return template.render(
        page=page,
        answers=Answers(examination, knowledge, language),
        examination=examination,
        findings=findings,
        words=words_in(language),
        language="zh-CN" if language == "zh" else "en",
        style=(folder / "triage.css").read_text("utf-8"),
        script=(folder / "triage.js").read_text("utf-8"),
        levels=list(reversed(Level)),
        threads=[(thread, drawing_of(thread, findings)) for thread in examination.threads],
        signs=[each for each in examination.findings if not is_hardening(each)],
        hardening=[each for each in examination.findings if is_hardening(each)],
        bars=log_bars(examination.time_coverage, language),
        wiped=WIPED.in_language(language),
        changes=_changes(examination, language),
        days=timeline_of(examination, findings, language),
        branches=process_tree(examination.records.of(Process), examination.findings),
        observables=_observables(examination.findings),
        box_width=BOX_WIDTH,
        box_height=BOX_HEIGHT,
        most_steps=MOST_STEPS,
        fill=fill,
    )


def _changes(examination: Examination, language: Language) -> list[str]:
    """The comparison with an earlier look, a line each; the first says with which."""
    if examination.comparison is None:
        return []
    return list(since_lines(examination.comparison, language, Level.LOW, verbose=True))


def _evidence(reference: EvidenceRef) -> tuple[str, str, str]:
    source = reference.source
    line = f":{source.line}" if source.line else ""
    text = visible(source.text)
    if len(text) > EXCERPT:
        text = text[:EXCERPT] + "…"
    return f"{visible(source.path)}{line}", text, source.evidence


def _observables(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Type, defanged and raw value of each observable of findings at medium or above, once."""
    known = {
        (each.type, each.value)
        for finding in findings
        if finding.level >= Level.MEDIUM
        for each in finding.observables
    }
    return [
        (kind, defanged(value) if _opens(kind) else visible(value), encodable(value))
        for kind, value in sorted(known)
    ]


def _opens(kind: str) -> bool:
    return kind in ("ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr")
