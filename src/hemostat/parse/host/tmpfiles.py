"""Rules of systemd-tmpfiles and systemd-sysusers: files and accounts made at each start."""

import re

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
    records: list[Setting] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        found = list(_WORD.finditer(line))
        if len(found) < 2:
            unread.append(Unread(evidence.source(number, line), "not type path …"))
            continue
        words = [_text(each) for each in found[:_FIELDS]] + ["-"] * _FIELDS
        argument = line[found[_FIELDS].start() :] if len(found) > _FIELDS else ""
        records.append(
            Setting(
                source=evidence.source(number, line),
                service="tmpfiles",
                section=words[1],
                keyword=words[0],
                value=f"{words[2]} {words[3]} {argument}".strip(),
            )
        )
    return Parsed(tuple(records), tuple(unread))


def parse_sysusers(evidence: Evidence, _place: Place) -> Parsed[Setting]:
    """Read one file of sysusers.d: a `sysusers` setting for each line.

    The keyword is the type (u, g, m, r), the section the name, the value the id (for `m`: the
    group) and what else is said.

    Raises: nothing.
    Source: sysusers.d(5), systemd 257.
    """
    records: list[Setting] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        words = [_text(each) for each in _WORD.finditer(line)]
        if len(words) < 2:
            unread.append(Unread(evidence.source(number, line), "not type name …"))
            continue
        records.append(
            Setting(
                source=evidence.source(number, line),
                service="sysusers",
                section=words[1],
                keyword=words[0].rstrip("!").lower(),
                value=" ".join(words[2:]),
            )
        )
    return Parsed(tuple(records), tuple(unread))


def _text(match: re.Match[str]) -> str:
    return next((each for each in match.groups() if each is not None), "")


PARSERS = {"tmpfiles": parse_tmpfiles, "sysusers": parse_sysusers}
