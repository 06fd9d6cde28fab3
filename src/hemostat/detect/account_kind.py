"""What an account is for: root, a person, or a service; and whether anyone can log in to it."""

from collections.abc import Iterable
from enum import StrEnum

from hemostat.detect.names import CLOSED_ACCOUNTS, NO_LOG_IN, WORKED_IN_ACCOUNTS
from hemostat.detect.places import HOMES, is_odd
from hemostat.model import path
from hemostat.model.records import Account, Group, Shadow

NOBODY = 65_534
# States of passwords, as records have them.
SET, EMPTY, LOCKED, SHADOWED = "set", "empty", "locked", "shadowed"
_FIRST_PERSON = 1_000
# CentOS 6 and older gave people uids from 500 on.
_FIRST_PERSON_ONCE = 500


class AccountKind(StrEnum):
    """What an account is for.

    ROOT: uid 0. PERSON: somebody's own. WORKED_IN: a service that people or jobs ordinarily
    log in to. CLOSED: one that the system or a daemon brings, which nobody logs in to.
    SERVICE: any other with a system uid.
    """

    ROOT = "root"
    PERSON = "person"
    WORKED_IN = "worked_in"
    CLOSED = "closed"
    SERVICE = "service"

    @property
    def is_service(self) -> bool:
        """Whether it belongs to a program, not to somebody."""
        return self not in (AccountKind.ROOT, AccountKind.PERSON)


def kind_of(account: Account) -> AccountKind:
    """What an account is for, by its uid, name and home; a name alone never makes a person.

    The uid borders are those of login.defs(5): 1000, on old Red Hat 500 with a home in /home.
    """
    if account.uid == 0:
        return AccountKind.ROOT
    is_person = account.uid >= _FIRST_PERSON and account.uid != NOBODY
    has_home = any(path.is_within(account.home, folder) for folder in HOMES)
    if account.name in CLOSED_ACCOUNTS or account.name.startswith("systemd-"):
        # A person's uid and a home in /home: someone made this account to work in.
        return AccountKind.WORKED_IN if is_person and has_home else AccountKind.CLOSED
    if not is_person and account.name in WORKED_IN_ACCOUNTS:
        return AccountKind.WORKED_IN
    if is_person or (account.uid >= _FIRST_PERSON_ONCE and has_home):
        return AccountKind.PERSON
    return AccountKind.SERVICE


def has_shell(account: Account) -> bool:
    """Whether a log-in would start something one can work in. An empty field means /bin/sh.

    Only the exact names are trusted: `/usr/sbin/nologin ` with a blank is another program, and so
    is a nologin that lies in /tmp.
    """
    shell = account.shell
    if not shell:
        return True
    return path.name(shell) not in NO_LOG_IN or is_odd(shell)


def password_of(account: Account, shadows: Iterable[Shadow]) -> str:
    """The state of the password that counts: empty, locked, disabled, set, or unknown.

    Of several lines with one name the first counts, as for getspnam(3).
    """
    if account.password != SHADOWED:
        return account.password
    return next((each.password for each in shadows if each.name == account.name), "unknown")


def groups_of(account: Account, groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups an account is in: listed as a member, or by its primary gid."""
    return tuple(
        group for group in groups if account.name in group.members or group.gid == account.gid
    )


def named_by(word: str, accounts: Iterable[Account], groups: Iterable[Group]) -> list[Account]:
    """The accounts a word of sudoers or sshd_config means: a name, #uid, %group or %#gid.

    ALL is not spelled out: it gives none, and neither does a word with ! before it.
    """
    if word.startswith("%"):
        band = word[1:]
        meant = [group for group in groups if band in (group.name, f"#{group.gid}")]
        return [account for account in accounts if groups_of(account, meant)]
    return [account for account in accounts if word in (account.name, f"#{account.uid}")]
