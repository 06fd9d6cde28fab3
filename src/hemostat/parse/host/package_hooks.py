"""Commands that package managers run by themselves: dpkg, dnf, yum, pacman, and apt's entry."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import is_within
from hemostat.model.records import Mechanism, PackageHook
from hemostat.parse.host.joined_lines import joined_lines
from hemostat.parse.place import Place

_DPKG_OPTION = re.compile(r"-{0,2}(?P<name>[a-z][a-z-]*)(?:(?:\s*=\s*|\s+)(?P<value>.*))?")
_DPKG_HOOKS = frozenset({"pre-invoke", "post-invoke", "status-logger"})
_SETTING = re.compile(r"(?P<key>[A-Za-z][\w.-]*)\s*=\s*(?P<value>.*)", re.DOTALL)
_SECTION = re.compile(r"\[[^\]]*\]")


def parse_dpkg_config(evidence: Evidence, _place: Place) -> Parsed[PackageHook]:
    """Read dpkg.cfg or a file of dpkg.cfg.d: a record for each hook and status logger.

    Other options are settings and give no record.

    Raises: nothing.
    Source: dpkg(1), "Configuration file" and --pre-invoke, --post-invoke, --status-logger.
    """
    records: list[PackageHook] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _DPKG_OPTION.fullmatch(line)
        if match is None:
            unread.append(Unread(evidence.source(number, line), "not an option of dpkg"))
        elif match["name"] in _DPKG_HOOKS and match["value"]:
            command = _unquoted(match["value"])
            records.append(_hook(evidence, (number, line), "dpkg", match["name"], command))
    return Parsed(tuple(records), tuple(unread))


def parse_dnf_actions(evidence: Evidence, place: Place) -> Parsed[PackageHook]:
    """Read post-transaction actions of dnf: `package:state:command` a line.

    Also the actions of dnf5 (`callback:filter:direction:options:command`), by the file's place.

    Raises: nothing.
    Source: dnf-plugins-core, post-transaction-actions; dnf5, libdnf5-actions(8).
    """
    is_dnf5 = is_within(place.path, "/etc/dnf/libdnf5-plugins")
    columns = 5 if is_dnf5 else 3
    records: list[PackageHook] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        parts = line.split(":", columns - 1)
        if len(parts) < columns:
            unread.append(Unread(evidence.source(number, line), f"fewer than {columns} columns"))
            continue
        event = parts[0] if is_dnf5 else ":".join(parts[:-1])
        records.append(_hook(evidence, (number, line), "dnf", event, parts[-1].strip()))
    return Parsed(tuple(records), tuple(unread))


def parse_pacman_hook(evidence: Evidence, _place: Place) -> Parsed[PackageHook]:
    """Read one hook of pacman: its `Exec` lines.

    Raises: nothing.
    Source: alpm-hooks(5) of pacman 6.
    """
    records: list[PackageHook] = []
    unread: list[Unread] = []
    when = ""
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line.startswith("#") or _SECTION.fullmatch(line):
            continue
        key, has_value, value = (part.strip() for part in line.partition("="))
        if not re.fullmatch(r"[A-Za-z]+", key):
            unread.append(Unread(evidence.source(number, line), "not a key of a pacman hook"))
        elif key == "When":
            when = value
        elif key == "Exec" and has_value:
            records.append(_hook(evidence, (number, line), "pacman", when, value))
    return Parsed(tuple(records), tuple(unread))


def parse_package_settings(evidence: Evidence, place: Place) -> Parsed[PackageHook]:
    """Read yum.conf, dnf.conf, zypp.conf and the like: settings that load or run code.

    Plugin folders outside /usr are hooks; plugin code itself is read where it stands.

    Raises: nothing.
    Source: yum.conf(5) and dnf.conf(5): pluginpath, pluginconfpath; zypp.conf: solver and
    commit settings run nothing.
    """
    tool = place.path.rpartition("/")[2].removesuffix(".conf")
    records: list[PackageHook] = []
    unread: list[Unread] = []
    for number, raw in joined_lines(evidence):
        line = raw.strip()
        if not line or line[0] in "#;" or _SECTION.fullmatch(line):
            continue
        match = _SETTING.fullmatch(line)
        if match is None:
            # A value may go on in indented lines.
            if not raw[:1].isspace():
                unread.append(Unread(evidence.source(number, line), "not key=value"))
        elif match["key"].lower() in ("pluginpath", "pluginconfpath"):
            folders = [part for part in re.split(r"[,\s]+", match["value"]) if part]
            records += [
                _hook(evidence, (number, line), tool, match["key"], folder)
                for folder in folders
                if not folder.startswith(("/usr/", "/etc/"))
            ]
    return Parsed(tuple(records), tuple(unread))


def _hook(
    evidence: Evidence, line: tuple[int, str], tool: str, event: str, command: str
) -> PackageHook:
    return PackageHook(
        source=evidence.source(*line),
        mechanism=Mechanism.PACKAGE_HOOK,
        tool=tool,
        event=event,
        command=command,
    )


def _unquoted(value: str) -> str:
    """The value without one pair of quotes around it."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


PARSERS = {
    "dpkg_config": parse_dpkg_config,
    "dnf_actions": parse_dnf_actions,
    "pacman_hook": parse_pacman_hook,
    "package_settings": parse_package_settings,
}
