"""Scripts and settings below web roots as a scanner of files."""

import re
from collections.abc import Iterator

from hemostat.detect.content import web_rules as rules
from hemostat.detect.content.scanner import Hit, NotFinishedError
from hemostat.detect.content.webscripts import java
from hemostat.detect.content.webscripts.follow import Reach, reaches
from hemostat.detect.content.webscripts.language import Language
from hemostat.detect.content.webscripts.markup import COLDFUSION, INCLUDES
from hemostat.detect.content.webscripts.microsoft import ASP, ASPNET
from hemostat.detect.content.webscripts.normal import MAX_SIZE, readable, script_text
from hemostat.detect.content.webscripts.scripts import (
    JAVASCRIPT,
    LUA,
    PERL,
    PYTHON,
    RUBY,
    SHELL,
    in_its_frame,
)
from hemostat.detect.content.webscripts.settings import is_settings, odd_settings
from hemostat.model.candidate import Candidate
from hemostat.model.finding import RuleInfo
from hemostat.model.level import Level
from hemostat.model.records import Provenance

_LANGUAGES = (
    java.JAVA,
    ASPNET,
    ASP,
    PYTHON,
    PERL,
    JAVASCRIPT,
    RUBY,
    LUA,
    COLDFUSION,
    INCLUDES,
)
_FIRST_LINES = (
    (re.compile(rb"\A#![^\n]*\bpython"), PYTHON),
    (re.compile(rb"\A#![^\n]*\bperl"), PERL),
    (re.compile(rb"\A#![^\n]*\bnode"), JAVASCRIPT),
    (re.compile(rb"\A#![^\n]*\bruby"), RUBY),
    (re.compile(rb"\A#![^\n]*\b(?:ba|da|z|k|a)?sh\b"), SHELL),
)
_ANY_REQUEST = re.compile(
    rb"(?i)request|\breq\b|\\u00|content-type|\bparam|QUERY_STRING|HTTP_|\bctx\b|FieldStorage|STDIN|\bevent\b|get_argument|@\w+\.(?:route|get|post|put)\b|createServer|searchParams|\bCGI\b|\b[a-z]\.(?:query|body)[.\[]|parse_qs|ngx\b|u0072\\u|rfile|"
    rb"<cf|cfexecute|<!--#|\btxn\b|\bapplet\b|\blighty\b|defineClass|addFilter|\x99\x85\x98\xa4"
)
_PAGE = re.compile(rb"(?i)\A\s*(?:<%|<jsp:root|<%@)")
_MAX_TEXT = 200
_WEIGHT = {"command": 3, "code": 3, "class": 2, "object": 1, "write": 0}


class WebScriptScanner:
    """Follows what visitors send through JSP, ASP.NET, Python, Perl, Node.js and shell scripts."""

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Everything it can claim."""
        return rules.SCRIPT_RULES

    def scan(self, candidate: Candidate, content: bytes) -> Iterator[Hit]:
        """Each rule at most once; nothing for what came with a package.

        Raises:
            NotFinishedError: it is longer than what is read, and its length answers visitors.
        """
        if candidate.state is Provenance.PACKAGED or not content:
            return
        name = str(candidate.path).rpartition("/")[2].lower()
        if is_settings(name):
            yield from _settings(candidate, content)
            return
        language = language_of(name, content)
        if language is None:
            return
        is_wide = b"\0" in content[:400] or content[:1] in (b"\x4c", b"\x4d")
        if not is_wide and not _ANY_REQUEST.search(content):
            return
        text = readable(script_text(content), language)
        language = in_its_frame(language, text)
        if _may_answer(text, language):
            yield from _judged(candidate, text, language)
        if len(content) > MAX_SIZE and _may_reach(content, language):
            reason = f"of this script only the first {MAX_SIZE >> 10} KiB were followed"
            raise NotFinishedError(reason)


def _may_answer(text: str, language: Language) -> bool:
    """Whether it holds the words of a script that answers visitors."""
    needed = language.needs is None or language.needs.search(text)
    return bool(needed and language.marks.search(text))


def _may_reach(content: bytes, language: Language) -> bool:
    """Whether words of visitors and something that executes stand anywhere in a long script."""
    text = script_text(content, len(content))
    language = in_its_frame(language, text)
    return (
        _may_answer(text, language)
        and bool(language.source.search(text))
        and any(each.pattern.search(text) for each in language.sinks)
    )


def language_of(name: str, content: bytes) -> Language | None:
    """The language of a web script by its first line, its name, or its first tag."""
    for pattern, language in _FIRST_LINES:
        if pattern.match(content):
            return language
    for language in _LANGUAGES:
        if name.endswith(language.endings):
            return language
    if _PAGE.match(content):
        head = content[:2000].lower()
        if b"java" in head or b"<jsp:" in head or b"request.getparameter" in head:
            return java.JAVA
        return ASPNET if b"language=" in head and (b"c#" in head or b"jscript" in head) else ASP
    return None


def _judged(candidate: Candidate, text: str, language: Language) -> Iterator[Hit]:
    found = list(reaches(text, language))
    if language is java.JAVA and java.calls_only_its_own(text):
        found = [each for each in found if not java.is_invocation(text[each.offset :])]
    if language is java.JAVA:
        yield from _java_hits(candidate, text, bool(found))
    runs = [each for each in found if _WEIGHT[each.sink.kind] > 0]
    if runs:
        best = max(runs, key=lambda each: (each.is_free, _WEIGHT[each.sink.kind]))
        level, confidence = _worth(best)
        yield _hit(
            candidate,
            text,
            rules.SCRIPT_RUNS,
            best.offset,
            best.length,
            language.name,
            best.sink.kind,
            level,
            confidence,
        )
    writes = [each for each in found if _WEIGHT[each.sink.kind] == 0]
    if writes and not runs:
        best = writes[0]
        yield _hit(
            candidate,
            text,
            rules.SCRIPT_WRITES,
            best.offset,
            best.length,
            language.name,
            "write",
            Level.LOW,
            Level.LOW,
        )


def _worth(best: Reach) -> tuple[Level, Level]:
    if not best.is_free:
        return Level.LOW, Level.LOW
    if best.sink.kind == "class":
        return Level.HIGH, Level.MEDIUM
    if best.sink.kind == "object":
        return Level.LOW, Level.LOW
    return Level.CRITICAL, Level.HIGH


def _java_hits(candidate: Candidate, text: str, reaches_request: bool) -> Iterator[Hit]:  # noqa: FBT001
    defines = java.BYTES.search(text)
    if defines and (java.UNPACKS.search(text) or reaches_request):
        yield _hit(
            candidate,
            text,
            rules.PAGE_LOADS_CLASS,
            defines.start(),
            80,
            "JSP",
            "class",
            Level.CRITICAL,
            Level.HIGH,
        )
    injects, inside = java.INJECTS.search(text), java.INSIDES.search(text)
    if injects and inside:
        yield _hit(
            candidate,
            text,
            rules.PAGE_INJECTS,
            injects.start(),
            80,
            "JSP",
            "memory",
            Level.HIGH,
            Level.HIGH,
        )


def _settings(candidate: Candidate, content: bytes) -> Iterator[Hit]:
    text = content[:MAX_SIZE].decode("latin-1")
    found = list(odd_settings(text))
    if not found:
        return
    best = max(found, key=lambda each: (each.level, each.confidence))
    yield _hit(
        candidate,
        text,
        rules.ODD_SETTINGS,
        best.offset,
        best.length,
        "",
        best.kind,
        best.level,
        best.confidence,
    )


def _hit(
    candidate: Candidate, text: str, rule: RuleInfo, offset: int, length: int,
    language: str, way: str, level: Level, confidence: Level,
) -> Hit:  # fmt: skip
    shown = " ".join(text[offset : offset + min(length, _MAX_TEXT)].split())
    values = {
        "path": str(candidate.path),
        "line": str(text.count("\n", 0, offset) + 1),
        "text": shown,
        "language": language,
        "way": way,
    }
    return Hit(
        rule=rule,
        offset=offset,
        length=length,
        text=shown,
        values=values,
        level=level,
        confidence=confidence,
    )
