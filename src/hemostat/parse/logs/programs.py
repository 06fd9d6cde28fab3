"""Which program's messages are read by what, in syslog's files and in the journal alike."""

from collections.abc import Callable

from hemostat.parse.logs import messages
from hemostat.parse.logs.database_lines import read_database
from hemostat.parse.logs.job_lines import (
    read_at,
    read_crontab,
    read_doas,
    read_pkexec,
    read_transient,
)
from hemostat.parse.logs.mail_lines import read_mail
from hemostat.parse.logs.messages import Said
from hemostat.parse.logs.transfer_lines import read_transfer

_DATABASES = (
    "mysqld mariadbd mysqld_safe mysql mariadb postgres postgresql redis redis-server valkey-server"
)
_MAILERS = (
    "postfix/smtpd postfix/submission/smtpd postfix/submissions/smtpd postfix/smtps/smtpd"
    " postfix/smtp postfix/lmtp postfix/error exim exim4 sendmail sm-mta dovecot"
)
_TRANSFERS = "vsftpd proftpd pure-ftpd"


def _or_plain(reader: Callable[[str], Said]) -> Callable[[str], Said]:
    """A reader that leaves what PAM says to the plain one."""
    return lambda message: (
        messages.read_message("proftpd", message) if message.startswith("pam_") else reader(message)
    )


def _systemd(message: str) -> Said:
    return read_transient(message) or messages.read_message("systemd", message)


_READERS: dict[str, Callable[[str], Said]] = {
    "crontab": read_crontab,
    "atd": read_at,
    "pkexec": read_pkexec,
    "doas": read_doas,
    "systemd": _systemd,
    **dict.fromkeys(_DATABASES.split(), read_database),
    **dict.fromkeys(_MAILERS.split(), _or_plain(read_mail)),
    **dict.fromkeys(_TRANSFERS.split(), _or_plain(read_transfer)),
}
PROGRAMS = messages.PROGRAMS | frozenset(_READERS)
"""The programs whose messages are read; the journal reader asks for these alone."""


def read_message(program: str, message: str) -> Said:
    """What a message of a program says; None where it says nothing we keep."""
    reader = _READERS.get(program)
    return reader(message) if reader else messages.read_message(program, message)
