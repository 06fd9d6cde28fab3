"""The five lines of stability for people: in full, or on two lines where the screen is short."""

from collections.abc import Iterator

from rich.cells import cell_len

from hemostat.model.examination import Examination
from hemostat.model.stability import StabilityLine
from hemostat.model.text import Language, Text
from hemostat.report import words
from hemostat.report.cells import WIDTH, clip, pad, wrap
from hemostat.report.escape import fill

NAME_WIDTH = max(cell_len(name) for text in words.PARTS.values() for name in (text.en, text.zh))


def full_lines(examination: Examination, language: Language) -> Iterator[str]:
    """One line a part: the answer, and what it rests on."""
    answers = [text.in_language(language) for text in words.STABLE_ANSWERS.values()]
    width = max(map(cell_len, answers)) + 2
    for line in examination.stability:
        name = pad(words.PARTS[line.part].in_language(language), NAME_WIDTH)
        answer = pad(words.STABLE_ANSWERS[line.stable].in_language(language), width)
        reason = stability_reason(line, examination, language)
        yield clip(f"  {name}  {answer}{reason}".rstrip(), WIDTH)


def short_lines(examination: Examination, language: Language, indent: str) -> list[str]:
    """All parts on as few lines as they take, behind an indent."""
    parts = [
        fill(
            f"{_say(words.PARTS[line.part], language)} "
            f"{_say(words.STABLE_SHORT[line.stable], language)}",
            {"count": str(len(line.findings))},
        )
        for line in examination.stability
    ]
    return wrap(" · ".join(parts), indent, indent)


def stability_reason(line: StabilityLine, examination: Examination, language: Language) -> str:
    """What an answer rests on: the worst finding against it, or what could not be seen."""
    if line.findings:
        titles = {
            finding.id: finding.rule.texts.title.in_language(language)
            for finding in examination.findings
        }
        what = titles.get(line.findings[0], "")
        text = words.STABLE_AGAINST.in_language(language)
        return fill(text, {"count": str(len(line.findings)), "what": what})
    if line.holes:
        names = {place.name: place.text.in_language(language) for place in examination.coverage}
        what = ", ".join(names.get(hole, hole) for hole in line.holes[:2])
        return fill(words.STABLE_HOLES.in_language(language), {"what": what})
    return ""


def _say(text: Text, language: Language) -> str:
    return text.in_language(language)
