"""One finding in words: on one line while the examination goes on, or field by field."""

from collections.abc import Iterator, Mapping

from hemostat.incident.knowledge import Knowledge
from hemostat.model.finding import Finding
from hemostat.model.text import Language, Text
from hemostat.report import words
from hemostat.report.cells import WIDTH, clip
from hemostat.report.escape import fill, fill_command, visible

EXCERPT = 200


def early_line(finding: Finding, language: Language) -> str:
    """One finding on one line, for while the examination goes on."""
    level = words.LEVELS[finding.level].in_language(language)
    title = finding.rule.texts.title.in_language(language)
    subject = finding.subjects[0]
    pid = dict(subject.details).get("pid")
    where = f"{visible(subject.value)} (pid {pid})" if pid else visible(subject.value)
    return clip(f"{level}  {title}: {where}", 2 * WIDTH)


def finding_fields(
    finding: Finding, knowledge: Knowledge, language: Language
) -> Iterator[tuple[Text, str]]:
    """The fields of one finding as (name, harmless value) pairs."""
    values: Mapping[str, str] = dict(finding.values)
    for subject in finding.subjects:
        details = " ".join(f"{name}={visible(str(value))}" for name, value in subject.details)
        yield words.SUBJECT, f"{subject.kind} {visible(subject.value)}  {details}".rstrip()
    for reference in finding.evidence[:5]:
        source = reference.source
        line = f":{source.line}" if source.line else ""
        text = f"  {clip(visible(source.text), EXCERPT)}" if source.text else ""
        yield words.EVIDENCE, f"{visible(source.path)}{line}{text}"
    yield words.BENIGN, fill(finding.rule.texts.benign.in_language(language), values)
    for step in knowledge.next_steps(finding.rule.next):
        yield words.NEXT, step.text.in_language(language)
    if finding.rule.by_hand:
        yield words.BY_HAND, fill_command(finding.rule.by_hand, values)
    yield words.TECHNIQUE, ", ".join(finding.attack)
    yield words.RULE, f"{finding.rule.name}  {finding.id}"
