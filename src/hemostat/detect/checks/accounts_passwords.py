"""Passwords where none should be, and none where one should be."""

from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import (
    EMPTY,
    LOCKED,
    SET,
    SHADOWED,
    AccountKind,
    has_shell,
    kind_of,
    password_of,
)
from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, Shadow, SshdOption
from hemostat.model.text import Text

IN_PASSWD = RuleTexts(
    title=Text(en="A password hash stands in /etc/passwd", zh="/etc/passwd 中直接写有口令哈希"),
    summary=Text(
        en="Account {account} (user id {uid}) has its password hash in /etc/passwd, past "
        "/etc/shadow: that is how one line is added by hand.",
        zh="账号 {account}（UID {uid}）的口令哈希直接写在 /etc/passwd 中，绕过 /etc/shadow，"
        "常见于手工追加账号。",
    ),
    benign=Text(
        en="Very old systems without shadow passwords have it so for every account.",
        zh="极旧的未启用 shadow 的系统所有账号均如此。",
    ),
)

NO_PASSWORD = RuleTexts(
    title=Text(en="An account has no password at all", zh="账号口令为空"),
    summary=Text(
        en="Account {account} (user id {uid}, shell {shell}) can be entered without a password.",
        zh="账号 {account}（UID {uid}，shell：{shell}）无需口令即可登录或 su。",
    ),
    benign=Text(
        en="Live images and kiosks; guest accounts made on purpose.",
        zh="Live 镜像、自助终端或有意设置的访客账号。",
    ),
)

_BASH = HostPath("/bin/bash")


@check(
    "linux.accounts.hash-in-passwd",
    level=Level.MEDIUM,
    confidence=Level.HIGH,
    category="passwd_hash",
    attack=("T1136.001", "T1098"),
    incident_types=("backdoor", "remote_control"),
    texts=IN_PASSWD,
    next=("keep-evidence", "lock-account", "end-sessions", "find-entry", "ask-owner"),
    by_hand="awk -F: 'length($2) > 2' /etc/passwd",
    examples=(
        fires(
            Account(name="root", uid=0),
            Shadow(name="root", password=SET),
            Account(name="svc", uid=1003, password=SET),
        ),
        quiet(Account(name="root", uid=0), Shadow(name="root", password=SET)),
        quiet(
            Account(name="root", uid=0, password=SET),
            Account(name="ann", uid=1000, password=SET),
        ),
    ),
)
def hash_in_passwd(accounts: Iterable[Account], shadows: Iterable[Shadow]) -> Iterator[Claim]:
    """One account keeps its hash in passwd while the others are shadowed.

    Exploits that may write one file write this one. With uid 0: high. Where no account is
    shadowed the system is old, not broken into.
    """
    accounts = tuple(accounts)
    if not any(account.password == SHADOWED for account in accounts) and not tuple(shadows):
        return
    for account in accounts:
        if account.password != SET:
            continue
        is_service = kind_of(account) in (AccountKind.CLOSED, AccountKind.SERVICE)
        yield Claim(
            subjects=(Subject("account", account.name),),
            because=(account,),
            values={"account": account.name, "uid": str(account.uid)},
            level=Level.HIGH if account.uid == 0 or is_service else Level.MEDIUM,
        )


@check(
    "linux.accounts.empty-password",
    level=Level.MEDIUM,
    confidence=Level.HIGH,
    category="empty_password",
    attack=("T1078.003", "T1098"),
    incident_types=("backdoor", "insider"),
    texts=NO_PASSWORD,
    next=("lock-account", "end-sessions", "ask-owner", "harden"),
    by_hand="sudo passwd -S {account}",
    examples=(
        fires(Account(name="ann", uid=1000, shell=_BASH), Shadow(name="ann", password=EMPTY)),
        fires(Account(name="ann", uid=1000, shell=_BASH, password=EMPTY)),
        quiet(
            Account(name="mail", uid=8, shell=HostPath("/usr/sbin/nologin")),
            Shadow(name="mail", password=LOCKED),
        ),
        quiet(Account(name="ann", uid=1000, shell=_BASH), Shadow(name="ann", password=SET)),
    ),
)
def empty_password(
    accounts: Iterable[Account], shadows: Iterable[Shadow], options: Iterable[SshdOption]
) -> Iterator[Claim]:
    """An account that has a shell has an empty password, so `su` to it asks nothing.

    A web shell becomes it with one command. Root, or a service: high; so is anyone where sshd
    lets empty passwords in. Without a shell it is low.
    """
    shadows = tuple(shadows)
    is_remote = any(
        option.keyword == "permitemptypasswords" and option.value.lower() == "yes"
        for option in options
    )
    for account in accounts:
        if password_of(account, shadows) != EMPTY:
            continue
        level = Level.HIGH if is_remote or kind_of(account) is not AccountKind.PERSON else None
        yield Claim(
            subjects=(Subject("account", account.name),),
            because=(account, *(each for each in shadows if each.name == account.name)),
            values={
                "account": account.name,
                "uid": str(account.uid),
                "shell": account.shell or "/bin/sh",
            },
            level=level if has_shell(account) else Level.LOW,
        )
