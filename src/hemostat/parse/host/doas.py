"""doas.conf: who may run what as whom, in the words of sudoers."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import SudoRule
from hemostat.parse.place import Place

_RULE = re.compile(
    r"(?P<answer>permit|deny)\s+(?P<options>(?:(?:nopass|nolog|persist|keepenv"
    r"|setenv\s*\{[^}]*\})\s+)*)(?P<who>\S+)(?:\s+as\s+(?P<target>\S+))?"
    r"(?:\s+cmd\s+(?P<command>\S+)(?:\s+args(?P<arguments>.*))?)?"
)


def parse_doas(evidence: Evidence, _place: Place) -> Parsed[SudoRule]:
    """Read doas.conf: one `SudoRule` for each `permit` that no later `deny` takes back.

    A group has sudo's percent sign for doas's colon; no command is ALL, no target is root.

    Raises: nothing.
    Source: doas.conf(5) of OpenDoas 6.8.
    """
    records: list[SudoRule] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = re.sub(r"(?:^|\s)#.*", "", raw).strip()
        if not line:
            continue
        match = _RULE.fullmatch(line)
        if match is None:
            unread.append(Unread(evidence.source(number, line), "not permit or deny … identity"))
            continue
        who = match["who"].strip("\"'")
        who = f"%{who[1:]}" if who.startswith(":") else who
        if match["answer"] == "deny":
            if not match["command"] and not match["target"]:
                records = [each for each in records if each.users != (who,)]
            continue
        command = " ".join(
            each.strip("\"' ") for each in (match["command"] or "ALL", match["arguments"] or "")
        )
        records.append(
            SudoRule(
                source=evidence.source(number, line),
                users=(who,),
                hosts=("ALL",),
                run_as=(match["target"].strip("\"'"),) if match["target"] else (),
                commands=(command.strip(),),
                is_nopasswd="nopass" in match["options"].split(),
                text=line,
            )
        )
    return Parsed(tuple(records), tuple(unread))


PARSERS = {"doas": parse_doas}
