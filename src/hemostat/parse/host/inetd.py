"""Programs that inetd and xinetd start for each connection."""

import re
from dataclasses import dataclass, field

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import parent
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

_INETD = re.compile(
    r"(?P<service>\S+)\s+(?P<type>\S+)\s+(?P<protocol>\S+)\s+(?P<wait>\S+)\s+(?P<user>\S+)\s+"
    r"(?P<program>\S+)(?:\s+(?P<arguments>.*))?"
)
_ATTRIBUTE = re.compile(r"(?P<key>[A-Za-z_]+)\s*[+-]?=\s*(?P<value>.*)")
_OPENING = re.compile(r"(?P<kind>service|defaults)\b\s*(?P<name>[^\s{]*)\s*(?P<brace>\{)?")
_INCLUDE = re.compile(r"(?P<kind>include|includedir)\s+(?P<path>\S+)")


def parse_inetd(evidence: Evidence, _place: Place) -> Parsed[StartupLine]:
    """Read inetd.conf: one record a service that runs a program; `internal` ones run none.

    The account is that of the user column, without group and class.

    Raises: nothing.
    Source: inetd.conf(5) of openbsd-inetd and inetutils.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _INETD.fullmatch(line)
        if match is None:
            unread.append(Unread(evidence.source(number, line), "fewer than six columns"))
        elif match["program"] != "internal":
            records.append(
                StartupLine(
                    source=evidence.source(number, line),
                    mechanism=Mechanism.INETD,
                    account=re.split(r"[.:/]", match["user"], maxsplit=1)[0],
                    trigger=f"connection to {match['service']}",
                    command=_command(match["program"], match["arguments"] or ""),
                )
            )
    return Parsed(tuple(records), tuple(unread))


@dataclass(slots=True)
class _Service:
    """One `service` block while it is read."""

    name: str = ""
    line: int = 0
    values: dict[str, str] = field(default_factory=dict[str, str])


def parse_xinetd(evidence: Evidence, _place: Place) -> Parsed[StartupLine]:
    """Read xinetd.conf or a file of xinetd.d: one record a service with a server.

    A disabled service is a record too; its trigger says so.

    Raises: nothing.
    Source: xinetd.conf(5) of xinetd 2.3.15.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    block: _Service | None = None
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#") or line == "{":
            continue
        if match := _OPENING.fullmatch(line):
            # A block that was never closed still counts.
            records += _service_record(evidence, block)
            block = _Service(match["name"], number)
        elif line == "}":
            records += _service_record(evidence, block)
            block = None
        elif match := _ATTRIBUTE.fullmatch(line):
            if block is None:
                unread.append(Unread(evidence.source(number, line), "outside of a service"))
            else:
                block.values[match["key"].lower()] = match["value"]
        elif not _INCLUDE.fullmatch(line):
            unread.append(Unread(evidence.source(number, line), "not an attribute of xinetd"))
    records += _service_record(evidence, block)
    return Parsed(tuple(records), tuple(unread))


def xinetd_included(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """What `include` and `includedir` name."""
    patterns: list[str] = []
    for _, raw in evidence.lines():
        if match := _INCLUDE.fullmatch(raw.strip()):
            path = match["path"]
            path = path if path.startswith("/") else f"{parent(place.path).rstrip('/')}/{path}"
            patterns.append(f"{path.rstrip('/')}/*" if match["kind"] == "includedir" else path)
    return tuple(patterns)


def _service_record(evidence: Evidence, block: _Service | None) -> tuple[StartupLine, ...]:
    if block is None or not block.values.get("server"):
        return ()
    values = block.values
    is_disabled = values.get("disable", "no").strip().lower() == "yes"
    # Unlike inetd's, server_args do not begin with argv[0].
    command = f"{values['server']} {values.get('server_args', '')}".strip()
    return (
        StartupLine(
            source=evidence.source(block.line, f"service {block.name}: {command}"),
            mechanism=Mechanism.INETD,
            account=values.get("user", ""),
            trigger=f"connection to {block.name}" + (" (disabled)" if is_disabled else ""),
            command=command,
        ),
    )


def _command(program: str, arguments: str) -> str:
    """Program and arguments; the first argument is argv[0] and goes if it only names it."""
    first, _, rest = arguments.strip().partition(" ")
    if first and first != program.rpartition("/")[2]:
        rest = f"{first} {rest}"
    return f"{program} {rest.strip()}".strip()


PARSERS = {"inetd": parse_inetd, "xinetd": parse_xinetd}
INCLUDES = {"xinetd": xinetd_included}
