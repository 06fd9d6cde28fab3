"""What the kernel's own log says of code that came into it, and of holes that were tried."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.checks.kernel_module import is_ordinary_module
from hemostat.detect.commands_of_daemons import is_loose
from hemostat.detect.log_ins import time_text
from hemostat.detect.names import SHELLS
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import KernelModule, LogEvent
from hemostat.model.text import Text

MODULE_TEXTS = RuleTexts(
    title=Text(
        en="A module from outside came into the kernel, and is gone from view",
        zh="内核日志显示加载过树外模块，但现在看不到它",
    ),
    summary=Text(
        en="{module} was loaded at {time} ({where}): {message}. {seen}",
        zh="{module} 于 {time} 加载（{where}）：{message}。{seen}",
    ),
    benign=Text(
        en="A driver built on the host and removed since; its maker is named by `modinfo`.",
        zh="在本机编译、后来已移除的驱动；可用 modinfo 查看其来源。",
    ),
)
HOLE_TEXTS = RuleTexts(
    title=Text(en="The kernel's log tells of a hole that was tried", zh="内核日志显示漏洞利用痕迹"),
    summary=Text(
        en="{what} {count} time(s), first {time} ({where}): {message}",
        zh="{what} 共 {count} 次，首次 {time}（{where}）：{message}",
    ),
    benign=Text(
        en="Tools that trace with bpf, a broken update, or a faulty memory chip.",
        zh="使用 bpf 的跟踪工具、升级不完整，或内存硬件故障。",
    ),
)
# Names that rootkits published as source carry, and what they say of themselves.
_ROOTKIT = re.compile(
    r"rootkit|diamorphine|reptile|suterusu|adore|knark|kbeast|enyelkm|phalanx|nurupo|puszek|beurk"
    r"|singularity|caraxes|kovid|brokepkg|rkduck|pumakit|puma|drovorub|skidmap|sutersu|wkmr|azazel"
    r"|horsepill|subversive|mopsy|honeypot_?lkm|keylog|^hide|hide_?(?:proc|pid|file)|revshell"
    r"|backdoor|nitol|syslogk|krasue|fontonlake|ebpfkit|boopkit|triplecross",
    re.IGNORECASE,
)
_GUARDS = frozenset(("sshd", "sshd-session", "sudo", "su", "pkexec", "polkitd", "passwd", "login"))
# Daemons that strangers reach, and that start no shell by themselves.
_SERVES = re.compile(
    r"mysqld|mariadbd|named|ntpd|chronyd|slapd|squid|apache2|httpd|nginx|unbound|redis|dnsmasq"
    r"|php-fpm|rsyslogd|memcached|postgres|tomcat"
)
MANY = 10
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _event(kind: str, target: str, account: str = "", minute: int = 0) -> LogEvent:
    return LogEvent(
        source=Source(path=HostPath("/var/log/kern.log"), line=1 + minute),
        log="text",
        kind=kind,
        time=_WHEN.replace(minute=minute),
        program="kernel",
        account=account,
        target=target,
        detail=f"{target}: loading out-of-tree module taints kernel.",
    )


@check(
    "linux.kernel.log-names-module",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="kernel_module",
    attack=("T1547.006", "T1014"),
    incident_types=("rootkit", "backdoor"),
    texts=MODULE_TEXTS,
    next=("keep-evidence", "keep-running", "isolate-host", "rebuild-host"),
    by_hand="grep -aF {module} {place}; lsmod | grep -F {module}; modinfo {module}",
    examples=(
        fires(_event("module_taint", "diamorphine")),
        fires(_event("module_taint", "xt_rootkit")),
        fires(KernelModule(name="ext4", state="Live"), _event("module_taint", "netacc")),
        quiet(_event("module_taint", "nvidia")),
        quiet(_event("module_taint", "mydriver")),
        quiet(KernelModule(name="mydriver", state="Live"), _event("module_taint", "mydriver")),
        quiet(KernelModule(name="ext4", state="Live"), _event("module_taint", "vboxdrv")),
    ),
)
def log_names_module(
    events: Iterable[LogEvent], modules: Iterable[KernelModule], context: HostContext
) -> Iterator[Claim]:
    """An out-of-tree module was loaded that names itself a rootkit, or that is listed no more.

    Drivers of ordinary makers are out of tree as well, and are known by their names; those of
    others are judged by their files while they are listed.
    """
    loaded = {each.name.replace("-", "_") for each in modules}
    events = tuple(events)
    began = max((each.time for each in events if each.kind == "boot" and each.time), default=None)
    told: set[str] = set()
    for event in events:
        if event.kind not in ("module_taint", "module_loaded") or event.target in told:
            continue
        name = event.target.replace("-", "_")
        is_named = bool(_ROOTKIT.search(name))
        is_now = began is None or (event.time is not None and event.time >= began)
        is_gone = bool(loaded) and context.is_running and is_now and name not in loaded
        if event.kind == "module_loaded" and not is_named:
            continue
        if not is_named and (not is_gone or is_ordinary_module(name)):
            continue
        told.add(event.target)
        yield Claim(
            subjects=(Subject("module", event.target), Subject("file", event.source.path)),
            because=(event,),
            values={
                "module": event.target,
                "time": time_text(event.time),
                "where": f"{event.source.path}:{event.source.line}",
                "place": event.source.path,
                "message": event.detail[:160],
                "seen": "" if name in loaded or not loaded else "lsmod: -",
            },
            level=Level.HIGH if is_named else Level.MEDIUM,
            first_seen=event.time,
        )


@check(
    "linux.kernel.log-names-hole",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="kernel_log",
    attack="T1068",
    incident_types=("rootkit", "remote_control"),
    texts=HOLE_TEXTS,
    next=("keep-evidence", "find-entry", "ask-owner"),
    by_hand="grep -aE 'segfault|general protection|NULL argv|bpf_probe_write' {place} | tail -40",
    examples=(
        fires(_event("started_without_arguments", "/usr/bin/pkexec", "x")),
        fires(_event("writes_memory_of_others", "kworker_d")),
        fires(_event("denied_run", "/usr/bin/dash", "/usr/sbin/mysqld")),
        quiet(_event("denied_run", "/usr/bin/dash", "/usr/sbin/cupsd")),
        fires(*(_event("crashed", "sshd", minute=n) for n in range(12))),
        quiet(*(_event("crashed", "php-fpm8.2", minute=n) for n in range(12))),
        quiet(_event("crashed", "sudo")),
        quiet(_event("started_without_arguments", "./test")),
    ),
)
def log_names_hole(events: Iterable[LogEvent]) -> Iterator[Claim]:
    """Programs that guard the way to root crash in numbers, or are started as exploits start them.

    Writing to another program's memory by bpf is what rootkits do, and a few tracers of tests.
    """
    found: dict[tuple[str, str], list[LogEvent]] = {}
    for event in events:
        name = event.target.rpartition("/")[2]
        is_guard = name in _GUARDS
        if event.kind == "writes_memory_of_others" or (
            is_guard and event.kind in ("crashed", "started_without_arguments")
        ):
            found.setdefault((event.kind, name), []).append(event)
        is_denied = event.kind == "denied_run" and _SERVES.search(event.account)
        if is_denied and (name in SHELLS or is_loose(event.target)):
            found.setdefault((event.kind, name), []).append(event)
    for (kind, name), each in found.items():
        if kind == "crashed" and len(each) < MANY:
            continue
        first = each[0]
        yield Claim(
            subjects=(Subject("file", first.source.path),),
            because=tuple(each[:5]),
            values={
                "what": f"{name} ({kind})",
                "count": str(len(each)),
                "time": time_text(first.time),
                "where": f"{first.source.path}:{first.source.line}",
                "place": first.source.path,
                "message": first.detail[:200],
            },
            attack=("T1014",) if kind == "writes_memory_of_others" else (),
            first_seen=first.time,
            last_seen=each[-1].time,
        )
