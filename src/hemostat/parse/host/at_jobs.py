"""Jobs waiting for at and batch."""

import re
from datetime import UTC, datetime

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name
from hemostat.model.records import AtJob
from hemostat.parse.place import Place

# Queue letter (`=` while it runs), five hex digits of job number, eight of minutes since 1970.
_NAME = re.compile(r"[=a-zA-Z][0-9a-f]{5}(?P<minutes>[0-9a-f]{8})")
_HEADER = re.compile(r"#\s*atrun\s+uid=(?P<uid>\d{1,10})\s+gid=\d+")
# What `at` writes before the job itself: comments, umask, the environment, the way to the folder.
_PREAMBLE = re.compile(
    r"""\s* | \#.* | umask\ [0-7]+
    | (?P<name>[A-Za-z_]\w*)=(?:[^;&|`$()<>\\]|\\.)*;\ export\ (?P=name)
    | cd\ (?:[^;&|`$()<>\\]|\\.)*\ \|\|\ \{
    | \s*echo\ 'Execution\ directory\ inaccessible'\ >&2 | \s*exit\ 1 | \s*\}
    | (?:\$\{SHELL:-/bin/sh\}|/bin/sh)\ <<\ '(?P<mark>marcinDELIMITER\w+)'""",
    re.VERBOSE | re.DOTALL,
)
_END_MARK = re.compile(r"marcinDELIMITER\w+")
# Of the environment these steer what runs, so they count as part of the job.
_STEERING = re.compile(r"(LD_\w+|BASH_ENV|ENV|PROMPT_COMMAND|PYTHONSTARTUP|PERL5OPT|NODE_OPTIONS)=")


def parse_at_job(evidence: Evidence, place: Place) -> Parsed[AtJob]:
    """Read one file of the at spool.

    The command is each line that is not, in form, one `at` writes before the job, so that nothing
    hides among the variables. `.SEQ`, the counter, and lock files hold no job.

    Raises: nothing. A file without the header `# atrun uid=…` is one `Unread`.
    Source: at(1) 3.2: at.c (writefile), and its file names in atd.c.
    """
    own_name = name(place.path)
    if own_name in (".SEQ", ".lockfile") or not evidence.data.strip():
        return Parsed()
    lines = list(evidence.lines())
    header = next((m for _, line in lines[:10] if (m := _HEADER.match(line))), None)
    if header is None:
        return Parsed((), (Unread(evidence.source(), "no header of an at job"),))
    kept = [(number, line) for number, line in lines if _is_of_job(line)]
    first, text = kept[0] if kept else (None, "")
    due = _NAME.fullmatch(own_name)
    job = AtJob(
        source=evidence.source(line=first, text=text),
        uid=int(header["uid"]),
        when=_due(int(due["minutes"], 16)) if due else "",
        command="\n".join(line for _, line in kept),
    )
    return Parsed((job,))


def _is_of_job(line: str) -> bool:
    if _STEERING.match(line):
        return True
    return not (_PREAMBLE.fullmatch(line) or _END_MARK.fullmatch(line))


def _due(minutes: int) -> str:
    """RFC 3339 UTC; empty for what no calendar holds."""
    try:
        return datetime.fromtimestamp(minutes * 60, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError, OSError):
        return ""


PARSERS = {"at_job": parse_at_job}
