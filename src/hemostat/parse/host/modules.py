"""Loaded kernel modules, from /proc/modules."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import KernelModule
from hemostat.parse.place import Place

_LINE = re.compile(
    r"(?P<name>\S+) (?P<size>\d{1,20}) (?P<count>-|\d+) (?P<users>\S+)"
    r" (?P<state>Live|Loading|Unloading) 0x[0-9a-fA-F]+(?: \((?P<taints>[A-Z+-]+)\))?\s*"
)


def parse_modules(evidence: Evidence, place: Place) -> Parsed[KernelModule]:
    """Read /proc/modules. The file of each module is not named there: `path` stays None.

    Source: proc_modules(5); kernel/module/procfs.c (m_show), Linux 6.18.
    """
    del place
    records: list[KernelModule] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            unread.append(Unread(evidence.source(number, line), "not a module line"))
            continue
        users = tuple(each for each in match["users"].split(",") if each not in ("", "-"))
        records.append(
            KernelModule(
                source=evidence.source(number, line),
                name=match["name"],
                size=int(match["size"]),
                used_by=users,
                state=match["state"],
                taints=match["taints"] or "",
            )
        )
    return Parsed(tuple(records), tuple(unread))


PARSERS = {"proc_modules": parse_modules}
