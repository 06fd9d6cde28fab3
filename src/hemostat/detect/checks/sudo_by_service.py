"""Service accounts that became root, or tried to."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import time_text
from hemostat.detect.names import SHELLS
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.path import name as last_part
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
_INTERPRETERS = re.compile(r"(?:python|perl|ruby|php|lua|node)[\d.]*")
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
        quiet(_WEB, _event("sudo", "www-data", "/usr/local/bin/pihole -g")),
        quiet(_WEB, _event("sudo", "ops", "/bin/bash")),
        quiet(
            Account(name="zabbix", uid=110), _event("sudo", "zabbix", "/bin/sh -c 'smartctl -a'")
        ),
        quiet(_WEB, _event("su", "www-data", target="www-data")),
    ),
)
def sudo_by_service(events: Iterable[LogEvent], accounts: Iterable[Account]) -> Iterator[Claim]:
    """Sudo to a shell, su to root, or a refused sudo by an account that only a daemon uses."""
    closed = {each.name for each in accounts if kind_of(each) is AccountKind.CLOSED}
    for event in events:
        if event.account not in closed:
            continue
        level = _level(event)
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


def _level(event: LogEvent) -> Level | None:
    """How odd it is; None for a command that sudoers may well name."""
    if event.target == event.account:
        return None
    if event.kind == "su":
        return Level.HIGH if event.target == "root" else Level.LOW
    if event.kind == "sudo":
        return Level.HIGH if _opens_shell(event.detail) else None
    if event.kind in ("sudo_refused", "su_refused"):
        return Level.MEDIUM if event.kind == "su_refused" or _opens_shell(event.detail) else None
    return None


def _opens_shell(command: str) -> bool:
    """Whether a command is a shell, or an interpreter given its code on the command line."""
    words = command.split()
    if not words:
        return False
    program = last_part(words[0])
    if program in SHELLS:
        # A script by its path is a program; a shell alone, or with code, is a way in.
        return len(words) == 1 or words[1].startswith("-")
    is_inline = any(word in ("-c", "-e", "-r") for word in words[1:3])
    return program == "su" or bool(_INTERPRETERS.fullmatch(program) and is_inline)
