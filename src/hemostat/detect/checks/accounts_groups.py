"""Members of groups that amount to root."""

from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import AUTOMATION_ACCOUNTS
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, Group
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An account is in a group that amounts to root", zh="账号属于等同 root 权限的用户组"
    ),
    summary=Text(
        en="{account} (user id {uid}) is in the group {group}, whose members can become root or "
        "read every file.",
        zh="{account}（UID {uid}）属于用户组 {group}，其成员可提权为 root 或读取任意文件。",
    ),
    benign=Text(
        en="People who run the host, and build services that need Docker, are put there on "
        "purpose; a daemon that checks passwords may be in shadow.",
        zh="运维人员、需使用 Docker 的构建服务会被有意加入；校验口令的守护进程可能属于 shadow 组。",
    ),
)

# By what a member can do; gid names differ between distributions.
_BECOMES_ROOT = frozenset({"root", "wheel", "sudo", "admin", "sudoers", "google-sudoers"})
_READS_ALL = frozenset({"shadow", "disk", "kmem"})
_STARTS_CONTAINERS = frozenset({"docker", "lxd", "incus-admin"})
# As delivered: Alpine and old Red Hat list these.
_DELIVERED = frozenset(
    {("adm", "disk"), ("daemon", "root"), ("sync", "root"), ("shutdown", "root")}
    | {("halt", "root"), ("operator", "root"), ("saslauth", "shadow"), ("sasl", "shadow")}
)
_NOLOGIN = HostPath("/usr/sbin/nologin")


@check(
    "linux.accounts.service-in-powerful-group",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="powerful_group",
    attack="T1098.007",
    incident_types=("backdoor", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="id {account}; getent group {group}",
    examples=(
        fires(
            Account(name="www-data", uid=33, gid=33, shell=_NOLOGIN),
            Group(name="sudo", gid=27, members=("ann", "www-data")),
        ),
        fires(Account(name="games", uid=5, gid=42), Group(name="shadow", gid=42)),
        quiet(
            Account(name="ann", uid=1000, gid=1000), Group(name="wheel", gid=10, members=("ann",))
        ),
        quiet(
            Account(name="adm", uid=3, gid=4), Group(name="disk", gid=6, members=("root", "adm"))
        ),
        quiet(Account(name="sync", uid=5, gid=0), Group(name="root", gid=0)),
    ),
)
def service_in_powerful_group(
    accounts: Iterable[Account], groups: Iterable[Group]
) -> Iterator[Claim]:
    """A service account is in a group that amounts to root.

    Whoever takes over the service then has the host. High where the system itself brings the
    account; low for containers and for services that administer hosts; people are only context.
    """
    powerful = [
        group
        for group in groups
        if group.gid == 0 or group.name in _BECOMES_ROOT | _READS_ALL | _STARTS_CONTAINERS
    ]
    for account in accounts:
        for group in powerful:
            if account.name not in group.members and account.gid != group.gid:
                continue
            level = _level(account, group)
            if level is not None:
                yield Claim(
                    subjects=(Subject("account", account.name), Subject("group", group.name)),
                    because=(account, group),
                    values={
                        "account": account.name,
                        "uid": str(account.uid),
                        "group": group.name,
                    },
                    level=level,
                )


def _level(account: Account, group: Group) -> Level | None:
    kind = kind_of(account)
    if kind is AccountKind.ROOT or (account.name, group.name) in _DELIVERED:
        return None
    if kind is AccountKind.PERSON:
        # Administrators are in sudo, developers in docker: only the rare groups are worth a line.
        return Level.LOW if group.gid == 0 or group.name in _READS_ALL else None
    if kind is AccountKind.WORKED_IN or account.name in AUTOMATION_ACCOUNTS:
        return Level.LOW
    if group.name in _STARTS_CONTAINERS:
        return Level.MEDIUM if kind is AccountKind.CLOSED else Level.LOW
    is_root_group = group.gid == 0 or group.name in _BECOMES_ROOT
    return Level.HIGH if kind is AccountKind.CLOSED and is_root_group else Level.MEDIUM
