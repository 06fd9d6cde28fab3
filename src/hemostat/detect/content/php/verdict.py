"""What a sighting is worth: the rule it speaks for, how bad, how sure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hemostat.detect.content import web_rules as rules
from hemostat.detect.content.php.kept import runs_what_was_written
from hemostat.detect.content.php.state import Sighting
from hemostat.detect.content.php.value import (
    BUILT,
    DECODED,
    ESCAPED,
    EXTRACTED,
    FETCHED,
    FILE,
    FREE,
    HIDDEN,
    NAMED,
    OWN,
    PARAMETER,
    PREFIXED,
    REQUEST,
    UPLOAD,
    Value,
    marks_of,
)
from hemostat.model.finding import RuleInfo
from hemostat.model.level import Level

_SHELL_STARTS = re.compile(
    rb"(?s)(?:[;|&\n`(]|\b(?:sh|bash|dash|zsh|cmd(?:\.exe)?)\s+[-/][a-z]+|\b(?:sudo|nohup|env)(?:\s+-\S+)*)[\s\"'(]*$"
    rb"|^[\s\"'@(]*$"
)
_REMOTE = re.compile(
    rb"(?i)^(?:https?|ftps?|data|phar|expect|php|ssh2[.\w]*|compress\.\w+|zip)(?:://|:)"
)
# An archive by another name: only programs in `.phar` are ordinarily run from inside one.
_IN_ARCHIVE = re.compile(rb"(?i)\A(?:zip://|phar://[^#]*\.(?:jpe?g|png|gif|ico|txt|zip)(?:/|\Z))")
_INLINE = re.compile(rb"(?i)^data:")
_PHP_NAME = re.compile(rb"(?i)\.(?:php[0-9s]?|phtml|pht|phar|inc|htaccess|user\.ini)$")
# An ending of three to five letters that no server hands to an interpreter.
_PLAIN_NAME = re.compile(
    rb"(?i)\.(?!ph|inc|pl|py|rb|lua|sh|cgi|fcgi|asp|asa|ash|asm|jsp|war|jar|cfm|s?html?|so|htaccess|user|ini|conf|config)[a-z]\w{1,4}$"
)
_PICTURE = re.compile(rb"(?i)\.(?:ico|png|jpe?g|gif|bmp|webp)$")
_LONG_CODE = 120
_OPENINGS = re.compile(rb"(?i)\?>|<\?(?:php)?|\breturn\b|/\*.*?\*/|[\s;@(]", re.DOTALL)
_PLAIN_CODE = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sighting's worth."""

    rule: RuleInfo
    level: Level
    confidence: Level
    sighting: Sighting


def verdicts(sightings: Iterable[Sighting]) -> list[Verdict]:
    """The worst of each rule, worst first."""
    seen = list(sightings)
    seen += runs_what_was_written(seen)
    has_inner = {each.layer for each in seen}
    worst: dict[str, Verdict] = {}
    for each in seen:
        verdict = _judged(each, has_inner)
        if verdict is None:
            continue
        old = worst.get(verdict.rule.name)
        if old is None or (verdict.level, verdict.confidence) > (old.level, old.confidence):
            worst[verdict.rule.name] = verdict
    return sorted(worst.values(), key=lambda each: (-each.level, -each.confidence))


def _judged(sighting: Sighting, layers: set[int]) -> Verdict | None:
    judge = _JUDGES.get(sighting.kind)
    if judge is None:
        return None
    result = judge(sighting)
    if result is None:
        return None
    rule, level, confidence = result
    # A layer below that executes in its turn is no licence check.
    if rule is rules.RUNS_UNPACKED and sighting.layer + 1 in layers and sighting.value.text:
        level, confidence = max(level, Level.HIGH), Level.HIGH
    return Verdict(rule, level, confidence, sighting)


Result = tuple[RuleInfo, Level, Level] | None


def _code(sighting: Sighting) -> Result:
    value = sighting.value
    marks = marks_of(value)
    if marks & (REQUEST | EXTRACTED):
        if marks & NAMED:
            level = Level.LOW if marks & PREFIXED else Level.MEDIUM
            return rules.RUNS_REQUEST, level, Level.MEDIUM
        return _request_code(value, marks)
    if marks & UPLOAD:
        return rules.RUNS_REQUEST, Level.HIGH, Level.MEDIUM
    if marks & FETCHED:
        return rules.RUNS_FETCHED, Level.HIGH, Level.MEDIUM
    if marks & (OWN | FILE):
        # Template engines assemble code of files; decoding it is another matter.
        if marks & DECODED or (marks & OWN and marks & HIDDEN):
            return rules.RUNS_UNPACKED, Level.HIGH, Level.MEDIUM
        return (rules.RUNS_UNPACKED, Level.MEDIUM, Level.LOW) if marks & OWN else None
    return _hidden_code(value, marks)


def _request_code(value: Value, marks: int) -> Result:
    if marks & EXTRACTED and not marks & REQUEST:
        return rules.RUNS_REQUEST, Level.HIGH, Level.MEDIUM
    start = value.head.strip()
    if not start or start.lower().endswith((b"?>", b"return", b";", b"@", b"(", b"<?php", b"{")):
        return rules.RUNS_REQUEST, Level.CRITICAL, Level.HIGH
    return rules.RUNS_REQUEST, Level.MEDIUM, Level.MEDIUM


def _hidden_code(value: Value, marks: int) -> Result:
    if not marks & HIDDEN:
        return None
    if value.text is None:
        # With its beginning in plain sight nothing is hidden: code made of pieces, as crypto
        # libraries and template engines make it.
        if len(_OPENINGS.sub(b"", value.head)) > _PLAIN_CODE:
            return None
        # Generators of code cut and fill templates that are not seen; decoding is another matter.
        return rules.RUNS_UNPACKED, Level.MEDIUM if marks & DECODED else Level.LOW, Level.MEDIUM
    if marks & DECODED and len(value.text) >= _LONG_CODE:
        return rules.RUNS_UNPACKED, Level.HIGH, Level.MEDIUM
    return (rules.RUNS_UNPACKED, Level.MEDIUM, Level.MEDIUM) if marks & DECODED else None


def _command(sighting: Sighting) -> Result:
    value = sighting.value
    marks = marks_of(value)
    if marks & (REQUEST | UPLOAD) or marks & EXTRACTED:
        is_free = marks & FREE or (not marks & PREFIXED and _SHELL_STARTS.search(value.head))
        if marks & ESCAPED or not is_free:
            return rules.RUNS_REQUEST, Level.LOW, Level.LOW
        if marks & NAMED:
            return rules.RUNS_REQUEST, Level.MEDIUM, Level.MEDIUM
        if marks & REQUEST:
            return rules.RUNS_REQUEST, Level.CRITICAL, Level.HIGH
        return rules.RUNS_REQUEST, Level.HIGH, Level.MEDIUM
    if marks & FETCHED and not value.head:
        return rules.RUNS_FETCHED, Level.HIGH, Level.MEDIUM
    if marks & DECODED and not value.head:
        return rules.RUNS_UNPACKED, Level.HIGH, Level.MEDIUM
    return None


def _callable(sighting: Sighting) -> Result:
    callee = sighting.value
    handed = marks_of(sighting.other)
    from_request = bool(handed & (REQUEST | EXTRACTED))
    if callee.marks & (REQUEST | EXTRACTED):
        if sighting.is_checked or callee.head or callee.marks & PREFIXED:
            return rules.CALLS_REQUEST, Level.LOW, Level.LOW
        if callee.marks & NAMED:
            return rules.CALLS_REQUEST, Level.LOW, Level.LOW
        if from_request:
            level = Level.CRITICAL if callee.marks & REQUEST else Level.HIGH
            return rules.CALLS_REQUEST, level, Level.HIGH
        return rules.CALLS_REQUEST, Level.MEDIUM, Level.MEDIUM
    if from_request and not callee.head:
        # A call-back that callers set, by a name nobody encoded.
        is_setting = callee.text is None and callee.marks & (PARAMETER | DECODED) == PARAMETER
        return rules.SPELLS, Level.LOW if is_setting else Level.HIGH, Level.MEDIUM
    return rules.SPELLS, Level.LOW, Level.LOW


def _include(sighting: Sighting) -> Result:
    value = sighting.value
    marks = marks_of(value)
    start = value.text if value.text is not None else value.head
    if marks & UPLOAD or start.lower().startswith(b"php://input"):
        return rules.RUNS_REQUEST, Level.CRITICAL, Level.HIGH
    if _REMOTE.match(start) and not start.lower().startswith((b"phar:", b"zip:")):
        if marks & (REQUEST | EXTRACTED):
            return rules.RUNS_REQUEST, Level.CRITICAL, Level.HIGH
        if value.text is None and not marks & (FETCHED | HIDDEN) and _INLINE.match(start):
            # Template engines hand the code they made to the interpreter this way.
            return rules.RUNS_FETCHED, Level.LOW, Level.LOW
        return rules.RUNS_FETCHED, Level.HIGH, Level.MEDIUM
    if marks & (REQUEST | EXTRACTED):
        if start or marks & (PREFIXED | NAMED) or sighting.is_checked:
            return rules.LOADS_REQUEST, Level.LOW, Level.LOW
        level = Level.HIGH if marks & REQUEST else Level.MEDIUM
        return rules.LOADS_REQUEST, level, Level.MEDIUM
    return _odd_place(value, marks)


def _odd_place(value: Value, marks: int) -> Result:
    """Code that is loaded from a picture, or by a path that is spelled out in escapes."""
    if _IN_ARCHIVE.match(value.text or value.head) or _PICTURE.search(value.tail):
        return rules.RUNS_FETCHED, Level.MEDIUM, Level.MEDIUM
    if value.text is None:
        return (rules.RUNS_FETCHED, Level.MEDIUM, Level.MEDIUM) if marks & DECODED else None
    if _PICTURE.search(value.text):
        return rules.RUNS_FETCHED, Level.HIGH if marks & HIDDEN else Level.MEDIUM, Level.MEDIUM
    if marks & DECODED:
        return rules.RUNS_FETCHED, Level.HIGH, Level.MEDIUM
    return None


def _write(sighting: Sighting) -> Result:
    path, content = sighting.value, sighting.other
    given, written = marks_of(path), marks_of(content)
    if written & (REQUEST | EXTRACTED) and not written & (NAMED | ESCAPED):
        if given & REQUEST and not given & (PREFIXED | NAMED | ESCAPED):
            is_free = not path.head and not sighting.is_checked and not _ends_plainly(path)
            level = Level.HIGH if is_free else Level.LOW
            return rules.WRITES_REQUEST, level, Level.MEDIUM
        if path.text is not None and _PHP_NAME.search(path.text) and not content.head:
            return rules.WRITES_REQUEST, Level.HIGH, Level.MEDIUM
        return None
    is_whole = not content.head and not content.tail
    if written & FETCHED and is_whole and path.text and _PHP_NAME.search(path.text):
        return rules.RUNS_FETCHED, Level.HIGH, Level.MEDIUM
    if written & FETCHED and given & REQUEST and not given & (PREFIXED | NAMED):
        return rules.WRITES_REQUEST, Level.HIGH, Level.MEDIUM
    return None


def _ends_plainly(path: Value) -> bool:
    """Whether the page itself puts an ending behind the name that only names a document."""
    if path.text is None:
        return bool(_PLAIN_NAME.search(path.tail))
    # A default that stands in for the visitor's name puts nothing behind it.
    return bool(path.marks & BUILT and _PLAIN_NAME.search(path.text))


def _upload(sighting: Sighting) -> Result:
    marks = marks_of(sighting.value)
    if not marks & REQUEST or marks & NAMED or sighting.is_checked:
        return None
    if not marks & (PREFIXED | ESCAPED) and sighting.value.head in (b"", b"./", b"."):
        # Where the page itself lies, under the visitor's own name: an application has a folder.
        return rules.WRITES_REQUEST, Level.MEDIUM, Level.MEDIUM
    return rules.WRITES_REQUEST, Level.LOW, Level.LOW


def _dropped(_sighting: Sighting) -> Result:
    return rules.RUNS_UNPACKED, Level.MEDIUM, Level.MEDIUM


def _spelled(sighting: Sighting) -> Result:
    handed = marks_of(sighting.other)
    if handed & (REQUEST | EXTRACTED):
        return rules.SPELLS, Level.HIGH, Level.HIGH
    return rules.SPELLS, Level.MEDIUM, Level.MEDIUM


def _preload(sighting: Sighting) -> Result:
    text = sighting.value.text
    if (text is not None and text.endswith(b"=")) or sighting.value.marks & ESCAPED:
        return None
    if sighting.value.marks & REQUEST or (text or b"").partition(b"=")[2].startswith(
        (b"/tmp", b"./")
    ):
        return rules.PRELOADS, Level.HIGH, Level.HIGH
    return rules.PRELOADS, Level.MEDIUM, Level.MEDIUM


_JUDGES = {
    "code": _code,
    "command": _command,
    "callable": _callable,
    "include": _include,
    "write": _write,
    "upload": _upload,
    "dropped": _dropped,
    "spelled": _spelled,
    "preload": _preload,
}
