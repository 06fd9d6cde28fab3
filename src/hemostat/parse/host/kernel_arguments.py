"""Kernel arguments that replace init, run a command or open a shell: running, and in boot menus."""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

# As a word of its own; in settings of GRUB the words stand in quotes.
_ARGUMENT = re.compile(
    r"""(?:^|[\s"'=])(?P<name>init|rdinit|systemd\.run|rd\.systemd\.run)="""
    r"""(?:\\?"(?P<quoted>[^"\\]*)|'(?P<single>[^']*)|(?P<bare>[^\s"']+))"""
)
_SHELL = re.compile(r"""(?:^|[\s"'=])(?P<name>rd\.break|(?:rd\.)?systemd\.debug[-_]shell)"""
                    r"""(?:=(?P<value>[^\s"']+))?(?=$|[\s"'])""")  # fmt: skip
_OFF = frozenset(("0", "no", "off", "false", "n"))


def parse_kernel_arguments(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read any file that holds kernel arguments: /proc/cmdline, menus and settings of loaders.

    One record for each different value in a file, though a menu repeats it for every kernel. Of
    an argument that runs something the command is its value; of one that opens a shell its name.

    Raises: nothing. Lines without such an argument are ordinary: there are no unread ones.
    Source: kernel-command-line(7) of systemd 255, dracut.cmdline(7) 059, bootparam(7).
    """
    found: dict[tuple[str, str], StartupLine] = {}
    for number, raw in evidence.lines():
        line = raw.strip()
        if line.startswith("#"):
            continue
        for name, command in _arguments(line):
            found.setdefault(
                (name, command),
                StartupLine(
                    source=evidence.source(line=number, text=line[:500]),
                    mechanism=place.mechanism or Mechanism.BOOT_LOADER,
                    account="root",
                    trigger=name,
                    command=command,
                ),
            )
    return Parsed(tuple(found.values()))


def _arguments(line: str) -> Iterator[tuple[str, str]]:
    """The argument's name, and what it runs."""
    for match in _ARGUMENT.finditer(line):
        value = match["quoted"] or match["single"] or match["bare"] or ""
        if value.strip():
            yield match["name"], value.strip()
    for match in _SHELL.finditer(line):
        if (match["value"] or "").lower() not in _OFF:
            yield match["name"], match["name"]


PARSERS = {"kernel_arguments": parse_kernel_arguments}
