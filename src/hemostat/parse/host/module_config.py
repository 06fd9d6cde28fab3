"""Kernel modules by configuration: what is loaded at boot, and what runs instead of a module."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import ModuleDirective
from hemostat.parse.host.joined_lines import joined_lines
from hemostat.parse.place import Place

_NAME = re.compile(r"[A-Za-z0-9_.\-+:,]+")
_DIRECTIVE = re.compile(
    r"(?P<kind>install|remove|options|blacklist|alias|softdep|weakdep|include|config)"
    r"\s+(?P<module>\S+)(?:\s+(?P<rest>.*))?",
    re.DOTALL,
)


def parse_modules_load(evidence: Evidence, _place: Place) -> Parsed[ModuleDirective]:
    """Read a file of modules-load.d or /etc/modules: one module a line, options behind it.

    A path, and anything else that cannot be a module's name, is kept as the name: the line is
    there for a reason, and the check says what it thinks of it.

    Raises: nothing.
    Source: modules-load.d(5); modules(5) of Debian's kmod (options behind the name).
    """
    records: list[ModuleDirective] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        module, _, rest = line.partition(" ")
        if _NAME.fullmatch(module.replace("/", "_")) is None:
            unread.append(Unread(evidence.source(number, line), "not a module's name"))
            continue
        source = evidence.source(number, line)
        records.append(
            ModuleDirective(source=source, kind="load", module=module, command=rest.strip())
        )
    return Parsed(tuple(records), tuple(unread))


def parse_modprobe_config(evidence: Evidence, _place: Place) -> Parsed[ModuleDirective]:
    """Read a file of modprobe.d: one record a directive; `install` and `remove` run a command.

    Raises: nothing.
    Source: modprobe.d(5) of kmod 31; `include` and `config` are of module-init-tools.
    """
    records: list[ModuleDirective] = []
    unread: list[Unread] = []
    for number, raw in joined_lines(evidence):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        source = evidence.source(number, line)
        if match := _DIRECTIVE.fullmatch(line):
            records.append(
                ModuleDirective(
                    source=source,
                    kind=match["kind"],
                    module=match["module"],
                    command=(match["rest"] or "").strip(),
                )
            )
        else:
            unread.append(Unread(source, "not a directive of modprobe.d"))
    return Parsed(tuple(records), tuple(unread))


PARSERS = {"modules_load": parse_modules_load, "modprobe_config": parse_modprobe_config}
