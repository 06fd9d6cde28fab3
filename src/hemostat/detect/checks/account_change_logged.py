"""Changes to accounts of daemons that logs tell of, and jobs such accounts set for themselves."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import time_text
from hemostat.detect.names import SHELLS, words
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Account, LogEvent
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A log tells that a daemon's account was given more, or set a job",
        zh="日志显示服务账号被赋予更多权限，或自行设置了任务",
    ),
    summary=Text(
        en="{account}: {what} at {time} ({where}). {detail}",
        zh="{account}：{what_zh}，{time}（{where}）。{detail}",
    ),
    benign=Text(
        en="An administrator who works as the account of an application; ask who did it.",
        zh="管理员以应用账号身份操作；请核实操作人。",
    ),
)
_WHAT = {
    "account_changed": ("its shell or number was changed", "登录 shell 或 UID 被修改"),
    "group_changed": ("it was put into a group of root's rights", "被加入高权限组"),
    "crontab_replaced": ("it replaced its own crontab", "自行替换了 crontab"),
    "at_job": ("it ran a job of at", "通过 at 执行了任务"),
}
_TECHNIQUES = {
    "account_changed": ("T1078.003",),
    "group_changed": ("T1098.007",),
    "crontab_replaced": ("T1053.003",),
    "at_job": ("T1053.002",),
}
_STRONG = words("sudo wheel root disk shadow admin docker lxd sudoers")
_SHELL = re.compile(r"shell .*to '([^']*)'")
_NUMBER = re.compile(r"\bUID .*to '?0'?(?!\d)")
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_WEB = Account(name="www-data", uid=33, home=HostPath("/var/www"))


def _event(kind: str, target: str, detail: str = "", account: str = "") -> LogEvent:
    return LogEvent(
        source=Source(path=HostPath("/var/log/auth.log"), line=2),
        log="text",
        kind=kind,
        time=_WHEN,
        account=account,
        target=target,
        detail=detail,
    )


@check(
    "linux.account.change-logged",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="account_change",
    attack=("T1098",),
    incident_types=("backdoor", "web_intrusion", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "lock-account", "disable-persistence"),
    by_hand="grep -aF {account} {place}",
    examples=(
        fires(
            _WEB,
            _event("account_changed", "www-data", "shell from '/usr/sbin/nologin' to '/bin/bash'"),
        ),
        fires(_event("account_changed", "ann", "UID from '1001' to '0'")),
        fires(_WEB, _event("group_changed", "www-data", "sudo")),
        fires(_WEB, _event("crontab_replaced", "www-data", account="www-data")),
        fires(_WEB, _event("at_job", "www-data", account="www-data")),
        quiet(_WEB, _event("crontab_replaced", "www-data", account="root")),
        quiet(_WEB, _event("group_changed", "www-data", "ssl-cert")),
        quiet(_event("group_changed", "ann", "sudo")),
        quiet(
            _WEB,
            _event("account_changed", "www-data", "shell from '/bin/sh' to '/usr/sbin/nologin'"),
        ),
        quiet(_event("account_changed", "ann", "UID from '1001' to '2001'")),
    ),
)
def change_logged(events: Iterable[LogEvent], accounts: Iterable[Account]) -> Iterator[Claim]:
    """A daemon's account got a shell, root's number or a strong group; or set jobs for itself."""
    closed = {each.name for each in accounts if kind_of(each) is AccountKind.CLOSED}
    told: set[tuple[str, str]] = set()
    for event in events:
        key = event.kind, event.target
        if event.kind not in _WHAT or key in told:
            continue
        level = _level(event, is_closed=event.target in closed)
        if level is None:
            continue
        told.add(key)
        what, what_zh = _WHAT[event.kind]
        place = event.source.path
        yield Claim(
            subjects=(Subject("account", event.target),),
            because=(event,),
            values={
                "account": event.target,
                "what": what,
                "what_zh": what_zh,
                "time": time_text(event.time),
                "where": f"{place}:{event.source.line}" if event.source.line else place or "-",
                "place": place or "/var/log/auth.log",
                "detail": event.detail[:200],
            },
            level=level,
            attack=_TECHNIQUES[event.kind],
            first_seen=event.time,
        )


def _level(event: LogEvent, *, is_closed: bool) -> Level | None:
    if event.kind == "account_changed" and _NUMBER.search(event.detail):
        return Level.HIGH
    if not is_closed:
        return None
    match event.kind:
        case "account_changed":
            shell = _SHELL.search(event.detail)
            return Level.HIGH if shell and name(shell[1]) in SHELLS else None
        case "group_changed":
            return Level.HIGH if event.detail in _STRONG else None
        case "crontab_replaced":
            return Level.HIGH if event.account == event.target else None
        case _:
            return Level.MEDIUM
