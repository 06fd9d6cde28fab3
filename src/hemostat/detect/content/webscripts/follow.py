"""Follows what visitors send through a script by its words: no grammar, assignments only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.detect.content.webscripts.language import Language, Sink

_MAX_ROUNDS = 6
_MAX_ARGUMENTS = 3000
_LITERAL_FIRST = re.compile(r"\s*(?:new\s+String\s*\[\s*\]\s*\{|\[|\()*\s*(?:[rbuf@$]{0,2}[\"'`])([^\"'`${]*)")
_SHELL_LITERAL = re.compile(
    r"(?i)^\s*(?:\S*/)?(?:(?:ba|da|z|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|env|sudo|eval)?\s*(?:[-/]\S{1,12}\s*)*$"
    r"|[;&|]\s*$"
)
_ONLY_NUMBER = re.compile(r"(?i)\b(?:int|parseInt|Integer\.parseInt|Number|Long\.parseLong|float|len|length|quote|escapeshellarg)\s*\(\s*$")


@dataclass(frozen=True, slots=True)
class Reach:
    """What the visitor sends reaches something that executes.

    Attributes:
        sink: what executes it. offset, length: of the place, in the text without comments.
        is_free: the visitor decides from the first sign on, not a part behind a fixed program.
    """

    sink: Sink
    offset: int
    length: int
    is_free: bool


def reaches(text: str, language: Language) -> Iterator[Reach]:
    """Every place where the visitor's words are executed, loaded or written."""
    if not language.source.search(text):
        return
    names = carriers(text, language)
    carried = _pattern(names)
    for each in language.sinks:
        for match in each.pattern.finditer(text):
            arguments = _arguments(text, match.end(), each)
            found = language.source.search(arguments) or (carried and carried.search(arguments))
            if found is None or _ONLY_NUMBER.search(arguments[: found.start()]):
                continue
            is_free = each.kind != "command" or _is_free(arguments, found.start())
            yield Reach(each, match.start(), match.end() - match.start() + len(arguments), is_free)


def carriers(text: str, language: Language) -> set[str]:
    """Names of variables that hold what the visitor sent, directly or by way of others."""
    names: set[str] = set()
    assignments = [(m["name"], m["value"]) for m in language.assignment.finditer(text)][:20_000]
    functions = _functions(text, language)
    for _ in range(_MAX_ROUNDS):
        carried = _pattern(names)
        before = len(names)
        for name, value in assignments:
            if name not in names and _carries(value, language.source, carried):
                names.add(name)
        for call, parameters in functions:
            for match in call.finditer(text):
                handed = _balanced(text, match.end())
                if handed != parameters and _carries(handed, language.source, carried):
                    names.update(re.findall(r"(\w+)\s*(?=,|=|$)", parameters))
        if len(names) == before or len(names) > 500:
            break
    return names


def _functions(text: str, language: Language) -> list[tuple[re.Pattern[str], str]]:
    if language.function is None:
        return []
    found = list(language.function.finditer(text))[:200]
    words = ("if", "for", "while", "switch", "catch", "synchronized", "function")
    return [
        (re.compile(rf"(?<![\w]){re.escape(each['name'])}\s*\("), each["parameters"])
        for each in found
        if each["name"] not in words
    ]


def _carries(value: str, source: re.Pattern[str], carried: re.Pattern[str] | None) -> bool:
    return bool(source.search(value) or (carried and carried.search(value)))


def _pattern(names: set[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, sorted(names))) + r")(?!\w)")


def _arguments(text: str, start: int, each: Sink) -> str:
    if not each.is_bare:
        return _balanced(text, start)
    end = re.compile(r"[;\n]|%>").search(text, start)
    return text[start : min(end.start() if end else len(text), start + _MAX_ARGUMENTS)]


def _balanced(text: str, start: int) -> str:
    """Up to the bracket that closes the one before `start`; quotes are respected."""
    depth, quote, position = 1, "", start
    end = min(len(text), start + _MAX_ARGUMENTS)
    while position < end:
        sign = text[position]
        if quote:
            if sign == "\\":
                position += 1
            elif sign == quote:
                quote = ""
        elif sign in "\"'":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if not depth:
                break
        position += 1
    return text[start:position]


def _is_free(arguments: str, place: int) -> bool:
    """Whether nothing fixed stands before the visitor's word but a shell that takes it."""
    literal = _LITERAL_FIRST.match(arguments)
    if literal is None or literal.start(1) >= place:
        return True
    return bool(_SHELL_LITERAL.search(literal[1].strip("\"' ")))
