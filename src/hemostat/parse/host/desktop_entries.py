"""XDG autostart entries and D-Bus activation files: what a session or the bus starts."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import DesktopEntry, Mechanism
from hemostat.parse.place import Place

_GROUP = re.compile(r"\[(?P<name>[^\[\]]*)\]")
_KEY = re.compile(r"(?P<key>[A-Za-z0-9-]+)(?:\[[^\]=]*\])?\s*=\s*(?P<value>.*)", re.DOTALL)
_MAIN_GROUPS = frozenset({"desktop entry", "d-bus service"})
_ESCAPES = {r"\s": " ", r"\n": "\n", r"\t": "\t", r"\r": "\r", r"\\": "\\"}
_ESCAPE = re.compile(r"\\[sntr\\]")


def parse_desktop_entry(evidence: Evidence, place: Place) -> Parsed[DesktopEntry]:
    """Read one autostart entry or D-Bus service: one record for each `Exec` of its main group.

    A second `Exec` is a record of its own: readers differ in which of the two they obey. Other
    keys are not records; lines that are neither key, group nor comment are unread. A D-Bus
    service's `User` key is the account.

    Args:
        evidence: the file's bytes.
        place: says whose folder it is and whether autostart or D-Bus starts it.

    Raises: nothing.
    Source: Desktop Entry Specification 1.5, sections 3 and 4; Desktop Application Autostart
    Specification 0.5; D-Bus Specification, "Message Bus Starting Services".
    """
    group = ""
    commands: list[tuple[int, str]] = []
    unread: list[Unread] = []
    is_hidden, user = False, ""
    for number, raw in evidence.lines():
        line = raw.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        if match := _GROUP.fullmatch(line):
            group = match["name"].lower()
        elif match := _KEY.fullmatch(line):
            if group not in _MAIN_GROUPS:
                continue
            key, value = match["key"], match["value"]
            if key == "Exec":
                commands.append((number, _unescaped(value)))
            elif key == "User":
                user = value
            elif _hides(key, value):
                is_hidden = True
        else:
            unread.append(Unread(evidence.source(number, line), "neither group nor key=value"))
    mechanism = place.mechanism or Mechanism.XDG_AUTOSTART
    return Parsed(
        tuple(
            DesktopEntry(
                source=evidence.source(number, command),
                mechanism=mechanism,
                account=user or place.account,
                command=command,
                is_hidden=is_hidden,
            )
            for number, command in commands
        ),
        tuple(unread),
    )


def _hides(key: str, value: str) -> bool:
    """Whether a key keeps the entry from starting or from being shown."""
    is_true = value.strip().lower() == "true"
    if key == "X-GNOME-Autostart-enabled":
        return value.strip().lower() == "false"
    return key in ("Hidden", "NoDisplay") and is_true


def _unescaped(value: str) -> str:
    r"""The value of a key of type string: `\s`, `\n`, `\t`, `\r` and `\\` stand for one sign."""
    return _ESCAPE.sub(lambda match: _ESCAPES[match[0]], value)


PARSERS = {"desktop_entry": parse_desktop_entry}
