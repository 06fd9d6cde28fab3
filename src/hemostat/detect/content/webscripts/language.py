"""What the lexical test must know of a language: where requests come in, what executes."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["command", "code", "class", "write", "object"]


@dataclass(frozen=True, slots=True)
class Sink:
    """Something that executes, loads or writes what it is handed.

    Attributes:
        pattern: up to the place where its arguments begin; `(` included where it has brackets.
        kind: command (a shell or a program), code (of the language), class (byte code),
            object (deserialised), write (a file).
        is_bare: without brackets the arguments end at the statement's end.
    """

    pattern: re.Pattern[str]
    kind: Kind
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """One language of web scripts.

    Attributes:
        name: as people call it.
        endings: of file names, lower case.
        marks: without one of these in the text there is nothing to look for.
        source: what the visitor sends.
        sinks: what executes it.
        comments: what is taken out first.
        joints: what joins two texts: `"a" + "b"`.
        assignment: groups `name` and `value`.
        function: groups `name` and `parameters`; None where calls are not followed.
        chunk: where a function begins, with the same groups; what stands outside counts for all.
        is_interpolated: variables stand within quotes.
        needs: what else a file must have to answer requests.
    """

    name: str
    endings: tuple[str, ...]
    marks: re.Pattern[str]
    source: re.Pattern[str]
    sinks: tuple[Sink, ...]
    comments: re.Pattern[str]
    joints: re.Pattern[str]
    assignment: re.Pattern[str]
    function: re.Pattern[str] | None = None
    chunk: re.Pattern[str] | None = None
    is_interpolated: bool = False
    needs: re.Pattern[str] | None = None


def sink(pattern: str, kind: Kind, *, is_bare: bool = False, is_cased: bool = True) -> Sink:
    """A sink."""
    return Sink(re.compile(pattern, 0 if is_cased else re.IGNORECASE), kind, is_bare)


C_COMMENTS = re.compile(r"/\*(?:[^*]|\*(?!/))*\*/|(?<![:\"'\\])//[^\n]*")
HASH_COMMENTS = re.compile(r"(?m)^[^\S\n]*#[^\n]*")
PLUS = re.compile(r"(?<!\\)([\"'])\s*\+\s*\1")
AMPERSAND = re.compile(r"\"\s*[&+]\s*\"")
DOT = re.compile(r"(?<!\\)([\"'])\s*\.\s*\1")
C_ASSIGNMENT = re.compile(
    r"(?P<name>[A-Za-z_$][\w$]*)\s*(?:\[\s*\])?\s*\+?=(?![=>])(?=(?P<value>(?:(?!%>)[^;]){1,1500}))"
)
C_FUNCTION = re.compile(
    r"\b(?P<name>[A-Za-z_]\w*)\s*\((?P<parameters>[^()]{1,300})\)\s*(?:throws[\w\s,.]+)?\{"
)
