"""Rules and checks for people: the list, and the explanation of one."""

from collections.abc import Iterator, Mapping, Sequence

from hemostat.detect.rule_page import RulePage
from hemostat.incident.knowledge import Knowledge
from hemostat.model.text import Language, Text
from hemostat.report import words
from hemostat.report.cells import pad, wrap
from hemostat.report.escape import visible

_READS = Text("reads", "读取")
_WHEN = Text("finds", "判断")
_TYPES = Text("speaks for", "指向类型")
_LEVEL = Text("level", "级别")
_LEVEL_VALUE = Text("{level}, confidence {confidence}", "{level}，置信度{confidence}")
_FIRES = Text("fires on", "触发示例")
_QUIET = Text("quiet on", "不触发示例")
_KIND = Text("kind", "种类")
_KINDS = {
    "sigma": Text("Sigma rule (one record)", "Sigma 规则（单条记录）"),
    "check": Text("check (joins records)", "检查（关联多条记录）"),
    "content": Text("content rule", "内容规则"),
}


def rule_list(pages: Sequence[RulePage], language: Language) -> Iterator[str]:
    """One line a rule: level, name, title."""
    width = max((len(page.info.name) for page in pages), default=0)
    for page in pages:
        level = words.LEVELS[page.info.level].in_language(language)
        title = visible(page.info.texts.title.in_language(language))
        yield f"{pad(level, 9)} {pad(visible(page.info.name), width)}  {title}"


def rule_rows(pages: Sequence[RulePage], language: Language) -> list[Mapping[str, object]]:
    """The list for machines."""
    return [
        {
            "rule": page.info.name,
            "kind": page.info.kind,
            "title": page.info.texts.title.in_language(language),
            "level": page.info.level.word,
            "confidence": page.info.confidence.word,
            "category": page.info.category,
            "attack": list(page.info.attack),
            "incident_types": list(page.info.incident_types),
        }
        for page in pages
    ]


def explain_rule(page: RulePage, knowledge: Knowledge, language: Language) -> Iterator[str]:
    """Everything about one rule, over lines of at most 80 cells."""
    info = page.info
    yield from wrap(visible(info.texts.title.in_language(language)), "", "")
    yield ""
    for name, value in _fields(page, knowledge, language):
        yield from wrap(visible(value), f"  {pad(name, 11)} ", " " * 14)


def _fields(page: RulePage, knowledge: Knowledge, language: Language) -> Iterator[tuple[str, str]]:
    info = page.info
    level = words.LEVELS[info.level].in_language(language)
    confidence = words.CONFIDENCE[info.confidence].in_language(language)

    def say(text: Text) -> str:
        return text.in_language(language)

    yield say(words.RULE), info.name
    yield say(_KIND), say(_KINDS[info.kind])
    yield say(_LEVEL), say(_LEVEL_VALUE).format(level=level, confidence=confidence)
    yield say(words.TECHNIQUE), ", ".join(info.attack)
    types = [knowledge.incident_types.get(slug, Text(slug, slug)) for slug in info.incident_types]
    yield say(_TYPES), ", ".join(say(text) for text in types)
    yield say(_READS), ", ".join(page.reads)
    yield say(_WHEN), page.explanation or say(info.texts.summary)
    yield say(words.BENIGN), say(info.texts.benign)
    for step in knowledge.next_steps(info.next):
        yield say(words.NEXT), say(step.text)
    if info.by_hand:
        yield say(words.BY_HAND), info.by_hand
    for example in page.fires:
        yield say(_FIRES), example
    for example in page.quiet:
        yield say(_QUIET), example
