"""System accounts that someone can log in to."""

from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import (
    LOCKED,
    SET,
    AccountKind,
    has_shell,
    kind_of,
    password_of,
)
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import BACKUP_ACCOUNTS
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, AuthorizedKey, Shadow
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A system account can be logged in to", zh="系统账号可登录"),
    summary=Text(
        en="{account} (user id {uid}) is a system account, yet it has the shell {shell} and a way "
        "in: password {password}, {keys} SSH keys.",
        zh="系统账号 {account}（UID {uid}）具备 shell {shell}，且可登录："
        "口令状态 {password}，SSH 公钥 {keys} 个。",
    ),
    benign=Text(
        en="Some products log in to their own account to copy data or run jobs; their papers say "
        "so, and the account then does little else.",
        zh="部分产品会登录自身账号以同步数据或执行任务，其文档有说明，且该账号别无他用。",
    ),
)

_BASH = HostPath("/bin/bash")
_NOLOGIN = HostPath("/usr/sbin/nologin")


@check(
    "linux.accounts.system-account-can-log-in",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="system_account_login",
    attack=("T1078.003", "T1098"),
    incident_types=("backdoor", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "lock-account", "end-sessions", "find-entry"),
    by_hand="getent passwd {account}; sudo passwd -S {account}",
    examples=(
        fires(
            Account(name="games", uid=5, shell=_BASH),
            Shadow(name="games", password=SET),
        ),
        fires(Account(name="backup", uid=34, shell=_BASH), Shadow(name="backup", password=SET)),
        fires(Account(name="sysupd", uid=450, shell=_BASH), AuthorizedKey(owner="sysupd")),
        # A shell alone opens nothing.
        quiet(
            Account(name="games", uid=5, shell=HostPath("/bin/sh")),
            Shadow(name="games", password=LOCKED),
        ),
        quiet(
            Account(name="www-data", uid=33, shell=_NOLOGIN),
            Shadow(name="www-data", password=LOCKED),
        ),
        quiet(
            Account(name="ann", uid=1000, shell=_BASH),
            Shadow(name="ann", password=SET),
        ),
    ),
)
def system_account_can_log_in(
    accounts: Iterable[Account], shadows: Iterable[Shadow], keys: Iterable[AuthorizedKey]
) -> Iterator[Claim]:
    """A system account has a shell and a password or key.

    They come locked and without a shell; whoever gives them both has a way in that no list of
    people shows. High for those that the system itself brings; low for services that people and
    jobs ordinarily log in to (postgres, git, jenkins).
    """
    shadows, keys = tuple(shadows), tuple(keys)
    for account in accounts:
        kind = kind_of(account)
        if not kind.is_service or not has_shell(account):
            continue
        password = password_of(account, shadows)
        owned = [key for key in keys if key.owner == account.name]
        if password != SET and not owned:
            continue
        if kind is AccountKind.WORKED_IN:
            # Jobs log in with keys: a password on their account is somebody's.
            is_for_jobs = account.name in BACKUP_ACCOUNTS and password == SET
            level = Level.MEDIUM if is_for_jobs else Level.LOW
        else:
            level = Level.HIGH if kind is AccountKind.CLOSED else Level.MEDIUM
        yield Claim(
            subjects=(Subject("account", account.name),),
            because=(account, *(each for each in shadows if each.name == account.name), *owned),
            values={
                "account": account.name,
                "uid": str(account.uid),
                "shell": account.shell or "/bin/sh",
                "password": password,
                "keys": str(len(owned)),
            },
            level=level,
        )
