"""Scripts and programs that logrotate runs."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import parent
from hemostat.model.records import Mechanism, PackageHook
from hemostat.parse.place import Place

_SCRIPTS = frozenset({"prerotate", "postrotate", "firstaction", "lastaction", "preremove"})
_PROGRAMS = re.compile(r"(?P<name>compresscmd|uncompresscmd)[ \t=]+(?P<command>\S.*)")
_INCLUDE = re.compile(r"include\s+(?P<path>\S+)")


def parse_logrotate(evidence: Evidence, _place: Place) -> Parsed[PackageHook]:
    """Read logrotate.conf or a file of logrotate.d: one record a line of a script.

    A script stands between prerotate, postrotate, firstaction, lastaction or preremove and
    endscript; compresscmd and uncompresscmd name programs. Other lines are settings.

    Raises: nothing; a script without an end is also unread, for logrotate refuses the file.
    Source: logrotate.conf(5) of logrotate 3.21.
    """
    records: list[PackageHook] = []
    unread: list[Unread] = []
    script, begin = "", 0
    for number, raw in evidence.lines():
        line = raw.strip()
        if script:
            if line == "endscript":
                script = ""
            elif line and not line.startswith("#"):
                records.append(_hook(evidence, number, script, line))
        elif line in _SCRIPTS:
            script, begin = line, number
        elif match := _PROGRAMS.fullmatch(line):
            records.append(_hook(evidence, number, match["name"], match["command"]))
    if script:
        unread.append(Unread(evidence.source(begin, script), "a script without endscript"))
    return Parsed(tuple(records), tuple(unread))


def logrotate_included(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """The files and folders that `include` names, as patterns; a folder's files are meant."""
    patterns: list[str] = []
    for _, raw in evidence.lines():
        if match := _INCLUDE.fullmatch(raw.strip()):
            path = match["path"].strip("\"'")
            path = path if path.startswith("/") else f"{parent(place.path).rstrip('/')}/{path}"
            patterns += [path, f"{path.rstrip('/')}/*"]
    return tuple(patterns)


def _hook(evidence: Evidence, number: int, event: str, command: str) -> PackageHook:
    return PackageHook(
        source=evidence.source(number, command),
        mechanism=Mechanism.LOGROTATE,
        tool="logrotate",
        event=event,
        command=command,
    )


PARSERS = {"logrotate": parse_logrotate}
INCLUDES = {"logrotate": logrotate_included}
