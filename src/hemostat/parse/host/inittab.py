"""The table of SysV init and of busybox init."""

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

_ACTIONS = frozenset(
    (
        "respawn",
        "wait",
        "once",
        "boot",
        "bootwait",
        "ondemand",
        "sysinit",
        "powerwait",
        "powerfail",
        "powerokwait",
        "powerfailnow",
        "ctrlaltdel",
        "kbrequest",
        "askfirst",
        "shutdown",
        "restart",
    )
)
# Lines that start nothing: the default runlevel, and what is switched off.
_IDLE = frozenset({"initdefault", "off"})


def parse_inittab(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read `id:runlevels:action:process`.

    Lines whose action starts nothing (`initdefault`, `off`) give no record. The `+` and `-` before
    a process, which steer utmp and log-in shells, are left out.

    Raises: nothing. Each line that is neither blank, a comment nor idle is a record or `Unread`.
    Source: inittab(5) of sysvinit; init/init.c of busybox.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip(" \t")
        if not line or line.startswith("#"):
            continue
        source = evidence.source(line=number, text=line)
        fields = line.split(":", 3)
        action = fields[2].strip() if len(fields) == 4 else ""
        if action in _IDLE:
            continue
        if action not in _ACTIONS:
            unread.append(Unread(source, "not id:runlevels:action:process"))
            continue
        records.append(
            StartupLine(
                source=source,
                mechanism=place.mechanism or Mechanism.INITTAB,
                trigger=action,
                command=fields[3].lstrip("+- \t"),
            )
        )
    return Parsed(tuple(records), tuple(unread))


PARSERS = {"inittab": parse_inittab}
