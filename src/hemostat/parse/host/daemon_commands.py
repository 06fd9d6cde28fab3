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
        "fail2ban": r"(?:action(?:start|stop|check|(?:un)?ban|flush|reload|repair|prolong)\w*"
        r"|ignorecommand)\s*=\s*(?P<command>\S.*)",
        "acpi": r"action\s*=\s*(?P<command>\S.*)",
        "exim": r".*?\$\{\s*run\s*(?:,preexpand\s*)?\{\s*(?P<command>[^}]+)"
        r"|\s*(?:command|perl_startup)\s*=\s*(?P<old>\S.*)",
        "lightdm": r"(?:display|greeter|session)-(?:setup|stopped|cleanup|wrapper)(?:-script)?"
        r"\s*=\s*(?P<command>\S.*)",
        "sddm": r"(?:Display(?:Stop)?Command|SessionCommand)\s*=\s*(?P<command>\S.*)",
        "nut": r"(?:NOTIFYCMD|SHUTDOWNCMD|CMDSCRIPT)\s+\"?(?P<command>[^\"]+)",
        "smartd": r".*\s-M\s+exec\s+(?P<command>/\S+)",
        "haproxy": r"\s*external-check\s+command\s+(?P<command>\S.*)|\s*"
        r"command\s+(?P<old>/\S.*)",
        "dovecot": r"\s*(?:executable\s*=\s*(?:script(?:-login)?\s+)?(?P<command>/\S.*)"
        r"|mail_(?:executable|attribute)\w*\s*=\s*(?P<old>/\S.*))",
        "samba": r"\s*(?:(?:root\s+)?(?:preexec|postexec|exec)|magic script|print command"
        r"|(?:add|delete|rename|set) [a-z ]*script|panic action|message command"
        r"|check password script|passwd program|username map script|dfree command|wins hook"
        r"|log(?:on|off) script)\s*=\s*(?P<command>\S.*)",
        "proftpd": r"\s*Exec(?:On(?:Connect|Command|Error|Event|Exit|Restart)|BeforeCommand)\s+"
        r"(?:[^/\s]+\s+)*(?P<command>/\S.*)",
        "lighttpd": r"(?:.*\"bin-path\"\s*=>\s*\"|include_shell\s+\"|\S*log\S*\s*=\s*\"\|)"
        r"\s*(?P<command>[^\"]*\S)\"",
        "uwsgi": r"(?:exec|(?:smart-)?attach-daemon|hook)[\w-]*\s*=\s*(?:exec:)?"
        r"(?P<command>\S.*)",
        "clamav": r"(?:VirusEvent|On(?:Update|Error|Outdated)Execute)\s+(?P<command>\S.*)",
        "sentinel": r"sentinel\s+(?:notification|client-reconfig)-script\s+\S+\s+(?P<command>/\S+)",
        "motion": r"on_\w+\s+(?P<command>/?\S.*)",
        "squid": r"(?:url_rewrite|store_id|redirect|auth_param\s+\w+|logfile_daemon|pinger"
        r"|sslcrtd)(?:_program)?\s+(?:program\s+)?(?P<command>/\S.*)"
        r"|external_acl_type\s+(?:[^/]\S*\s+)+(?P<old>/\S.*)",
        "freeradius": r"\s*program\s*=\s*\"?(?P<command>/[^\"]+)",
        "dkms": r"(?:PRE|POST)_(?:ADD|BUILD|INSTALL|REMOVE)\s*=\s*\"?(?P<command>[^\"]+)"
        r"|MAKE\[?\d*\]?\s*=\s*\"(?P<old>[^\"]+)",
    }.items()
}
_BY_PATH = (
    ("exim", "exim"),
    ("lighttpd", "lighttpd"),
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
    ("fail2ban", "fail2ban"),
    ("lightdm", "lightdm"),
    ("sddm", "sddm"),
    ("/nut/", "nut"),
    ("/ups/", "nut"),
    ("smartd", "smartd"),
    ("haproxy", "haproxy"),
    ("dovecot", "dovecot"),
    ("samba", "samba"),
    ("proftpd", "proftpd"),
    ("uwsgi", "uwsgi"),
    ("clamav", "clamav"),
    ("sentinel", "sentinel"),
    ("motion", "motion"),
    ("squid", "squid"),
    ("radius", "freeradius"),
    ("dkms", "dkms"),
    ("/acpi/", "acpi"),
)
# Indented lines go on with the value above: each is a command of its own.
_CONTINUED = ("fail2ban",)
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
    "clamav": "clamav",
    "exim": "Debian-exim",
    "freeradius": "freerad",
    "haproxy": "haproxy",
    "motion": "motion",
    "sentinel": "redis",
    "squid": "proxy",
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
    user, last = "", 0
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
            last = number
        elif daemon in _CONTINUED and line and raw[0] in " \t" and last == number - 1:
            held.append((number, line))
            last = number


PARSERS = {"daemon_commands": parse_daemon_commands}
