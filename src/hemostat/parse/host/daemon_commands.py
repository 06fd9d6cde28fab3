"""Commands that daemons run by themselves because their settings say so: one parser for many.

Supervisors, monitoring agents, mail delivery, log daemons: each has a keyword of its own, and
whoever can write the file has a program started without a unit or a job.
"""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

# What stands behind a pipe, with httpd's signs for "no shell" and the like.
# As far as the quote goes in which it stands: a command within may use the other kind.
_PIPE = (
    r"(?P<quote>[\"'])?\|[$|]?\s*"
    r"(?P<command>(?(quote)\S.*?(?=(?<!\\)(?P=quote))|[^\"'\s][^\"']*))"
)
_FORMATS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "supervisor": r"command\s*=\s*(?P<command>\S.*)",
        "audit": r"path\s*=\s*(?P<command>/.*)",
        "incron": r"\S+\s+(?:IN_|\d)[\w,=]*\s+(?P<command>\S.*)",
        "aliases": rf"[^:]+:\s*(?:[^|]*,\s*)?{_PIPE}",
        "forward": rf"(?:[^|]*,\s*)?{_PIPE}",
        "procmail": r"\|\s*(?P<command>\S.*)",
        "snmpd": r"(?:extend(?:-sh)?|exec|sh|pass(?:_persist)?)\s+(?:-\S+\s+\S+\s+)*\S+\s+"
        r"(?P<command>/.*)",
        "zabbix": r"UserParameter\s*=\s*[^,]+,(?P<command>\S.*)",
        "nrpe": r"command\[[^\]]+\]\s*=\s*(?P<command>\S.*)",
        "rsyslog": r"(?:.*\btype\s*=\s*\"omprog\".*?binary\s*=\s*\"(?P<command>[^\"]+)"
        r"|\S+\s+\^(?P<old>/[^;]*))",
        "syslog-ng": r".*\bprogram\s*\(\s*\"(?P<command>/[^\"]+)",
        "monit": r".*\b(?:exec|(?:start|stop|restart)(?:\s+program)?\s*=?)\s+"
        r"\"(?P<command>/[^\"]+)",
        "dnsmasq": r"dhcp-script\s*=\s*(?P<command>\S.*)",
        "mdadm": r"PROGRAM\s+(?P<command>/.*)",
        "keepalived": r"(?:notify\w*|script)\s+\"?(?P<command>/[^\"]+)",
        "postgresql": r"(?:archive|restore|archive_cleanup|recovery_end|ssl_passphrase)_command"
        r"\s*=\s*'(?P<command>[^']+)'",
        "telegraf": r"commands?\s*=\s*\[?\s*[\"'](?P<command>[^\"']+)",
        "postfix": r".*\bargv=(?P<command>/.*)",
        "apache": rf"(?:CustomLog|ErrorLog|TransferLog|GlobalLog)\s+{_PIPE}"
        r"|RewriteMap\s+\S+\s+\"?prg:(?P<old>[^\"]+)",
    }.items()
}
_BY_PATH = (
    ("supervisor", "supervisor"),
    ("/audi", "audit"),
    ("incron", "incron"),
    ("aliases", "aliases"),
    ("forward", "forward"),
    ("procmail", "procmail"),
    ("snmp", "snmpd"),
    ("zabbix", "zabbix"),
    ("nrpe", "nrpe"),
    ("nagios", "nrpe"),
    ("syslog-ng", "syslog-ng"),
    ("rsyslog", "rsyslog"),
    ("monit", "monit"),
    ("dnsmasq", "dnsmasq"),
    ("mdadm", "mdadm"),
    ("keepalived", "keepalived"),
    ("postgresql", "postgresql"),
    ("pgsql", "postgresql"),
    ("telegraf", "telegraf"),
    ("postfix", "postfix"),
    ("apache2", "apache"),
    ("httpd", "apache"),
)
_USER = re.compile(r"user\s*=\s*([\w.-]+)")
# Whose commands run as an account of the daemon's own, or as whoever gets the mail.
_NOT_ROOT = {
    "zabbix": "zabbix",
    "nrpe": "nagios",
    "postgresql": "postgres",
    "telegraf": "telegraf",
    "aliases": "mail",
    "postfix": "nobody",
    "snmpd": "snmp",
}


def parse_daemon_commands(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read settings for the commands in them: one record for each.

    The path says whose settings they are. The account is that of `user=` of supervisor's section,
    else of the home the file stands in, else the one the daemon runs as.

    Raises: nothing.
    Source: the manuals of the daemons named above.
    """
    path = place.path.lower()
    daemon = next((name for part, name in _BY_PATH if part in path), "")
    if not daemon:
        return Parsed()
    account = place.account or _NOT_ROOT.get(daemon, "")
    return Parsed(
        tuple(
            StartupLine(
                source=evidence.source(number, command),
                mechanism=place.mechanism or Mechanism.DAEMON_COMMAND,
                account=user or account,
                trigger=daemon,
                command=command,
            )
            for number, command, user in _commands(evidence, daemon)
        )
    )


def _commands(evidence: Evidence, daemon: str) -> Iterator[tuple[int, str, str]]:
    """Line, command and account of each command."""
    pattern = _FORMATS[daemon]
    held: list[tuple[int, str]] = []
    user = ""
    for number, raw in (*evidence.lines(), (0, "[")):
        line = raw.strip()[:4_000]
        if line.startswith("["):
            yield from ((at, command, user) for at, command in held)
            held, user = [], ""
        elif line.startswith(("#", ";")):
            continue
        elif daemon == "supervisor" and (named := _USER.fullmatch(line)):
            user = named[1]
        elif match := pattern.match(line):
            found = match.groupdict()
            held.append((number, (found["command"] or found.get("old") or "").strip()))


PARSERS = {"daemon_commands": parse_daemon_commands}
