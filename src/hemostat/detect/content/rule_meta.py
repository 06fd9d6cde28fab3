"""What a YARA rule says of itself, as a `RuleInfo`: ours in full, foreign ones as far as they do.

Our own rules carry `name`, `level`, `confidence`, `category`, `attack`, `incident_types`, `next`,
`by_hand`, and `title`, `summary`, `benign` each with `_en` and `_zh`; lists are words divided by
blanks. Foreign rules are known by their identifier; `score` or `severity`, where they stand, give
the level.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hemostat.detect.sigma.block import ADVICE, INCIDENT_TYPES
from hemostat.model.finding import RuleInfo, RuleTexts
from hemostat.model.level import Level
from hemostat.model.text import Text

Meta = Mapping[str, object]

VALUES = ("path", "place", "text", "offset", "package", "size")
"""The values that texts of content rules may name."""

_NEEDED = (
    "name",
    "level",
    "confidence",
    "category",
    "attack",
    "incident_types",
    "next",
    "by_hand",
    "title_en",
    "title_zh",
    "summary_en",
    "summary_zh",
    "benign_en",
    "benign_zh",
)
_NAME = re.compile(r"[a-z]+(\.[a-z0-9-]+){2,}")
_VALUE = re.compile(r"\{([^{}]*)\}")
_TECHNIQUE = re.compile(r"\bT\d{4}(?:\.\d{3})?\b")
_SEVERITIES = {
    "informational": Level.INFO,
    "info": Level.INFO,
    "low": Level.LOW,
    "medium": Level.MEDIUM,
    "moderate": Level.MEDIUM,
    "high": Level.HIGH,
    "critical": Level.CRITICAL,
}
_BENIGN = Text(
    "A rule of your own folder; its author's description says what it looks for. Security tools, "
    "their signatures and their tests hold the same texts.",
    "来自你指定目录的规则，含义见规则作者的描述。安全工具及其特征库、测试数据中也会出现相同文本。",
)


@dataclass(frozen=True, slots=True)
class WrongMetaError(ValueError):
    """A rule of ours does not say of itself what it must."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def own_info(meta: Meta, version: str) -> RuleInfo:
    """What one of our own rules is worth.

    Args:
        meta: its metadata.
        version: of its file.

    Raises:
        WrongMetaError: something is missing or wrong; the message says what.
    """
    missing = [key for key in _NEEDED if not _text(meta, key)]
    if missing:
        raise WrongMetaError(f"meta lacks {', '.join(missing)}")
    name = _text(meta, "name")
    if not _NAME.fullmatch(name):
        raise WrongMetaError(f"meta name: {name!r} is not like linux.content.what-is-wrong")
    level, confidence = _own_level(meta, "level"), _own_level(meta, "confidence")
    if confidence not in (Level.LOW, Level.MEDIUM, Level.HIGH):
        raise WrongMetaError("meta confidence: low, medium or high")
    return RuleInfo(
        name=name,
        kind="content",
        level=level,
        confidence=confidence,
        category=_text(meta, "category"),
        attack=_words(meta, "attack", None),
        incident_types=_words(meta, "incident_types", INCIDENT_TYPES),
        texts=RuleTexts(
            title=_both(meta, "title"), summary=_both(meta, "summary"), benign=_both(meta, "benign")
        ),
        next=_words(meta, "next", ADVICE),
        by_hand=_template(_text(meta, "by_hand"), "by_hand"),
        version=version,
    )


def foreign_info(identifier: str, meta: Meta, version: str) -> RuleInfo:
    """What a rule of the user's is worth: by its own score, else medium and not sure."""
    level = _foreign_level(meta)
    text = _text(meta, "description") or identifier
    # A brace in a foreign text is a brace; in a template it would be a value.
    summary = f"{text}: {{path}}" if not set("{}") & set(text) else "{path}: {text}"
    return RuleInfo(
        name=identifier,
        kind="content",
        level=level,
        confidence=Level.LOW if _score(meta) is None else Level.MEDIUM,
        category="yara",
        attack=_techniques(meta),
        incident_types=(),
        texts=RuleTexts(Text(text, text), Text(summary, summary), _BENIGN),
        next=("keep-evidence", "ask-owner"),
        by_hand="file {path}",
        version=version,
    )


def is_for_packaged(meta: Meta) -> bool:
    """Whether a rule speaks of files, too, that a package delivered as they are."""
    return meta.get("packaged") is True


def _foreign_level(meta: Meta) -> Level:
    severity = meta.get("severity", meta.get("threat_level"))
    if isinstance(severity, str) and severity.strip().lower() in _SEVERITIES:
        return _SEVERITIES[severity.strip().lower()]
    score = _score(meta)
    if score is None:
        return Level.MEDIUM
    if score >= 80:
        return Level.HIGH
    return Level.MEDIUM if score >= 60 else Level.LOW


def _score(meta: Meta) -> int | None:
    score = meta.get("score", meta.get("severity"))
    if isinstance(score, str) and score.strip().isdecimal():
        return int(score.strip()[:3])
    return score if isinstance(score, int) else None


def _techniques(meta: Meta) -> tuple[str, ...]:
    words = " ".join(str(meta[key]) for key in meta if "mitre" in key or "attack" in key)
    return tuple(dict.fromkeys(_TECHNIQUE.findall(words)))


def _own_level(meta: Meta, key: str) -> Level:
    try:
        return Level.of(_text(meta, key))
    except ValueError as error:
        raise WrongMetaError(f"meta {key}: {error}") from None


def _text(meta: Meta, key: str) -> str:
    value = meta.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _words(meta: Meta, key: str, known: str | None) -> tuple[str, ...]:
    words = tuple(_text(meta, key).split())
    wrong = [each for each in words if known is not None and each not in known.split()]
    if wrong:
        raise WrongMetaError(f"meta {key}: `{wrong[0]}` is none of: {known}")
    return words


def _both(meta: Meta, key: str) -> Text:
    return Text(
        _template(_text(meta, f"{key}_en"), f"{key}_en"),
        _template(_text(meta, f"{key}_zh"), f"{key}_zh"),
    )


def _template(text: str, key: str) -> str:
    wrong = [name for name in _VALUE.findall(text) if name not in VALUES]
    if wrong or text.count("{") != text.count("}"):
        named = f"`{{{wrong[0]}}}`" if wrong else "a brace"
        raise WrongMetaError(f"meta {key}: {named} is no value; there are: {', '.join(VALUES)}")
    return text
