"""Crontabs: of the system, of users, and of anacron."""

import re
from collections.abc import Callable

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name
from hemostat.model.records import CronJob, Mechanism
from hemostat.parse.host.startup_lines import is_never_run
from hemostat.parse.place import Place

# One part of a field: `*`, `5`, `mon-fri`, `*/15`, `0~59` and `~` (cronie's random minute).
_VALUE = r"(?:\d{1,2}|[A-Za-z]{3,9})"
_PART = rf"(?:\*|{_VALUE}|{_VALUE}?[-~]{_VALUE}?)(?:/\d{{1,4}})?"
_FIELD = rf"{_PART}(?:,{_PART})*"
_WORD = r"@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every_minute)"
# cronie and SUSE: a leading `-` keeps root's job out of syslog.
_WHEN = rf"(?P<when>-?{_FIELD}(?:[ \t]+{_FIELD}){{4}}|{_WORD})"
# cronie and OpenBSD: `-n`, `-q`, `-s` before the command steer mail, log and overlap.
_COMMAND = r"(?:-[nqs]+[ \t]+)*(?P<command>\S.*)"

_PERSONAL = re.compile(rf"{_WHEN}[ \t]+{_COMMAND}", re.DOTALL | re.IGNORECASE)
_SYSTEM = re.compile(rf"{_WHEN}[ \t]+(?P<user>\S+)[ \t]+{_COMMAND}", re.DOTALL | re.IGNORECASE)
_ANACRON = re.compile(
    r"(?P<when>(?:\d+|@\w+)[ \t]+\d+[ \t]+[^\s/]+)[ \t]+(?P<command>\S.*)", re.DOTALL
)
# Name and value may be quoted, and blanks may stand around `=`; after a closing quote only blanks.
_VARIABLE = re.compile(
    r"""(?:(["'])(?P<quoted>[^="']+)\1|(?P<name>[^\s="'][^\s=]*))\s*=\s*
        (?:(["'])(?P<value>.*)\4\s*|(?P<bare>(?!["']).*))""",
    re.DOTALL | re.VERBOSE,
)


def parse_system_crontab(evidence: Evidence, place: Place) -> Parsed[CronJob]:
    """Read /etc/crontab or a file of cron.d, whose sixth column names the account.

    Each line that is neither blank, a comment nor a variable yields exactly one job or one
    `Unread`. Debian's cron takes no cron.d file with a dot in its name and cronie does, so such
    a file is read; a file that neither takes (hidden, backup) gives one `Unread`.

    Raises: nothing.
    Source: crontab(5) and cron(8) of Debian's cron 3.0pl1-162; crontab(5) of cronie 1.7.
    """
    return _parse(evidence, place, _SYSTEM, lambda match: match["user"])


def parse_user_crontab(evidence: Evidence, place: Place) -> Parsed[CronJob]:
    """Read the crontab of one account: `place.account`, which the file's name gives.

    Raises: nothing.
    Source: as `parse_system_crontab`; busybox crond for /etc/crontabs.
    """
    return _parse(evidence, place, _PERSONAL, lambda _match: place.account or None)


def parse_anacrontab(evidence: Evidence, place: Place) -> Parsed[CronJob]:
    """Read /etc/anacrontab: `period delay id command`, or `@period delay id command`.

    Raises: nothing. The file names no account; anacron runs as whoever starts it, root.
    Source: anacrontab(5) of anacron 2.3 and cronie.
    """
    return _parse(evidence, place, _ANACRON, lambda _match: None, Mechanism.ANACRON)


def _parse(
    evidence: Evidence,
    place: Place,
    pattern: re.Pattern[str],
    user: Callable[[re.Match[str]], str | None],
    mechanism: Mechanism = Mechanism.CRON,
) -> Parsed[CronJob]:
    jobs: list[CronJob] = []
    unread: list[Unread] = []
    environment: list[str] = []
    if is_never_run(name(place.path)):
        is_blank = all(not line or line.startswith("#") for _, line in _lines(evidence))
        reason = "cron takes no file of this name"
        return Parsed((), () if is_blank else (Unread(evidence.source(), reason),))
    for number, line in _lines(evidence):
        if not line or line.startswith("#"):
            continue
        source = evidence.source(line=number, text=line)
        # As cron does: first a variable, then a job. No job reads as a variable, for a blank
        # and something other than `=` follow its first column.
        if variable := _VARIABLE.fullmatch(line):
            environment.append(_assignment(variable))
        elif match := pattern.fullmatch(line):
            jobs.append(
                CronJob(
                    source=source,
                    when=" ".join(match["when"].split()),
                    user=user(match),
                    command=match["command"],
                    environment=tuple(environment),
                    mechanism=mechanism,
                )
            )
        else:
            unread.append(Unread(source, "neither a job nor a variable"))
    return Parsed(tuple(jobs), tuple(unread))


def _lines(evidence: Evidence) -> list[tuple[int, str]]:
    r"""Lines without the blanks cron skips: space and tab. A \r is part of the command."""
    return [(number, line.strip(" \t")) for number, line in evidence.lines()]


def _assignment(match: re.Match[str]) -> str:
    value = match["bare"].rstrip() if match["value"] is None else match["value"]
    return f"{match['name'] or match['quoted']}={value}"


PARSERS = {
    "system_crontab": parse_system_crontab,
    "user_crontab": parse_user_crontab,
    "anacrontab": parse_anacrontab,
}
