"""Code that sudo and polkit load or run when they decide who may do what."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

_SUDO = re.compile(r"(?P<kind>Plugin|Path)\s+(?P<name>\S+)\s+(?P<path>\S+)(?:\s+.*)?")
_SUDO_SETTING = re.compile(r"(Set|Debug|Plugin|Path)\s+\S+.*")
_STANDARD = re.compile(r"(sudoers|sudoers_audit|system_group|group_file|sudo_intercept|sesh).*")
_SPAWN = re.compile(r"\bpolkit\s*\.\s*spawn\s*\(\s*\[(?P<arguments>[^\]]*)\]?")


def parse_sudo_conf(evidence: Evidence, _place: Place) -> Parsed[StartupLine]:
    """Read sudo.conf: a record for each plugin or program that is not sudo's own.

    The command is the library or program as written; the trigger says which kind.

    Raises: nothing.
    Source: sudo.conf(5) of sudo 1.9.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        match = _SUDO.fullmatch(line)
        if match and not _STANDARD.fullmatch(match["path"].rpartition("/")[2]):
            trigger = f"sudo {match['kind'].lower()} {match['name']}"
            records.append(_line(evidence, (number, trigger, match["path"])))
        elif match is None and not _SUDO_SETTING.fullmatch(line):
            unread.append(Unread(evidence.source(number, line), "not a setting of sudo.conf"))
    return Parsed(tuple(records), tuple(unread))


def parse_polkit_rules(evidence: Evidence, _place: Place) -> Parsed[StartupLine]:
    """Read a rules file of polkit: a record for each program it spawns.

    What the rules grant is JavaScript and is not judged here.

    Raises: nothing.
    Source: polkit(8) 121, "AUTHORIZATION RULES", polkit.spawn().
    """
    whole = evidence.data.decode("utf-8", "backslashreplace")
    records: list[StartupLine] = []
    number, position = 1, 0
    for match in _SPAWN.finditer(whole):
        number += whole.count("\n", position, match.start())
        position = match.start()
        command = re.sub(r"[\"',\s]+", " ", match["arguments"]).strip()
        records.append(_line(evidence, (number, "polkit", command)))
    return Parsed(tuple(records))


def _line(evidence: Evidence, found: tuple[int, str, str]) -> StartupLine:
    number, trigger, command = found
    return StartupLine(
        source=evidence.source(number, command),
        mechanism=Mechanism.SUDOERS,
        account="root",
        trigger=trigger,
        command=command,
    )


PARSERS = {"sudo_conf": parse_sudo_conf, "polkit_rules": parse_polkit_rules}
