"""What package managers, scanners and name servers wrote into their logs, and nobody read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.known_names import is_pool
from hemostat.detect.log_ins import time_text
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import DaemonEvent
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A log of the host names an intruder's tool or find",
        zh="主机日志中出现攻击工具或查杀结果",
    ),
    summary=Text(
        en="{where}, {time}: {what} {target}. {line}",
        zh="{where}，{time}：{what_zh} {target}。{line}",
    ),
    benign=Text(
        en="Testers install such tools on machines of their own; scanners are wrong at times: look"
        " at the file.",
        zh="安全测试人员会在自己的机器上安装这类工具；查杀也可能误报，请查看该文件。",
    ),
)
_WHAT = {
    "installed": ("installed:", "安装了"),
    "found": ("a scanner found", "查杀发现"),
    "name_asked": ("a mining pool's name was asked for:", "查询了矿池域名"),
}
_TECHNIQUES = {
    "installed": ("T1105",),
    "found": ("T1105", "T1505.003", "T1204.002"),
    "name_asked": ("T1496.001", "T1071.004"),
}
# Whoever has so many of them works with them.
_A_TESTERS = 4
# What others sent is looked at here, and mostly refused.
_OF_OTHERS = ("amavis", "mail", "spool", "quarantine", "/proc/", "/clam")
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _event(kind: str, target: str, path: str = "/var/log/x.log") -> DaemonEvent:
    return DaemonEvent(
        source=Source(path=HostPath(path), line=2),
        log="text",
        service="packages",
        kind=kind,
        time=_WHEN,
        target=target,
    )


@check(
    "linux.log.tool-or-find",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="log_of_host",
    attack=("T1588.002",),
    incident_types=("mining", "webshell", "trojan", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "quarantine-file"),
    by_hand="sed -n {line_number}p {place}",
    examples=(
        fires(_event("installed", "masscan")),
        fires(_event("installed", "xmrig")),
        fires(_event("found", "/var/www/html/a.php")),
        fires(_event("name_asked", "pool.supportxmr.com")),
        quiet(_event("name_asked", "de.pool.ntp.org")),
        quiet(_event("found", "/var/lib/amavis/tmp/p001")),
        quiet(*(_event("installed", each) for each in ("hydra", "sqlmap", "masscan", "hashcat"))),
    ),
)
def tool_or_find(events: Iterable[DaemonEvent]) -> Iterator[Claim]:
    """A tool for guessing, scanning or mining was installed; a scanner found; a pool was asked."""
    told: dict[tuple[str, str], DaemonEvent] = {}
    for event in events:
        if event.kind in _WHAT:
            told.setdefault((event.kind, event.target), event)
    tools = {target for kind, target in told if kind == "installed"}
    for (kind, target), event in told.items():
        if kind == "installed" and len(tools) >= _A_TESTERS:
            continue
        if kind == "found" and any(part in target for part in _OF_OTHERS):
            continue
        if kind != "name_asked" or is_pool(target):
            yield _claim(event)


def _claim(event: DaemonEvent) -> Claim:
    place = event.source.path
    what, what_zh = _WHAT[event.kind]
    is_path, is_name = event.target.startswith("/"), event.kind == "name_asked"
    return Claim(
        subjects=(
            Subject("file", place),
            *((Subject("file", event.target),) if is_path else ()),
        ),
        because=(event,),
        values={
            "where": f"{place}:{event.source.line}",
            "place": place,
            "line_number": str(event.source.line or 1),
            "time": time_text(event.time),
            "what": what,
            "what_zh": what_zh,
            "target": event.target,
            "line": event.command[:200] or event.address,
        },
        attack=_TECHNIQUES[event.kind],
        observables=(Observable("domain-name", event.target),) if is_name else (),
        first_seen=event.time,
    )
