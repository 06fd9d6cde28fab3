"""Follows what visitors send through a script by its words: no grammar, assignments only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.detect.content.webscripts.language import Language, Sink
from hemostat.detect.content.webscripts.vouched import added, is_list, vouched

_MAX_ROUNDS = 6
_MAX_ARGUMENTS = 3000
_MAX_WHOLE = 60_000
_LITERAL_FIRST = re.compile(
    r"\s*(?:new\s+String\s*\[\s*\]\s*\{|\[|\()*\s*(?:[rbuf@$]{0,2}[\"'`])([^\"'`${]*)"
)
_SHELL_LITERAL = re.compile(
    r"(?i)^\s*(?:\S*/)?(?:(?:ba|da|z|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|env|sudo|eval)?\s*(?:(?:-\S{1,12}|/[a-z]{1,2})(?:\s+|$))*$"
    r"|[;&|]\s*$"
)
_QUOTED = re.compile(r"(?<![fF])([\"'])(?:\\.|(?!\1)[^\\\n])*\1")
_NO_CALLS = frozenset(
    ("if", "for", "while", "switch", "catch", "synchronized", "function", "return")
)
_DECLARES = re.compile(
    r"(?:\b(?:def|sub|function|void|static|public|private|String|Object|byte\[\])[ \t]+)$",
    re.IGNORECASE,
)
_OWN_OBJECT = ("self", "cls", "this")
_KEYWORD = re.compile(r"\s*(\w+)\s*=(?!=)")
_SPREAD = re.compile(r"\s*(?:\*|\.\.\.|@)")
_SHELL_NAMED = re.compile(
    r"\b(?:ba|da|z|k|a|c|tc)?sh\b|\b(?:powershell|pwsh|busybox)\b|\b(?:SHELL|COMSPEC)\b"
    r"|(?i:\bcmd\.exe\b|[\"']cmd[\"']|\bshell[\"']?\s*[:=]\s*(?!false))"
)
_FLAG = re.compile(r"([\"'])[-/][A-Za-z]+\1")
_ONLY_NUMBER = re.compile(
    r"(?i)\b(?:int|parseInt|Integer\.parseInt|Number|Long\.parseLong|float|len|length|quote|escapeshellarg|Integer\.valueOf|Long\.valueOf|(?:int|long|Int32|Int64)\.Parse|Convert\.ToInt\d\d|parseFloat|tonumber|Integer)\s*\(\s*$"
)


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
    if not language.source.search(text) or not any(
        each.pattern.search(text) for each in language.sinks
    ):
        return
    names_shell = bool(_SHELL_NAMED.search(text))
    chunks = _chunks(text, language)
    if len(chunks) == 1 and len(text) > _MAX_WHOLE:
        # One name means many things in so long a text.
        yield from _in_chunk(chunks[0], language, set(), names_shell)
        return
    handed: dict[str, set[str]] = {}
    names: list[set[str]] = [set() for _ in chunks]
    shared: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        before = [len(each) for each in names], sum(map(len, handed.values()))
        for chunk, known in zip(chunks, names, strict=True):
            known |= shared | handed.get(chunk.name, set())
            known |= carriers(chunk.text, language, known)
            _hand_on(chunk, chunks, language, known, handed)
            if not chunk.name:
                shared |= known
        if before == ([len(each) for each in names], sum(map(len, handed.values()))):
            break
    for chunk, known in zip(chunks, names, strict=True):
        yield from _in_chunk(chunk, language, known, names_shell)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A function of a script, or what stands outside of all: the name is empty then."""

    name: str
    parameters: tuple[str, ...]
    text: str
    offset: int


def _chunks(text: str, language: Language) -> list[_Chunk]:
    """Functions apart, where the language writes them at the start of a line."""
    starts = list(language.chunk.finditer(text))[:2000] if language.chunk is not None else []
    if not starts:
        return [_Chunk("", (), text, 0)]
    found = [_Chunk("", (), text[: starts[0].start()], 0)]
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        parameters = tuple(re.findall(r"(\w+)\s*(?=[,=:)]|$)", match["parameters"] or ""))
        found.append(_Chunk(match["name"], parameters, text[match.start() : end], match.start()))
    return found


def _hand_on(
    chunk: _Chunk,
    chunks: list[_Chunk],
    language: Language,
    names: set[str],
    handed: dict[str, set[str]],
) -> None:
    """What is handed to other functions makes their parameters carriers."""
    called = {each.name: each.parameters for each in chunks if each.name and each.parameters}
    if language.function is not None and language.chunk is None:
        for match in list(language.function.finditer(chunk.text))[:100]:
            words = re.findall(r"(\w+)\s*(?=[,=)]|$)", match["parameters"])
            called[match["name"]] = tuple(words)
    called = {name: words for name, words in called.items() if name not in _NO_CALLS}
    if not called:
        return
    carried = _pattern(names, language)
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, called)) + r")\s*\(")
    for match in pattern.finditer(chunk.text):
        if _is_declaration(chunk.text, match.start()):
            continue
        given = _split(_balanced(chunk.text, match.end()))
        carrying = [i for i, each in enumerate(given) if _carries(each, language, carried)]
        if carrying:
            target = handed.setdefault(match[1] if language.chunk is not None else "", set())
            target.update(_taking(called[match[1]], given, carrying))


def _taking(words: tuple[str, ...], given: list[str], carrying: list[int]) -> set[str]:
    """The parameters that take what carries; all of them where the call does not say which."""
    taking: set[str] = set()
    first = int(bool(words) and words[0] in _OWN_OBJECT)
    for index in carrying:
        named = _KEYWORD.match(given[index])
        if named and named[1] in words:
            taking.add(named[1])
        elif index + first < len(words) and not any(_SPREAD.match(each) for each in given):
            # A method may be called with its object written out, or not.
            taking.update(words[index : index + first + 1])
        else:
            taking.update(words)
    return taking


def _split(arguments: str) -> list[str]:
    """Arguments one by one: commas within brackets and quotes do not part them."""
    parts, depth, quote, start = list[str](), 0, "", 0
    for position, sign in enumerate(arguments):
        if quote:
            quote = "" if sign == quote and arguments[position - 1] != "\\" else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == "," and not depth:
            parts.append(arguments[start:position])
            start = position + 1
    return [*parts, arguments[start:]]


def _is_declaration(text: str, start: int) -> bool:
    return bool(_DECLARES.search(text[max(start - 60, 0) : start]))


def _in_chunk(
    chunk: _Chunk,
    language: Language,
    names: set[str],
    names_shell: bool,  # noqa: FBT001
) -> Iterator[Reach]:
    carried = _pattern(names, language)
    lists = _lists(chunk.text, language) if names else set[str]()
    for each in language.sinks:
        for match in each.pattern.finditer(chunk.text):
            if _is_declaration(chunk.text, match.start()):
                continue
            arguments = _arguments(chunk.text, match.end(), each)
            place = _place(arguments, language, carried)
            if place is None or _ONLY_NUMBER.search(arguments[:place]):
                continue
            is_free = each.kind != "command" or (
                _is_free(arguments, place)
                and not _is_of_a_list(arguments[:place], names_shell)
                and (names_shell or arguments.strip(" *()@\\") not in lists)
            )
            length = match.end() - match.start() + len(arguments)
            yield Reach(each, chunk.offset + match.start(), length, is_free)


def _place(arguments: str, language: Language, carried: re.Pattern[str] | None) -> int | None:
    """Where in the arguments the visitor's word stands; None where it does not."""
    found = language.source.search(arguments)
    if found is None and carried is not None:
        found = carried.search(_masked(arguments, language))
    return found.start() if found is not None else None


def _masked(text: str, language: Language) -> str:
    """With the letters of quoted texts blotted out: a word in them is no variable."""
    if language.is_interpolated:
        return text
    return _QUOTED.sub(lambda match: match[1] + "." * (len(match[0]) - 2) + match[1], text)


def carriers(text: str, language: Language, known: set[str]) -> set[str]:
    """Names of variables that hold what the visitor sent, directly or by way of others."""
    checked = vouched(text)
    names = set(known) - checked
    assignments = _settings(text, language)
    for _ in range(_MAX_ROUNDS):
        carried = _pattern(names, language)
        before = len(names)
        for name, value in assignments:
            if name not in names and name not in checked and _carries(value, language, carried):
                names.add(name)
        if len(names) == before or len(names) > 300:
            break
    return names


def _settings(text: str, language: Language) -> list[tuple[str, str]]:
    """Names and what they are set to, or what is added to the lists they are."""
    found = [(m["name"], m["value"]) for m in language.assignment.finditer(text)][:10_000]
    return found + added(text)


def _lists(text: str, language: Language) -> set[str]:
    """Names that hold nothing but lists whose first item is written out."""
    built = {name for name, _ in added(text)}
    held = [(m["name"], m["value"]) for m in language.assignment.finditer(text)]
    listed = {name for name, value in held if is_list(value)} | built
    others = {name for name, value in held if not is_list(value)} - built
    return listed - others


def _carries(value: str, language: Language, carried: re.Pattern[str] | None) -> bool:
    place = _place(value, language, carried)
    return place is not None and not _ONLY_NUMBER.search(value[:place])


def _pattern(names: set[str], language: Language) -> re.Pattern[str] | None:
    if not names:
        return None
    # Where a sign tells variables from words, a word in a text is none.
    start = r"[$@%]\{?" if language.name == "Perl" else r"(?<![\w.])"
    return re.compile(start + r"(?:" + "|".join(map(re.escape, sorted(names))) + r")(?!\w)")


def _arguments(text: str, start: int, each: Sink) -> str:
    if not each.is_bare:
        return _balanced(text, start)
    end = re.compile(r"[;\n]|%>|</cf|/?>\s*</?cf").search(text, start)
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


def _is_of_a_list(before: str, names_shell: bool) -> bool:  # noqa: FBT001
    """Whether a program of the script's own stands first, and gets the visitor's word as data.

    No shell reads such a list, unless the program is one: it would be named, or told by a flag.
    """
    return len(_split(before.lstrip(" ([@"))) > 1 and not names_shell and not _FLAG.search(before)


def _is_free(arguments: str, place: int) -> bool:
    """Whether nothing fixed stands before the visitor's word but a shell that takes it."""
    literal = _LITERAL_FIRST.match(arguments)
    if literal is None or literal.start(1) >= place:
        return True
    return bool(_SHELL_LITERAL.search(literal[1].strip("\"' ")))
