"""Rules of systemd-tmpfiles and systemd-sysusers: files and accounts made at each start."""

import re
from collections.abc import Callable

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Setting
from hemostat.parse.place import Place

_WORD = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|(\S+)')
_FIELDS = 6
"""Of tmpfiles.d before the argument, which reaches to the end of the line."""


def parse_tmpfiles(evidence: Evidence, _place: Place) -> Parsed[Setting]:
    """Read one file of tmpfiles.d: a `tmpfiles` setting for each line.

    The keyword is the type as written (`f+`, `C`, `L!` …), the section the path, the value mode,
    account and argument with blanks between.

    Raises: nothing.
    Source: tmpfiles.d(5), systemd 257.
    """
    return _rules(evidence, "tmpfiles", "path", _type_and_rest)


def parse_sysusers(evidence: Evidence, _place: Place) -> Parsed[Setting]:
    """Read one file of sysusers.d: a `sysusers` setting for each line.

    The keyword is the type (u, g, m, r), the section the name, the value the id (for `m`: the
    group) and what else is said.

    Raises: nothing.
    Source: sysusers.d(5), systemd 257.
    """
    return _rules(evidence, "sysusers", "name", _id_and_rest)


def _rules(
    evidence: Evidence,
    service: str,
    second: str,
    read: Callable[[str, list[re.Match[str]]], tuple[str, str]],
) -> Parsed[Setting]:
    """A setting for each line of at least two words; `read` gives its keyword and value."""
    records: list[Setting] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        words = list(_WORD.finditer(line))
        source = evidence.source(number, line)
        if len(words) < 2:
            unread.append(Unread(source, f"not type {second} …"))
            continue
        keyword, value = read(line, words)
        records.append(
            Setting(
                source=source,
                service=service,
                section=_text(words[1]),
                keyword=keyword,
                value=value,
            )
        )
    return Parsed(tuple(records), tuple(unread))


def _type_and_rest(line: str, found: list[re.Match[str]]) -> tuple[str, str]:
    """Of tmpfiles.d: the argument keeps its blanks and quotes."""
    words = [_text(each) for each in found[:_FIELDS]] + ["-"] * _FIELDS
    argument = line[found[_FIELDS].start() :] if len(found) > _FIELDS else ""
    return words[0], f"{words[2]} {words[3]} {argument}".strip()


def _id_and_rest(_line: str, found: list[re.Match[str]]) -> tuple[str, str]:
    """Of sysusers.d."""
    words = [_text(each) for each in found]
    return words[0].rstrip("!").lower(), " ".join(words[2:])


def _text(match: re.Match[str]) -> str:
    return next((each for each in match.groups() if each is not None), "")


PARSERS = {"tmpfiles": parse_tmpfiles, "sysusers": parse_sysusers}
