"""What logs say of jobs that accounts set, and of root reached by other ways than sudo and su.

Source: crontab of cronie and of Debian, atd 3.1, pkexec of polkit, OpenDoas, systemd-run.
"""

import re

from hemostat.parse.logs.messages import Event, Job, Said

_CRONTAB = re.compile(r"\(([^)\s]{1,64})\) (REPLACE|BEGIN EDIT|DELETE) \(([^)\s]{1,64})\)")
_AT = re.compile(r"Starting job \d+ \(\w+\) for user '([^']{1,64})'")
_PKEXEC = re.compile(
    r"(\S+): Executing command \[USER=([^\]]*)\] \[TTY=([^\]]*)\] \[CWD=[^\]]*\]"
    r" \[COMMAND=(.*)\]$"
)
_PKEXEC_HOLE = re.compile(
    r"(\S+): The value for (?:the SHELL variable|environment variable \S+)"
    r" (?:was not found|contains)"
)
_DOAS = re.compile(r"(?:cmd )?(?:command by )?(\S+) ran command (.*?) as (\S+) from (\S+)")
_RUN = re.compile(r"Started (?:\[systemd-run\] |run-\S+ - (?:\[systemd-run\] )?)?(/.+?)\.?$")


def read_crontab(message: str) -> Said:
    """A crontab that was replaced, by crontab(1)'s own words."""
    found = _CRONTAB.match(message)
    if not found or found[2] != "REPLACE":
        return None
    return Event("crontab_replaced", found[1], found[3])


def read_at(message: str) -> Said:
    """A job of at(1) that was started."""
    found = _AT.match(message)
    return Event("at_job", found[1], found[1]) if found else None


def read_pkexec(message: str) -> Said:
    """A command that pkexec ran, or its complaint when it is started as exploits start it."""
    if found := _PKEXEC.match(message):
        return Event("sudo", found[1], found[2], found[3], found[4])
    if found := _PKEXEC_HOLE.match(message):
        return Event("started_without_arguments", found[1], "/usr/bin/pkexec", "", message[:200])
    return None


def read_doas(message: str) -> Said:
    """A command that doas ran."""
    found = _DOAS.match(message)
    return Event("sudo", found[1], found[3], "", found[2]) if found else None


def read_transient(message: str) -> Said:
    """A unit made on the spot, which is named by its command."""
    found = _RUN.match(message)
    return Job("root", found[1]) if found else None
