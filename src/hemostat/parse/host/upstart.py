"""Jobs of upstart (/etc/init/*.conf), the init of Ubuntu 6.10–14.10 and RHEL 6."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.host.startup_lines import logical_lines
from hemostat.parse.place import Place

_PHASE = r"(?:(?:pre-start|post-start|pre-stop|post-stop)\s+)?"
_EXEC = re.compile(rf"{_PHASE}exec\s+(?P<command>.+)", re.DOTALL)
_SCRIPT = re.compile(rf"{_PHASE}script")
_END = re.compile(r"end\s+script")
_ENVIRONMENT = re.compile(r"env\s+(?P<assignment>[A-Za-z_]\w*(=.*)?)", re.DOTALL)
_SETUID = re.compile(r"setuid\s+(?P<account>\S+)")
_START_ON = re.compile(r"start\s+on\s+(?P<event>.+)", re.DOTALL)
# The other stanzas of init(5), and lines that go on with a condition in brackets.
_STANZA = re.compile(
    r"(description|author|version|emits|usage|start|stop|manual|respawn|expect|task|instance|"
    r"export|console|umask|nice|oom|chroot|chdir|limit|setgid|normal|kill|reload|debug|apparmor|"
    r"cgroup|import|and|or)\b.*|.*\)|\(.*|import",
    re.DOTALL,
)


def parse_upstart_job(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read one job: a record for each exec, each line of a script, and each `env`.

    The trigger is what stands behind `start on`; without it, the place's.

    Raises: nothing. Each logical line is a record, another stanza of init(5), or `Unread`.
    Source: init(5) of upstart 1.12.
    """
    lines = list(logical_lines(evidence))
    account = next((m["account"] for _, line in lines if (m := _SETUID.fullmatch(line))), "")
    event = next((m["event"] for _, line in lines if (m := _START_ON.fullmatch(line))), "")
    records: list[StartupLine] = []
    unread: list[Unread] = []
    is_script = False
    for number, line in lines:
        source = evidence.source(line=number, text=line)
        if is_script and _END.fullmatch(line):
            is_script = False
        elif command := line if is_script else _command(line):
            records.append(
                StartupLine(
                    source=source,
                    mechanism=place.mechanism or Mechanism.UPSTART,
                    account=account or place.account,
                    trigger=event or place.trigger,
                    command=command,
                )
            )
        elif _SCRIPT.fullmatch(line):
            is_script = True
        elif not (_STANZA.fullmatch(line) or _SETUID.fullmatch(line)):
            unread.append(Unread(source, "no stanza of an upstart job"))
    return Parsed(tuple(records), tuple(unread))


def _command(line: str) -> str:
    """What a line outside a script runs or sets; empty for nothing."""
    if match := _EXEC.fullmatch(line):
        return match["command"]
    if match := _ENVIRONMENT.fullmatch(line):
        return match["assignment"]
    return ""


PARSERS = {"upstart_job": parse_upstart_job}
