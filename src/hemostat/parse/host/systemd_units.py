"""systemd's units, drop-ins, manager settings, and the links that enable, alias or mask units."""

import posixpath
import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import HostPath, decode, name, normal, parent
from hemostat.model.records import UnitFile, UnitLink
from hemostat.parse.place import Place

_UNIT_NAME = re.compile(
    r".+\.(service|socket|timer|path|mount|automount|swap|target|slice|scope|device)", re.DOTALL
)
_MANAGERS = frozenset({"system.conf", "user.conf"})
_DROP_IN_OF_ALL = frozenset(
    {"service", "socket", "timer", "path", "mount", "automount", "swap", "target", "slice", "scope"}
)
_HOLDERS = (".wants", ".requires", ".upholds")
# What ends a line for systemd: not \n alone, so `# note\rExecStartPre=…` runs, and `cat` hides it.
_LINE_ENDS = re.compile(r"[\r\0]")
_USER_FOLDERS = re.compile(r"/systemd/(user|user\.control|user\.attached|user-generators?)/")


def parse_unit(evidence: Evidence, place: Place) -> Parsed[UnitFile]:
    r"""Read one unit file, drop-in, or system.conf/user.conf with its drop-ins.

    An empty file masks its unit: it gives a record without directives. Values are as written:
    specifiers, quotes and the prefixes of Exec lines (`@-:+!|`) stay. Each line is a section, a
    comment, a blank, a directive, or `Unread`.

    Raises: nothing.
    Source: systemd.syntax(7), systemd.unit(5) of systemd 252; read_line() and config_parse(),
    which end a line at \n, \r and NUL alike.
    """
    unit, is_drop_in = _unit_of(place.path)
    if not unit:
        return Parsed((), (Unread(evidence.source(), "systemd takes no file of this name"),))
    directives: list[str] = []
    unread: list[Unread] = []
    section = ""
    text = ""
    for number, line in _logical_lines(evidence):
        if line.startswith("["):
            if not line.endswith("]"):
                unread.append(Unread(evidence.source(line=number, text=line), "unclosed section"))
            section = line.strip("[]")
            continue
        key, equals, value = line.partition("=")
        if not equals or not section:
            reason = "no directive" if section else "stands before any section"
            unread.append(Unread(evidence.source(line=number, text=line), reason))
            continue
        directives.append(f"{section}.{key.strip()}={value.strip()}")
        if key.startswith("Exec") and not text:
            text = line
    is_user = bool(place.account) or bool(_USER_FOLDERS.search(place.path)) or unit == "user.conf"
    record = UnitFile(
        source=evidence.source(text=text),
        name=unit,
        is_drop_in=is_drop_in,
        is_user=is_user,
        owner=place.account,
        directives=tuple(directives),
    )
    return Parsed((record,), tuple(unread))


def parse_unit_link(evidence: Evidence, place: Place) -> Parsed[UnitLink]:
    """Take one symbolic link below a unit folder; the evidence is its target's text.

    Raises: nothing. A link whose name is no unit's is `Unread`.
    Source: systemd.unit(5), "UNIT FILE LOAD PATH"; systemctl(1), enable and mask.
    """
    folder = name(parent(place.path))
    own_name = name(place.path)
    if not _UNIT_NAME.fullmatch(own_name):
        return Parsed((), (Unread(evidence.source(), "systemd takes no link of this name"),))
    target = decode(evidence.data)
    wanted_by = next((folder.removesuffix(each) for each in _HOLDERS if folder.endswith(each)), "")
    link = UnitLink(
        source=evidence.source(text=target),
        name=own_name,
        wanted_by=wanted_by,
        target=normal(posixpath.join(parent(place.path), target)) if target else HostPath(""),
    )
    return Parsed((link,))


def _unit_of(path: str) -> tuple[str, bool]:
    """The unit a file belongs to, and whether it is a drop-in; no name for what is neither."""
    own_name, folder = name(path), name(parent(path))
    if folder.endswith(".d") and own_name.endswith(".conf"):
        unit = folder.removesuffix(".d")
        known = _UNIT_NAME.fullmatch(unit) or unit in _MANAGERS or unit in _DROP_IN_OF_ALL
        return (unit, True) if known else ("", False)
    is_known = _UNIT_NAME.fullmatch(own_name) or own_name in _MANAGERS
    return (own_name, False) if is_known else ("", False)


def _logical_lines(evidence: Evidence) -> Iterator[tuple[int, str]]:
    r"""Lines that mean something, with the number of their first; `\` at the end joins the next.

    A comment among joined lines is skipped, as systemd does.
    """
    joined: list[str] = []
    first = 0
    for number, raw in evidence.lines():
        for part in _LINE_ENDS.split(raw.lstrip("\ufeff") if number == 1 else raw):
            line = part.strip(" \t")
            if line.startswith(("#", ";")) or (not line and not joined):
                continue
            first = first if joined else number
            if _is_continued(line):
                joined.append(line[:-1])
                continue
            text, joined = " ".join((*joined, line)).strip(), []
            if text:
                yield first, text
    if text := " ".join(joined).strip():
        yield first, text


def _is_continued(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


PARSERS = {"systemd_unit": parse_unit, "systemd_link": parse_unit_link}
