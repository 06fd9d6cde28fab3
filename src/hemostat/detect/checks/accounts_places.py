# ruff: noqa: S108 — paths on the examined host, not ours.
"""Accounts whose home or shell lies where none belongs."""

from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import AccountKind, has_shell, kind_of
from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.concern import concern
from hemostat.detect.places import is_odd
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An account's shell or home lies in an odd place", zh="账号的 shell 或家目录位置异常"
    ),
    summary=Text(
        en="Account {account} (user id {uid}): {path} lies where no shell or home belongs, or "
        "nothing vouches for it.",
        zh="账号 {account}（UID {uid}）的 {path} 位于异常位置，或来源不明。",
    ),
    benign=Text(
        en="Build and test users are given throw-away homes; a company may install its own shell "
        "for a jump host.",
        zh="构建／测试账号可能使用临时家目录；堡垒机可能安装自研登录 shell。",
    ),
)

_BASH = HostPath("/bin/bash")
# Old Debian gave sys the home /dev and /bin/sh.
_DELIVERED = ("", "/", "/dev")


@check(
    "linux.accounts.odd-home-or-shell",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="odd_account_place",
    attack=("T1136.001", "T1564"),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "lock-account", "quarantine-file"),
    by_hand="getent passwd {account}; ls -la {path}",
    examples=(
        fires(Account(name="ann", uid=1001, home=HostPath("/dev/shm/.u"), shell=_BASH)),
        fires(Account(name="ann", uid=1001, home=HostPath("/home/ann"), shell=HostPath("/tmp/sh"))),
        quiet(Account(name="ann", uid=1001, home=HostPath("/home/ann"), shell=_BASH)),
        quiet(Account(name="nobody", uid=65534, home=HostPath("/"), shell=HostPath("/bin/false"))),
        quiet(
            Account(
                name="build", uid=998, home=HostPath("/tmp"), shell=HostPath("/usr/sbin/nologin")
            )
        ),
    ),
)
def odd_home_or_shell(
    accounts: Iterable[Account], files: Files, context: HostContext
) -> Iterator[Claim]:
    """A log-in account's home is hidden or in a folder for scraps, or its shell is.

    A shell in such a place runs whatever was put there at each log-in: high.
    """
    for account in accounts:
        shell = concern(account.shell, files, context) if account.shell else None
        if shell and shell >= Level.MEDIUM:
            yield _claim(account, account.shell, shell)
        elif has_shell(account) and account.home not in _DELIVERED and is_odd(account.home):
            kind = kind_of(account)
            yield _claim(
                account,
                account.home,
                Level.LOW if kind is AccountKind.WORKED_IN else Level.MEDIUM,
            )


def _claim(account: Account, place: HostPath, level: Level) -> Claim:
    return Claim(
        subjects=(Subject("account", account.name), Subject("file", place)),
        because=(account,),
        values={"account": account.name, "uid": str(account.uid), "path": place},
        level=level,
    )
