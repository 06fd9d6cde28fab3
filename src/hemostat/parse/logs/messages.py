"""What one log message says, whoever wrote it down: syslog's text files and the journal alike.

Source: auth.c, auth2.c and monitor of OpenSSH 6 to 10; logging of sudo 1.8/1.9; shadow 4.8 to
4.17; util-linux and shadow `su`; Linux-PAM pam_unix; kernel 3 to 6; vsftpd 3; dovecot 2.
"""

import re
from collections.abc import Callable
from typing import NamedTuple


class Attempt(NamedTuple):
    """A log-in that failed, or was given up. `times`: how many the line stands for."""

    account: str
    address: str
    service: str
    method: str
    outcome: str
    times: int


class Accepted(NamedTuple):
    """A log-in that was let in."""

    account: str
    address: str
    service: str
    method: str
    key: str
    terminal: str


class Event(NamedTuple):
    """Anything else worth keeping. See `LogEvent`."""

    kind: str
    account: str = ""
    target: str = ""
    terminal: str = ""
    detail: str = ""


class Job(NamedTuple):
    """A command that cron started."""

    account: str
    command: str


class Did(NamedTuple):
    """Something a daemon was made to do. See `DaemonEvent`."""

    service: str
    kind: str
    account: str
    address: str
    target: str
    command: str


class Mail(NamedTuple):
    """Mail handed in with a password (`in`), or handed on (`out`), under one queue id."""

    way: str
    queue: str
    account: str
    address: str
    recipients: int
    refused: int


Something = Attempt | Accepted | Event | Job | Did | Mail
Said = Something | None

# A name may hold anything, " from 192.0.2.1 port 1" as well: the last form is sshd's own.
_FAILED = re.compile(
    r"Failed (\S+) for (?:invalid user )?(.*) from (\S+) port \d+(?: ssh2)?(?:: .*)?$", re.DOTALL
)
_INVALID = re.compile(r"(?:Invalid|Illegal) user (.*) from (\S+?)(?: port \d+)?$", re.DOTALL)
_GONE = re.compile(
    r"(?:Connection (?:closed|reset) by|Disconnected from) (?:authenticating|invalid) user (.*)"
    r" (\S+) port \d+ \[preauth\]$",
    re.DOTALL,
)
# An account that exists has a plain name; what a certificate is called stands behind.
_ACCEPTED = re.compile(r"Accepted (\S+) for (\S+) from (\S+) port \d+(?: ssh2)?(?:: \S+ (\S+))?")
_REPEATED = re.compile(r"message repeated (\d{1,6}) times: \[ ?(.*)\]$", re.DOTALL)
_PAM = re.compile(r"pam_\w+\(([\w.-]+):(\w+)\): (.*)", re.DOTALL)
_PAM_FAILED = re.compile(r"authentication failure;.* rhost=(\S*)(?:\s+user=(.*))?$", re.DOTALL)
_PAM_OPENED = re.compile(
    r"session opened for user ([^\s(]+)(?:\(uid=\d+\))? by ([^\s(]*)(?:\(uid=(\d+)\))?"
)
_PAM_PASSWORD = re.compile(r"password changed for (\S+)")
_SUDO = re.compile(r"\s*(\S+) : (.*)", re.DOTALL)
_SUDO_FIELD = re.compile(r"\b(?:HOST|TTY|PWD|USER|COMMAND)=")
_SUDO_NEXT = re.compile(r" ; (?=[A-Z]{2,8}=)")
_SU = (
    re.compile(r"(?P<failed>FAILED SU )?\(to (?P<to>\S+)\) (?P<by>\S+) on (?P<tty>\S+)$"),
    re.compile(r"(?P<failed>FAILED|Successful) su for (?P<to>\S+) by (?P<by>\S+)(?P<tty>)$"),
    re.compile(r"(?P<failed>[+-]) (?P<tty>\S+) (?P<by>[^\s:]+)[:-](?P<to>\S+)$"),
)
_USER_NEW = re.compile(r"new user: name=([^,]+), UID=(\d+)(.*)")
_USER_GONE = re.compile(r"delete user '([^']*)'")
_GROUP_ADDED = re.compile(r"add(?:ed)? (?:user )?'([^']*)' to (?:shadow )?group '([^']*)'")
_MEMBER = re.compile(r"user ([^\s]+) added by ([^\s]+) to group (\S+)")
_USER_CHANGED = re.compile(r"change user '([^']*)' (.*)")
_PASSWORD = re.compile(r"(?:password for|change(?:d)? (?:user )?password(?: for)?) '([^']*)'")
_LOGIN = re.compile(r"(?:ROOT )?LOGIN ON (\S+)(?: BY (\S+))?(?: FROM (\S+))?$")
_LOGIN_FAILED = re.compile(r"FAILED LOGIN .*?(?:FROM (\S+) )?FOR '?([^',]*)'?")
_FTP = re.compile(r"(?:\[pid \d+\] )?\[([^\]]*)\] (OK|FAIL) LOGIN: Client \"([^\"]+)\"")
_MAIL = re.compile(r"\S+-login: .*\(auth failed, (\d{1,6}) attempts.*user=<([^>]*)>.*rip=([^,]+)")
_CRON = re.compile(r"\((\S+)\) CMD \(\s*(.*)\)$", re.DOTALL)
_KERNEL = re.compile(r"\[\s*\d+\.\d+\]\s*")
_CRASHED = re.compile(r"(?:traps: )?([^\s\[:]+)\[\d+\](?: general protection|: segfault at| trap )")
_KILLED = re.compile(
    r"(?:Out of memory: Kill(?:ed)? process|oom-kill:).*?(?:\(([^)]*)\)|task=([^,]*))"
)
_PROMISCUOUS = re.compile(r"(?:device )?([\w.@-]+):? entered promiscuous mode")
_TAINT = re.compile(r"^(\S+): (?:loading out-of-tree module|module verification failed)")
_PROBES_WRITE = re.compile(
    r"(\S+?)\[\d+\] is installing a program with bpf_probe_write_user helper"
)
_DENIED_RUN = re.compile(
    r'apparmor="DENIED" operation="exec"[^\n]{0,60} profile="([^"]{1,200})" name="([^"]{1,200})"'
)
_NO_ARGUMENTS = re.compile(r"process '([^']{1,80})' launched '([^']{1,200})' with NULL argv")
_LOGGERS = re.compile(
    r"(?:rsyslog|syslog(?:-ng)?|auditd|systemd-journald)(?:\.service)?\b"
    r"|System Logging Service|Security Auditing Service|Journal Service"
)
_SHUTS = re.compile(
    r"Reached target .*(?:Power[ -]Off|Reboot|Shutdown)|Shutting down\.|systemd-shutdown"
)


def _sshd(message: str) -> Said:
    head = message[:4]
    if head == "Fail":
        return _failed(message, 1)
    if head == "Acce":
        found = _ACCEPTED.match(message)
        if found:
            key = found[4] or ""
            return Accepted(found[2], found[3], "sshd", found[1], key, "")
        return None
    if head == "mess":
        repeated = _REPEATED.match(message)
        return _failed(repeated[2], int(repeated[1])) if repeated else None
    if head in ("Inva", "Ille"):
        found = _INVALID.match(message)
        return Attempt(found[1], found[2], "sshd", "", "probed", 1) if found else None
    if head in ("Conn", "Disc"):
        found = _GONE.match(message)
        return Attempt(found[1], found[2], "sshd", "", "probed", 1) if found else None
    return _pam(message) if head == "pam_" else None


def _failed(message: str, count: int) -> Said:
    found = _FAILED.match(message)
    if not found or found[1] == "none":
        return None
    return Attempt(found[2], found[3], "sshd", found[1], "failed", count)


def _pam(message: str) -> Said:
    found = _PAM.match(message)
    if not found:
        return None
    service, kind, rest = found[1], found[2], found[3]
    if kind == "session" and service in ("su", "su-l", "runuser"):
        opened = _PAM_OPENED.match(rest)
        by = (opened[2] or _uid(opened[3])) if opened else ""
        return Event("su", by, opened[1]) if opened and service != "runuser" and by else None
    if kind == "chauthtok":
        changed = _PAM_PASSWORD.match(rest)
        return Event("password_changed", "", changed[1]) if changed else None
    if kind == "auth" and service not in ("sshd", "sudo", "su", "su-l"):
        failed = _PAM_FAILED.match(rest)
        if failed and failed[1]:
            return Attempt(failed[2] or "", failed[1], service, "password", "failed", 1)
    return None


def _uid(text: str | None) -> str:
    """An account by its number, where its name is left out; root's own says nothing."""
    return f"#{text}" if text and text != "0" else ""


def _sudo(message: str) -> Said:
    found = _SUDO.match(message)
    # Without a terminal, as below a web server, sudo leaves TTY out.
    if not found or not _SUDO_FIELD.search(found[2]):
        return _pam(message) if message.startswith("pam_") else None
    before, fields = _sudo_fields(found[2])
    kind = "sudo_refused" if before else "sudo"
    detail = fields.get("COMMAND", "")
    return Event(kind, found[1], fields.get("USER", ""), fields.get("TTY", ""), detail)


def _sudo_fields(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the first field, and the fields; a command may hold anything."""
    first = _SUDO_FIELD.search(text)
    if not first:
        return text, {}
    head, command, told = text[first.start() :].partition("COMMAND=")
    fields = {"COMMAND": told} if command else {}
    # A folder may be named `a ; b`: a field ends where the next one begins.
    for each in _SUDO_NEXT.split(head):
        name, _, value = each.partition("=")
        fields.setdefault(name, value.removesuffix(" ; "))
    return text[: first.start()].strip(" ;"), fields


def _su(message: str) -> Said:
    if message.startswith("pam_"):
        return _pam(message)
    for pattern in _SU:
        if found := pattern.match(message):
            mark = found["failed"] or ""
            kind = "su_refused" if mark.startswith(("FAILED", "-")) else "su"
            return Event(kind, found["by"], found["to"], found["tty"])
    return None


def _accounts(message: str) -> Said:
    if found := _USER_NEW.match(message):
        return Event("account_created", "", found[1], "", f"UID={found[2]}{found[3]}")
    if found := _USER_GONE.match(message):
        return Event("account_deleted", "", found[1])
    if found := _GROUP_ADDED.match(message):
        return Event("group_changed", "", found[1], "", found[2])
    if found := _MEMBER.match(message):
        return Event("group_changed", found[2], found[1], "", found[3])
    if found := _USER_CHANGED.match(message):
        return Event("account_changed", "", found[1], "", found[2])
    if found := _PASSWORD.search(message):
        return Event("password_changed", "", found[1])
    return _pam(message) if message.startswith("pam_") else None


def _login(message: str) -> Said:
    if found := _LOGIN.match(message):
        return Accepted(found[2] or "root", found[3] or "", "login", "password", "", found[1])
    if found := _LOGIN_FAILED.match(message):
        return Attempt(found[2], found[1] or "", "login", "password", "failed", 1)
    return None


def _ftp(message: str) -> Said:
    found = _FTP.search(message)
    if not found:
        return _pam(message) if message.startswith("pam_") else None
    if found[2] == "OK":
        return Accepted(found[1], _plain(found[3]), "vsftpd", "password", "", "")
    return Attempt(found[1], _plain(found[3]), "vsftpd", "password", "failed", 1)


def _plain(address: str) -> str:
    return address.removeprefix("::ffff:")


def _mail(message: str) -> Said:
    found = _MAIL.match(message)
    if not found:
        return _pam(message) if message.startswith("pam_") else None
    return Attempt(found[2], found[3], "dovecot", "password", "failed", int(found[1]))


def _cron(message: str) -> Said:
    found = _CRON.match(message)
    return Job(found[1], found[2]) if found else None


def _kernel(message: str) -> Said:
    stamp = _KERNEL.match(message)
    text = message[stamp.end() :] if stamp else message
    if text.startswith("Linux version"):
        return Event("boot", detail=text[:120])
    if found := _CRASHED.match(text):
        return Event("crashed", target=found[1], detail=text[:200])
    if found := _KILLED.match(text):
        return Event("out_of_memory", target=found[1] or found[2] or "", detail=text[:200])
    if found := _TAINT.match(text):
        return Event("module_taint", target=found[1], detail=text[:200])
    if found := _PROMISCUOUS.search(text):
        return Event("promiscuous", target=found[1])
    if found := _PROBES_WRITE.search(text):
        return Event("writes_memory_of_others", target=found[1], detail=text[:200])
    if found := _DENIED_RUN.search(text):
        return Event("denied_run", found[1], found[2], detail=text[:300])
    if found := _NO_ARGUMENTS.search(text):
        return Event("started_without_arguments", found[1], found[2], detail=text[:200])
    return Event("panic", detail=text[:200]) if text.startswith("Kernel panic") else None


def _systemd(message: str) -> Said:
    if message.startswith(("Stopped ", "Stopping ")) and (found := _LOGGERS.search(message)):
        return Event("logging_stopped", target=found[0], detail=message[:120])
    if message.startswith("Started ") and (found := _LOGGERS.search(message)):
        return Event("logging_started", target=found[0], detail=message[:120])
    return Event("shutdown", detail=message[:120]) if _SHUTS.match(message) else None


def _rsyslog(message: str) -> Said:
    if "exiting on signal" in message:
        return Event("logging_stopped", target="rsyslog", detail=message[:120])
    return Event("logging_started", target="rsyslog") if message.endswith("] start") else None


_READERS: dict[str, Callable[[str], Said]] = {
    **dict.fromkeys(("sshd", "sshd-session", "sshd-auth"), _sshd),
    "sudo": _sudo,
    **dict.fromkeys(("su", "su-l"), _su),
    **dict.fromkeys(
        ("useradd", "usermod", "userdel", "groupadd", "gpasswd", "passwd", "chpasswd", "adduser"),
        _accounts,
    ),
    "login": _login,
    "vsftpd": _ftp,
    "dovecot": _mail,
    **dict.fromkeys(("CRON", "CROND", "cron", "crond", "/USR/SBIN/CRON"), _cron),
    "kernel": _kernel,
    "systemd": _systemd,
    **dict.fromkeys(("rsyslogd", "syslogd"), _rsyslog),
    **dict.fromkeys(("proftpd", "pure-ftpd", "xrdp-sesman", "cockpit-session"), _pam),
}
PROGRAMS = frozenset(_READERS)
"""The programs whose messages are read; the journal reader asks for these alone."""


def read_message(program: str, message: str) -> Said:
    """What a message of a program says; None where it says nothing we keep."""
    reader = _READERS.get(program)
    return reader(message) if reader else None
