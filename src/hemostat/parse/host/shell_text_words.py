"""Split shell text into simple commands, as sh would, without running or expanding anything.

Not a full grammar: reserved words are left among the words, and what stands inside `$(…)`,
backticks and `<(…)` comes back as text of its own, to be split in turn by whoever cares.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_TEXT = 65_536
_MAX_NESTING = 8

# What a word's text holds in place of a command substitution: nobody knows its value here.
UNKNOWN = "$()"

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r]++|\\\n)
    |(?P<comment>\#[^\n]*+)
    |(?P<redirect>\d*+(?:&>>?|>>|>\||>&|<<<|<<-?|<>|<&|>(?!\()|<(?!\()))
    |(?P<operator>\|\||&&|;;&?|;&|\|&|[|&;()\n])""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"[^ \t\r\n'\"\\$`|&;()<>]++")
_IN_DOUBLE = re.compile(r'[^"\\$`]++')
_IN_ANSI = re.compile(r"(?:[^'\\]|\\.)*", re.DOTALL)
_IN_BACKTICKS = re.compile(r"(?:[^`\\]|\\.)*", re.DOTALL)
_IN_BRACES = re.compile(r"[^{}]++")
_IN_PARENTHESES = re.compile(r"[^'\"\\()`]++")
_ANSI_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_ANSI_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "e": "\x1b", "b": "\b"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word, its quotes removed.

    Attributes:
        text: the word; `$NAME` stands as written, a substituted command as `UNKNOWN`.
        inner: the texts of the commands it substitutes.
        is_quoted: whether any of it was quoted, so that it is no reserved word.
    """

    text: str
    inner: tuple[str, ...] = ()
    is_quoted: bool = False


@dataclass(slots=True)
class SimpleCommand:
    """The words between two operators.

    Attributes:
        words: in order; empty for a lone redirection.
        inputs: files it reads by `<`.
        outputs: files it writes by `>`, `>>`, `&>`.
        ends_with: the operator behind it: `|`, `;`, `&&`, `(`, `)`, a newline, …; empty at the end.
        inner: command texts substituted within redirections.
    """

    words: list[Word] = field(default_factory=list[Word])
    inputs: list[str] = field(default_factory=list[str])
    outputs: list[str] = field(default_factory=list[str])
    inner: list[str] = field(default_factory=list[str])
    ends_with: str = ""


def simple_commands(text: str) -> Iterator[SimpleCommand]:
    """Split a text of at most `MAX_TEXT` characters; the rest is not looked at.

    Takes time in proportion to the text. Never raises: an unclosed quote ends at the end.
    """
    reader = _Reader(text[:MAX_TEXT])
    command = SimpleCommand()
    redirect = ""
    for token in reader.tokens():
        if isinstance(token, Word):
            if redirect:
                _redirect(command, redirect, token)
                redirect = ""
            else:
                command.words.append(token)
        elif token[-1] in "<>" or token.endswith((">&", "<&", ">|", "<<-")):
            redirect = token.lstrip("0123456789")
        else:
            command.ends_with, redirect = token, ""
            yield command
            command = SimpleCommand()
    yield command


def _redirect(command: SimpleCommand, operator: str, target: Word) -> None:
    command.inner += target.inner
    if operator in ("<", "<>"):
        command.inputs.append(target.text)
    elif operator.startswith((">", "&>")) and not target.text.isdigit():
        command.outputs.append(target.text)


class _Reader:
    """Walks over one text once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at: int = 0

    def tokens(self) -> Iterator[Word | str]:
        """Words, and operators as plain strings."""
        while self._at < len(self._text):
            if match := _TOKEN.match(self._text, self._at):
                self._at = match.end()
                if match.lastgroup in ("redirect", "operator"):
                    yield match[0]
            else:
                yield self._word()

    def _word(self) -> Word:
        parts: list[str] = []
        inner: list[str] = []
        start = self._at
        while self._at < len(self._text):
            before = self._at
            if plain := _PLAIN.match(self._text, self._at):
                parts.append(plain[0])
                self._at = plain.end()
            else:
                self._special(parts, inner)
            if self._at == before:
                break
        if self._at == start:  # an operator no rule above takes
            self._at += 1
        raw = self._text[start : self._at]
        return Word("".join(parts), tuple(inner), is_quoted=any(mark in raw for mark in "'\"\\"))

    def _special(self, parts: list[str], inner: list[str]) -> None:
        """Take one quoted or substituted part; take nothing where the word ends."""
        text, at = self._text, self._at
        mark = text[at]
        if mark == "\\":
            self._at += 2
            if text[at + 1 : at + 2] != "\n":
                parts.append(text[at + 1 : at + 2])
        elif mark == "'":
            end = text.find("'", at + 1)
            end = len(text) if end < 0 else end
            parts.append(text[at + 1 : end])
            self._at = end + 1
        elif mark == '"':
            self._double(parts, inner)
        elif mark in "$`":
            self._dollar(parts, inner)
        elif mark in "<>" and text.startswith("(", at + 1):
            self._at = _after_parenthesis(text, at + 2, 0)
            inner.append(text[at + 2 : self._at - 1])
            parts.append(UNKNOWN)

    def _double(self, parts: list[str], inner: list[str]) -> None:
        text = self._text
        self._at += 1
        while self._at < len(text) and text[self._at] != '"':
            if plain := _IN_DOUBLE.match(text, self._at):
                parts.append(plain[0])
                self._at = plain.end()
            elif text[self._at] == "\\":
                escaped = text[self._at + 1 : self._at + 2]
                if escaped != "\n":
                    parts.append(escaped if escaped in '"\\$`' else "\\" + escaped)
                self._at += 2
            else:
                self._dollar(parts, inner, is_in_double=True)
        self._at += 1

    def _dollar(self, parts: list[str], inner: list[str], *, is_in_double: bool = False) -> None:
        text, at = self._text, self._at
        following = text[at + 1 : at + 2]
        if text[at] == "`":
            body = _IN_BACKTICKS.match(text, at + 1)
            self._at = (body.end() if body else at) + 1
            inner.append(text[at + 1 : self._at - 1].replace("\\`", "`"))
            parts.append(UNKNOWN)
        elif following == "(":
            self._at = _after_parenthesis(text, at + 2, 0)
            if not text.startswith("((", at + 1):  # arithmetic runs nothing
                inner.append(text[at + 2 : self._at - 1])
            parts.append(UNKNOWN)
        elif following == "{":
            self._at = _after_brace(text, at + 2)
            parts.append(text[at : self._at])
            inner += _inner_of_brace(text[at + 2 : self._at - 1])
        elif following == "'" and not is_in_double:
            body = _IN_ANSI.match(text, at + 2)
            end = body.end() if body else at + 2
            parts.append(_ANSI_ESCAPE.sub(_ansi, text[at + 2 : end]))
            self._at = end + 1
        else:
            parts.append("$")
            self._at += 1


def _inner_of_brace(body: str) -> list[str]:
    """Commands substituted within `${NAME:-$(command)}`."""
    found: list[str] = []
    at = body.find("$(")
    while at >= 0:
        end = _after_parenthesis(body, at + 2, 0)
        found.append(body[at + 2 : end - 1])
        at = body.find("$(", end)
    return found


def _ansi(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    if match[2]:
        return chr(int(match[2], 8) & 0xFF)
    return _ANSI_LETTERS.get(match[3], match[3])


def _after_brace(text: str, at: int) -> int:
    depth = 1
    while at < len(text) and depth:
        if plain := _IN_BRACES.match(text, at):
            at = plain.end()
        else:
            depth += 1 if text[at] == "{" else -1
            at += 1
    return at if depth == 0 else len(text) + 1


def _after_parenthesis(text: str, at: int, nesting: int) -> int:
    """The position behind the `)` that closes what opened before `at`; past the end if none."""
    depth = 1
    while at < len(text):
        if plain := _IN_PARENTHESES.match(text, at):
            at = plain.end()
            continue
        mark = text[at]
        at += 1
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if depth == 0:
                return at
        else:
            at = _after_quote(text, at, mark, nesting)
    return len(text) + 1


def _after_quote(text: str, at: int, mark: str, nesting: int) -> int:
    """The position behind a quoted part whose opening `mark` stands before `at`."""
    if mark == "\\":
        return at + 1
    if mark == "'":
        end = text.find("'", at)
        return len(text) if end < 0 else end + 1
    if mark == "`":
        body = _IN_BACKTICKS.match(text, at)
        return (body.end() if body else at) + 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\":
            at += 2
        elif text.startswith("$(", at) and nesting < _MAX_NESTING:
            at = _after_parenthesis(text, at + 2, nesting + 1)
        else:
            plain = _IN_DOUBLE.match(text, at)
            at = plain.end() if plain else at + 1
    return at + 1
