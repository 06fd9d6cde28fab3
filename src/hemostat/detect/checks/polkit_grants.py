"""Rules of polkit that let a service, or anybody, do everything without a password."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import CLOSED_ACCOUNTS, SERVICE_ACCOUNTS
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, Setting
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A rule of polkit gives root away without a password", zh="polkit 规则允许免密获取 root"
    ),
    summary=Text(
        en="{path} line {line} answers yes to {who} for {what}: pkexec or systemctl then make root "
        "of it, and no password is asked.",
        zh="{path} 第 {line} 行对 {who} 的 {what} 一律放行：可借助 pkexec 或 systemctl 免密变成"
        " root。",
    ),
    benign=Text(
        en="Kiosks, desktops of one person and provisioning tools have such rules for people and "
        "for groups of administrators. A service is given single actions by name.",
        zh="自助终端、单人桌面或部署工具会为个人或管理员组写此类规则；服务账号只应被授予具体操作。",
    ),
)
# Whoever is allowed one of these runs what he likes as root.
_AS_GOOD_AS_ALL = re.compile(
    r"\*|(?:org|com|net|\^?org\\?\.freedesktop|org\.\*|org\.freedesktop\.\*)\.?"
    r"|\S*org\.freedesktop\.policykit\.(?:exec|\*)\S*|\S*org\.freedesktop\.policykit1?\.?"
    r"|\S*org\.freedesktop\.systemd1\.(?:manage-unit-files|\*)?"
)
_ADMINISTRATORS = frozenset(("group sudo", "group wheel", "group admin", "group root", "user root"))
_NOBODY_IN_PARTICULAR = ("anyone", "group users", "group nogroup", "group nobody", "user nobody")
_PLACE = HostPath("/etc/polkit-1/rules.d/10-a.rules")


def _grant(who: str, what: str = "*", keyword: str = "grant") -> Setting:
    source = Source(path=_PLACE, line=1)
    return Setting(source=source, service="polkit", section=who, keyword=keyword, value=what)


@check(
    "linux.polkit.gives-root-away",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="polkit_grant",
    attack=("T1548", "T1098", "T1556"),
    incident_types=("backdoor", "web_intrusion", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence", "find-entry"),
    by_hand="cat -A {path}",
    examples=(
        fires(_grant("user www-data")),
        fires(_grant("group tomcat")),
        fires(_grant("anyone")),
        fires(_grant("anyone", "org.freedesktop.policykit.exec")),
        fires(_grant("anyone here")),
        fires(_grant("user app", "org.freedesktop.systemd1.manage-unit-files"),
              Account(name="app", uid=993)),
        fires(_grant("user nginx", "*", "admin")),
        quiet(_grant("group wheel")),
        quiet(_grant("?")),
        quiet(_grant("anyone", "?")),
        quiet(_grant("user www-data", "org.freedesktop.systemd1.manage-units")),
        quiet(_grant("anyone here", "org.freedesktop.udisks2.filesystem-mount")),
        quiet(_grant("group sudo", "*", "admin")),
        quiet(_grant("user li", "*", "admin"), Account(name="li", uid=1000)),
        quiet(Setting(service="php", section="anyone", keyword="grant", value="*")),
    ),
)  # fmt: skip
def polkit_gives_root_away(
    settings: Iterable[Setting], accounts: Iterable[Account]
) -> Iterator[Claim]:
    """Everything, or what amounts to it, is allowed to an account of a service or to anybody.

    Medium for anybody at the console, and for a service that may confirm as administrator; low
    for a person or a group of his.
    """
    kinds = {account.name: kind_of(account) for account in accounts}
    for setting in settings:
        if setting.service != "polkit" or setting.keyword not in ("grant", "admin"):
            continue
        words = setting.value.replace(";", " ").split()
        if setting.section in _ADMINISTRATORS or not any(map(_AS_GOOD_AS_ALL.fullmatch, words)):
            continue
        level = _level(setting, kinds)
        if level is not None:
            yield Claim(
                subjects=(Subject("file", setting.source.path),),
                because=(setting,),
                values={
                    "path": setting.source.path,
                    "line": str(setting.source.line or 1),
                    "who": setting.section,
                    "what": setting.value[:200],
                },
                level=level,
            )


def _level(setting: Setting, kinds: dict[str, AccountKind]) -> Level | None:
    who = setting.section
    kind, _, name = who.partition(" ")
    if kind == "?":
        return None
    is_closed = name in CLOSED_ACCOUNTS or name in SERVICE_ACCOUNTS
    is_service = kinds[name].is_service if kind == "user" and name in kinds else is_closed
    if setting.keyword == "admin":
        return Level.MEDIUM if is_service and is_closed else None
    if is_service or who in _NOBODY_IN_PARTICULAR:
        return Level.HIGH
    return Level.MEDIUM if who == "anyone here" else Level.LOW
