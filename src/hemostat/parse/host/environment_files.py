"""Variables that PAM or a desktop sets for every session, without a shell."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.host.joined_lines import joined_lines
from hemostat.parse.place import Place

_ASSIGNMENT = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
_PAM = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<rest>(?:\s+(?:DEFAULT|OVERRIDE)=.*)?)", re.DOTALL)
_PAM_VALUE = re.compile(r"(?:DEFAULT|OVERRIDE)=(\"[^\"]*\"|\S*)")


def parse_pam_environment(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    r"""Read /etc/environment, pam_env.conf or ~/.pam_environment: one record a variable set.

    The record's command is `NAME=value`, as a shell would write it; of `NAME DEFAULT=a
    OVERRIDE=b` both values are records. Both forms are read in every file, for pam_env reads
    ~/.pam_environment in the second form and old versions read the first form there.

    Raises: nothing.
    Source: pam_env(8), pam_env.conf(5) of Linux-PAM 1.5: `#` comments, `\` joins lines.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in joined_lines(evidence):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if match := _ASSIGNMENT.fullmatch(line):
            found = [f"{match['name']}={match['value']}"]
        elif match := _PAM.fullmatch(line):
            found = [f"{match['name']}={value}" for value in _PAM_VALUE.findall(match["rest"])]
        else:
            unread.append(Unread(evidence.source(number, line), "sets no variable"))
            continue
        records += [
            StartupLine(
                source=evidence.source(number, line),
                mechanism=place.mechanism or Mechanism.SHELL_PROFILE,
                account=place.account,
                trigger=place.trigger or "login",
                command=command,
            )
            for command in found
        ]
    return Parsed(tuple(records), tuple(unread))


PARSERS = {"pam_environment": parse_pam_environment}
