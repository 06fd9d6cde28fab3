"""What a rule says of itself: Sigma's own fields and the `hemostat:` block, as `RuleInfo`.

A rule without the block is anyone's Sigma rule and gets modest defaults; one that has it must fill
it as `docs/rules.md` says.
"""

import re
from collections.abc import Iterable, Mapping

from hemostat.detect.sigma.plan import Fields, Plain, example_of
from hemostat.detect.sigma.sources import LogSource, RefusedError
from hemostat.detect.subjects import value_names
from hemostat.model.finding import RuleInfo, RuleTexts
from hemostat.model.level import Level
from hemostat.model.text import Text

KEYS = ("confidence", "category", "incident_types", "next", "by_hand", "fires", "quiet", "zh")
ZH_KEYS = ("title", "summary", "falsepositives")

INCIDENT_TYPES = (
    "remote_control trojan backdoor cpu_spike abnormal_traffic rootkit mining ransomware "
    "database_dump web_intrusion defacement webshell cloud_account_leak insider brute_force "
    "credential_leak office_network network_attack hijack preload_backdoor"
)
ADVICE = (
    "keep-evidence keep-running capture-process isolate-host block-address block-outbound "
    "stop-process-tree disable-persistence quarantine-file repair-loader lock-account pull-key "
    "end-sessions restore-package rotate-credentials ask-owner check-other-hosts find-entry "
    "rebuild-host harden"
)

_MOVED = {
    "T1070.002": "T1685.006",
    "T1562": "T1685",
    "T1562.001": "T1685",
    "T1562.002": "T1685.001",
    "T1562.003": "T1690",
    "T1562.004": "T1686",
    "T1562.006": "T1685",
    "T1562.007": "T1686.001",
    "T1562.008": "T1685.002",
    "T1562.009": "T1688",
    "T1562.010": "T1689",
    "T1562.012": "T1685.004",
}
"""Technique ids that ATT&CK v19 gave up, and where they went."""

_TECHNIQUE = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.IGNORECASE)
_NAME_IN_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_NO_OTHER_EXPLANATION = Text(
    "The rule's author names no harmless explanation.", "规则作者未给出正常情形说明。"
)

Document = Mapping[str, Plain]


def info_of(document: Document, source: LogSource, version: str) -> RuleInfo:
    """What a rule is worth.

    Args:
        document: the rule as YAML gave it.
        source: whose records it sees, for the values its texts may name.
        version: of its file.

    Raises:
        RefusedError: something is missing or wrong; the message says what.
    """
    block = _block(document)
    level = _level(document, "level", "medium")
    return RuleInfo(
        name=_text_at(document, "name") or _text_at(document, "id"),
        kind="sigma",
        level=level,
        confidence=_confidence(block),
        category=_text_at(block, "category") or "sigma",
        attack=techniques(_words_at(document, "tags")),
        incident_types=_slugs(block, "incident_types", INCIDENT_TYPES),
        texts=_texts(document, block, source),
        next=_slugs(block, "next", ADVICE) or ("keep-evidence", "ask-owner"),
        by_hand=_template(_text_at(block, "by_hand"), source, "by_hand"),
        version=version,
    )


def examples_of(document: Document, source: LogSource, key: str) -> tuple[Fields, ...]:
    """The `fires` or `quiet` cases of a rule.

    Raises:
        RefusedError: one is no record of the rule's category.
    """
    cases = _block(document).get(key) or []
    if not isinstance(cases, list):
        raise RefusedError(f"hemostat.{key}: a list of records belongs there")
    found: list[Fields] = []
    for case in cases:
        if not isinstance(case, dict):
            raise RefusedError(f"hemostat.{key}: {case!r} is no record")
        try:
            example = example_of(case)
        except ValueError as error:
            raise RefusedError(f"hemostat.{key}: {error}") from None
        found.append(tuple((source.field(name), value) for name, value in example))
    return tuple(found)


def techniques(tags: Iterable[str]) -> tuple[str, ...]:
    """The ATT&CK v19 technique ids among Sigma tags; ids that moved are followed."""
    ids = (match[1].upper() for tag in tags if (match := _TECHNIQUE.fullmatch(tag)))
    return tuple(dict.fromkeys(_MOVED.get(each, each) for each in ids))


def _block(document: Document) -> Document:
    block = document.get("hemostat")
    if block is None:
        return {}
    if not isinstance(block, dict):
        raise RefusedError("hemostat: a map belongs there")
    _only(block, KEYS, "hemostat")
    return block


def _only(mapping: Document, keys: tuple[str, ...], where: str) -> None:
    unknown = [key for key in mapping if key not in keys]
    if unknown:
        raise RefusedError(f"{where}: unknown key `{unknown[0]}`; there are: {', '.join(keys)}")


def _confidence(block: Document) -> Level:
    confidence = _level(block, "confidence", "medium")
    if confidence not in (Level.LOW, Level.MEDIUM, Level.HIGH):
        raise RefusedError("hemostat.confidence: low, medium or high")
    return confidence


def _level(mapping: Document, key: str, default: str) -> Level:
    try:
        return Level.of(_text_at(mapping, key) or default)
    except ValueError as error:
        raise RefusedError(f"{key}: {error}") from None


def _texts(document: Document, block: Document, source: LogSource) -> RuleTexts:
    chinese = block.get("zh") or {}
    if not isinstance(chinese, dict):
        raise RefusedError("hemostat.zh: a map belongs there")
    _only(chinese, ZH_KEYS, "hemostat.zh")
    title = _text_at(document, "title")
    summary = _summary(document, source) or title
    benign = " ".join(_words_at(document, "falsepositives"))
    benign_zh = "".join(_words_at(chinese, "falsepositives"))
    title_zh = _text_at(chinese, "title") or title
    summary_zh = _template(_text_at(chinese, "summary"), source, "zh.summary")
    return RuleTexts(
        title=Text(title, title_zh),
        summary=Text(summary, summary_zh or (title_zh if chinese else summary)),
        benign=Text(benign, benign_zh or benign) if benign else _NO_OTHER_EXPLANATION,
    )


def _summary(document: Document, source: LogSource) -> str:
    """The description, which is a template; that of a foreign rule is one only by accident."""
    text = _text_at(document, "description")
    if "hemostat" in document:
        return _template(text, source, "description")
    return "" if "{" in text or "}" in text else text


def _template(text: str, source: LogSource, where: str) -> str:
    known = value_names(source.category)
    wrong = [name for name in _NAME_IN_TEMPLATE.findall(text) if name not in known]
    if wrong or text.count("{") != text.count("}"):
        named = f"`{{{wrong[0]}}}`" if wrong else "a brace"
        raise RefusedError(f"{where}: {named} is no value; there are: {', '.join(sorted(known))}")
    return text


def _slugs(block: Document, key: str, known: str) -> tuple[str, ...]:
    words = _words_at(block, key)
    for word in words:
        if word not in known.split():
            raise RefusedError(f"hemostat.{key}: `{word}` is none of: {known}")
    return words


def _text_at(mapping: Document, key: str) -> str:
    value = mapping.get(key)
    return "" if value is None else " ".join(str(value).split())


def _words_at(mapping: Document, key: str) -> tuple[str, ...]:
    value = mapping.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RefusedError(f"{key}: a list of words belongs there")
    return tuple(" ".join(str(each).split()) for each in value)
