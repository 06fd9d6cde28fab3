"""Accounts that share a user id: a second root above all."""

from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import SET, AccountKind, has_shell, kind_of, password_of
from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, AuthorizedKey, Shadow
from hemostat.model.text import Text

SECOND_ROOT = RuleTexts(
    title=Text(en="A second account is root", zh="存在第二个 root 账号"),
    summary=Text(
        en="Account {account} has user id 0, so it is root under another name (shell {shell}, "
        "password {password}).",
        zh="账号 {account} 的 UID 为 0，等同 root（shell：{shell}，口令状态：{password}）。",
    ),
    benign=Text(
        en="Some appliances and old habits keep a spare root (toor, admin). The owner of the host "
        "knows it; it then stands in the installation documents and in older backups.",
        zh="部分设备或旧习惯会保留备用 root（toor、admin）。"
        "此类账号责任人应知情，且早已存在于部署文档和历史备份中。",
    ),
)

SHARED = RuleTexts(
    title=Text(en="Two accounts share a user id", zh="两个账号共用同一 UID"),
    summary=Text(
        en="Account {account} has user id {uid}, which belongs to {other}: to the kernel they are "
        "the same.",
        zh="账号 {account} 与 {other} 共用 UID {uid}，内核视二者为同一用户。",
    ),
    benign=Text(
        en="Virtual FTP or mail users, renamed services and merged hosts share ids on purpose.",
        zh="虚拟 FTP／邮件用户、服务改名或主机合并时会有意共用 UID。",
    ),
)

_ROOT = Account(name="root", uid=0, home=HostPath("/root"), shell=HostPath("/bin/bash"))
_TWIN = Account(name="support", uid=0, home=HostPath("/home/support"), shell=HostPath("/bin/bash"))


@check(
    "linux.accounts.second-uid-0",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="uid_zero",
    attack=("T1136.001", "T1098"),
    incident_types=("backdoor", "remote_control"),
    texts=SECOND_ROOT,
    next=("keep-evidence", "lock-account", "end-sessions", "ask-owner", "find-entry"),
    by_hand="awk -F: '$3 + 0 == 0' /etc/passwd",
    examples=(
        fires(_ROOT, _TWIN),
        fires(_ROOT, _TWIN, Shadow(name="support", password=SET)),
        quiet(_ROOT),
        # A renamed root is still the only one.
        quiet(Account(name="chief", uid=0, shell=HostPath("/bin/bash"))),
    ),
)
def second_root(
    accounts: Iterable[Account], shadows: Iterable[Shadow], keys: Iterable[AuthorizedKey]
) -> Iterator[Claim]:
    """An account besides root has uid 0.

    The name does not matter to the kernel: whoever logs in with it is root, and a watch on the
    name root sees nothing. One that nobody can log in to is a door not yet opened: medium.
    """
    shadows, owners = tuple(shadows), {key.owner for key in keys}
    roots = [account for account in accounts if account.uid == 0]
    first = next((account for account in roots if account.name == "root"), None) or (
        roots[0] if roots else None
    )
    for account in roots:
        if account is first or (first and account.name == first.name):
            continue
        password = password_of(account, shadows)
        is_open = password in ("set", "empty", "unknown") or account.name in owners
        level = Level.HIGH if is_open and has_shell(account) else Level.MEDIUM
        # toor comes with BSD, and with ports of its habits; there without a password.
        if account.name == "toor" and not is_open:
            level = Level.LOW
        yield Claim(
            subjects=(Subject("account", account.name),),
            because=(account, *(each for each in shadows if each.name == account.name)),
            values={
                "account": account.name,
                "shell": account.shell or "/bin/sh",
                "password": password,
            },
            level=level,
            observables=(Observable("user-account", account.name),),
        )


@check(
    "linux.accounts.shared-uid",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="shared_uid",
    attack="T1136.001",
    incident_types=("backdoor",),
    texts=SHARED,
    next=("ask-owner", "keep-evidence", "lock-account"),
    by_hand="getent passwd {uid}; grep -n ':{uid}:' /etc/passwd",
    examples=(
        fires(
            Account(name="mysql", uid=112, shell=HostPath("/bin/false")),
            Account(name="dbhelp", uid=112, shell=HostPath("/bin/bash")),
        ),
        quiet(
            Account(name="nfsnobody", uid=65534, shell=HostPath("/sbin/nologin")),
            Account(name="nobody", uid=65534, shell=HostPath("/sbin/nologin")),
        ),
        quiet(Account(name="mysql", uid=112), Account(name="redis", uid=113)),
    ),
)
def shared_uid(accounts: Iterable[Account]) -> Iterator[Claim]:
    """A log-in account has the uid of another one.

    With the uid of a service it owns the service's data and hides among its processes: medium.
    """
    first: list[Account] = []
    for account in accounts:
        other = next((each for each in first if each.uid == account.uid), None)
        first.append(account)
        if other is None or account.uid == 0 or other.name == account.name:
            continue
        if not has_shell(account):
            continue
        is_service = kind_of(other) in (AccountKind.CLOSED, AccountKind.SERVICE)
        yield Claim(
            subjects=(Subject("account", account.name),),
            because=(account, other),
            values={"account": account.name, "other": other.name, "uid": str(account.uid)},
            level=Level.MEDIUM if is_service and not has_shell(other) else Level.LOW,
        )
