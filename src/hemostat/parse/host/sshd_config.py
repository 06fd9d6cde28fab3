"""sshd_config: how the SSH server lets people in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import SshdOption
from hemostat.parse.place import Place

_LINE = re.compile(r"([^\s=\"]+)(?:[ \t]*=[ \t]*|[ \t]+|$)(.*)", re.DOTALL)
_ARGUMENT = re.compile(
    r'"((?:\\.|[^"\\])*)"|\'((?:\\.|[^\'\\])*)\'|((?:\\.|[^\s"\'#\\]|(?<=\S)#)+)'
)
# Keywords whose value is the rest of the line, quotes and all: a shell gets it.
_RAW = frozenset({"forcecommand"})
_FOLDER = "/etc/ssh"


@dataclass(frozen=True, slots=True)
class SshLine:
    """One line of a file in the form of ssh_config(5): keyword, arguments, and both as text."""

    number: int
    text: str
    keyword: str
    arguments: tuple[str, ...]
    rest: str


def ssh_lines(evidence: Evidence) -> Iterator[SshLine | Unread]:
    """The lines of sshd_config or ssh_config that are neither blank nor comments.

    Keywords come in lower case; `=` may stand for the blank behind them; arguments lose their
    quotes; a # where an argument would begin ends the line. A line whose quotes do not close,
    or without a value, is unread.

    Source: sshd_config(5), ssh_config(5) of OpenSSH 9.2; misc.c (argv_split).
    """
    for number, raw in evidence.lines():
        line = raw.strip(" \t\r\f")
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        arguments = split_arguments(match[2]) if match else None
        if match and arguments:
            yield SshLine(number, line, match[1].lower(), arguments, match[2])
        else:
            yield Unread(evidence.source(number, line), "not a keyword with a value")


def split_arguments(text: str) -> tuple[str, ...] | None:
    """The arguments of a line, unquoted; None where a quote does not close."""
    arguments: list[str] = []
    position = 0
    while True:
        while position < len(text) and text[position] in " \t":
            position += 1
        if position == len(text) or text[position] == "#":
            return tuple(arguments)
        parts: list[str] = []
        while match := _ARGUMENT.match(text, position):
            parts.append(match[1] or match[2] or match[3] or "")
            position = match.end()
        if not parts or (position < len(text) and text[position] not in " \t"):
            return None
        arguments.append("".join(parts))


def parse_sshd_config(evidence: Evidence, place: Place) -> Parsed[SshdOption]:
    """Read one sshd_config file: one record a keyword, with the Match block it stands in.

    A Match block ends at the next one or with its file. `match` of an included file knows only
    its own blocks, not one around the Include line that names it. Include and Match lines are
    records too. ForceCommand keeps its quotes: a shell gets them.

    Source: sshd_config(5) of OpenSSH 9.2.
    """
    del place
    records: list[SshdOption] = []
    unread: list[Unread] = []
    match = ""
    for line in ssh_lines(evidence):
        if isinstance(line, Unread):
            unread.append(line)
            continue
        value = line.rest.strip() if line.keyword in _RAW else " ".join(line.arguments)
        if line.keyword == "match":
            match = value
        records.append(
            SshdOption(
                source=evidence.source(line.number, line.text),
                keyword=line.keyword,
                value=value,
                match=match,
            )
        )
    return Parsed(tuple(records), tuple(unread))


def sshd_includes(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """What an sshd_config file includes; relative patterns stand below /etc/ssh."""
    del place
    return included(evidence, _FOLDER)


def included(evidence: Evidence, folder: str, home: str = "") -> tuple[str, ...]:
    """The absolute patterns of the Include lines: relative ones in `folder`, ~ is `home`."""
    return tuple(
        f"{home}{pattern[1:]}"
        if pattern.startswith("~/")
        else (pattern if pattern.startswith("/") else f"{folder}/{pattern}")
        for line in ssh_lines(evidence)
        if isinstance(line, SshLine) and line.keyword == "include"
        for pattern in line.arguments
    )


def key_files(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """The patterns of authorized_keys files that AuthorizedKeysFile lines name.

    `%u` becomes `*`, `%h` and relative paths begin with `{home}`; for the parser
    `authorized_keys`, with the file's name, or the home's owner, as the account.

    Source: sshd_config(5), AuthorizedKeysFile and TOKENS.
    """
    del place
    patterns: list[str] = []
    for line in ssh_lines(evidence):
        if isinstance(line, SshLine) and line.keyword == "authorizedkeysfile":
            for name in line.arguments:
                if name.lower() == "none":
                    continue
                name = re.sub(r"%[uU]", "*", name.replace("%h", "{home}")).replace("%%", "%")
                is_whole = name.startswith(("/", "{home}"))
                patterns.append(name if is_whole else "{home}/" + name)
    return tuple(patterns)


PARSERS = {"sshd_config": parse_sshd_config}
INCLUDES = {"sshd_config": sshd_includes}
# Files of another format that this one names: pattern functions by the parser that reads them.
NAMES = {"sshd_config": {"authorized_keys": key_files}}
