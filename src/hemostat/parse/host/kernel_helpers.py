"""Programs that the kernel itself starts, as root: helpers set in /proc, sysctl.d and binfmt.d."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

# sysctl name → when the kernel runs what it names (Documentation/admin-guide/sysctl/kernel.rst).
_HELPERS = {
    "kernel.core_pattern": "crash",
    "kernel.modprobe": "module",
    "kernel.hotplug": "device",
    "kernel.poweroff_cmd": "poweroff",
    "uevent_helper": "device",
    "release_agent": "cgroup",
}
_FILES = {
    "core_pattern": "kernel.core_pattern",
    "modprobe": "kernel.modprobe",
    "hotplug": "kernel.hotplug",
    "poweroff_cmd": "kernel.poweroff_cmd",
    "uevent_helper": "uevent_helper",
    "release_agent": "release_agent",
}
_SETTING = re.compile(r"-?\s*(?P<key>[^\s=]+)\s*(?:=\s*(?P<value>.*))?", re.DOTALL)
_INTERPRETER = re.compile(r"interpreter (?P<path>.+)")


def parse_kernel_helper(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read one setting below /proc/sys/kernel or /sys: a record if it names a program.

    A core_pattern without a leading `|` is a file name and runs nothing.

    Args:
        evidence: the setting; the kernel ends it with a newline.
        place: its path says which setting it is.

    Raises: nothing.
    Source: core(5); Documentation/admin-guide/sysctl/kernel.rst of Linux 6.6 (modprobe, hotplug,
    poweroff_cmd); cgroups(7), release_agent.
    """
    key = _FILES.get(name(place.path), name(place.path))
    value = evidence.data.decode("utf-8", "backslashreplace").strip("\n")
    return Parsed(_records(evidence, place, (1, key, value)))


def parse_sysctl_config(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read sysctl.conf or a file of sysctl.d: a record for each setting that names a program.

    Raises: nothing.
    Source: sysctl.d(5): names with dots or slashes, `-` before them, # and ; comments.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        match = _SETTING.fullmatch(line)
        if match is None:
            unread.append(Unread(evidence.source(number, line), "not name=value"))
            continue
        key = match["key"].replace("/", ".")
        records += _records(evidence, place, (number, key, match["value"] or ""))
    return Parsed(tuple(records), tuple(unread))


def parse_binfmt_entry(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read one registered format of /proc/sys/fs/binfmt_misc: its interpreter.

    Raises: nothing.
    Source: Documentation/admin-guide/binfmt-misc.rst; fs/binfmt_misc.c (`entry_status`).
    """
    records: list[StartupLine] = []
    for number, line in evidence.lines():
        if match := _INTERPRETER.fullmatch(line):
            records.append(_line(evidence, place, (number, "format", match["path"])))
    return Parsed(tuple(records))


def parse_binfmt_config(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read a file of binfmt.d: `:name:type:offset:magic:mask:interpreter:flags` a line.

    The line's first character separates, whatever it is.

    Raises: nothing.
    Source: binfmt.d(5); Documentation/admin-guide/binfmt-misc.rst.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        parts = line[1:].split(line[0])
        if len(parts) < 6 or not parts[5]:
            unread.append(Unread(evidence.source(number, line), "fewer than six columns"))
            continue
        records.append(_line(evidence, place, (number, "format", parts[5])))
    return Parsed(tuple(records), tuple(unread))


def _records(
    evidence: Evidence, place: Place, setting: tuple[int, str, str]
) -> tuple[StartupLine, ...]:
    """The record of one setting, if it is a helper and names a program."""
    number, key, value = setting
    when, command = _HELPERS.get(key), value.strip()
    if when is None:
        return ()
    if key == "kernel.core_pattern":
        # The kernel wants the bar as the very first character.
        if not command.startswith("|"):
            return ()
        command = command[1:].strip()
    return (_line(evidence, place, (number, when, command)),) if command else ()


def _line(evidence: Evidence, place: Place, found: tuple[int, str, str]) -> StartupLine:
    number, when, command = found
    return StartupLine(
        source=evidence.source(number, command),
        mechanism=place.mechanism or Mechanism.KERNEL_HELPER,
        account="root",
        trigger=when,
        command=command,
    )


PARSERS = {
    "kernel_helper": parse_kernel_helper,
    "sysctl_config": parse_sysctl_config,
    "binfmt_entry": parse_binfmt_entry,
    "binfmt_config": parse_binfmt_config,
}
