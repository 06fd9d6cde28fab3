"""Service accounts that became root, or tried to."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import time_text
from hemostat.detect.sudo_escape import (
    is_placed,
    makes_root,
    opens_shell,
    starts_shell,
    wraps_shell,
)
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, LogEvent
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A service account became root, or tried to", zh="服务账号切换到 root，或尝试切换"
    ),
    summary=Text(
        en="{account} used {program} as {target} at {time}: {command}",
        zh="{account} 于 {time} 通过 {program} 以 {target} 身份执行：{command}",
    ),
    benign=Text(
        en="Web applications that manage a service are given one command by sudoers; a shell is"
        " not among them.",
        zh="管理类 Web 应用会经 sudoers 获准执行某条命令；但不会是一个 shell。",
    ),
)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_WEB = Account(name="www-data", uid=33, home=HostPath("/var/www"))


def _event(kind: str, account: str, detail: str = "", target: str = "root") -> LogEvent:
    return LogEvent(
        log="text",
        kind=kind,
        time=_WHEN,
        program=kind[:4],
        account=account,
        target=target,
        detail=detail,
    )


@check(
    "linux.sudo.by-service",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="sudo_by_service",
    attack=("T1548.003", "T1078.003"),
    incident_types=("web_intrusion", "backdoor", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "find-entry", "ask-owner"),
    by_hand="grep -aE 'sudo|su' /var/log/auth.log /var/log/secure | grep -aF {account}",
    examples=(
        fires(_WEB, _event("sudo", "www-data", "/bin/bash")),
        fires(_WEB, _event("sudo", "www-data", "/usr/bin/python3 -c 'import pty'")),
        fires(_WEB, _event("su", "www-data")),
        fires(_WEB, _event("sudo", "www-data", "/usr/bin/find . -exec /bin/bash -p ;")),
        fires(_WEB, _event("sudo", "www-data", "/usr/bin/tee -a /etc/sudoers")),
        fires(_event("sudo", "ann", '/usr/bin/awk BEGIN {system("/bin/sh")}')),
        fires(_event("sudo", "tomcat", "/usr/bin/vim -c :!/bin/sh")),
        quiet(_WEB, _event("sudo", "www-data", "/usr/local/bin/pihole -g")),
        quiet(_event("sudo", "ann", "/usr/bin/find /srv -exec sh -c 'wc {}' ;")),
        quiet(_event("sudo", "ann", "/usr/bin/vim /etc/fstab")),
        quiet(_event("sudo", "deploy", "/usr/bin/systemctl restart app")),
        quiet(_WEB, _event("sudo", "ops", "/bin/bash")),
        quiet(
            Account(name="zabbix", uid=110), _event("sudo", "zabbix", "/bin/sh -c 'smartctl -a'")
        ),
        quiet(_WEB, _event("su", "www-data", target="www-data")),
    ),
)
def sudo_by_service(events: Iterable[LogEvent], accounts: Iterable[Account]) -> Iterator[Claim]:
    """Sudo to a shell, su to root, or a refused sudo by an account that only a daemon uses.

    Of every account but root: a shell by way of another program (`find -exec`, `vim -c`), which
    nobody needs who may start one.
    """
    kinds = {each.name: kind_of(each) for each in accounts}
    for event in events:
        level = _level(event, kinds.get(event.account))
        if level is None:
            continue
        yield Claim(
            subjects=(Subject("account", event.account),),
            because=(event,),
            values={
                "account": event.account,
                "program": event.program,
                "target": event.target or "root",
                "time": time_text(event.time),
                "command": event.detail or "-",
            },
            level=level,
            first_seen=event.time,
        )


def _level(event: LogEvent, kind: AccountKind | None) -> Level | None:
    """How odd it is; None for a command that sudoers may well name.

    People and accounts that work in shells may use one: of them only detours to it are odd.
    """
    if event.target == event.account or event.account == "root":
        return None
    is_detour = event.kind.startswith("sudo") and starts_shell(event.detail)
    if kind is not AccountKind.CLOSED:
        return Level.MEDIUM if is_detour and event.kind == "sudo" else None
    if event.kind == "su":
        return Level.HIGH if event.target == "root" else Level.LOW
    is_grave = is_detour or any(
        asked(event.detail) for asked in (opens_shell, is_placed, wraps_shell)
    )
    if event.kind == "sudo":
        if is_grave:
            return Level.HIGH
        if makes_root(event.detail):
            return Level.MEDIUM
        return Level.LOW if event.detail == "list" else None
    if event.kind in ("sudo_refused", "su_refused"):
        return Level.MEDIUM if event.kind == "su_refused" or is_grave else None
    return None
