"""Restarts nobody ordered, and network daemons that crash again and again."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import time_text
from hemostat.detect.names import words
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import LogEvent
from hemostat.model.text import Text

RESTART = RuleTexts(
    title=Text(en="The host restarted without a shutdown", zh="主机未经正常关机即重启"),
    summary=Text(
        en="{count} restart(s) without a shutdown before them, the last at {last} (of {all} in"
        " {log}).",
        zh="有 {count} 次未经正常关机的重启，最近一次 {last}（{log} 中共 {all} 次启动）。",
    ),
    benign=Text(
        en="Power, the hypervisor, a panic or a cloud console's reset; virtual machines do so"
        " often.",
        zh="断电、虚拟化平台、内核崩溃或云控制台强制重启；虚拟机上较常见。",
    ),
)
CRASHES = RuleTexts(
    title=Text(en="A network daemon crashes again and again", zh="网络服务频繁崩溃"),
    summary=Text(
        en="{program} crashed {count} times within ten minutes, from {first}.",
        zh="{program} 自 {first} 起十分钟内崩溃 {count} 次。",
    ),
    benign=Text(
        en="A broken update or module; an attack on its memory looks the same.",
        zh="升级或模块有缺陷；针对内存的攻击看上去也一样。",
    ),
)
_NETWORKED = words("""
    sshd sshd-session nginx apache2 httpd mysqld mariadbd postgres redis-server smbd exim4 master
    named dovecot proftpd vsftpd php-fpm haproxy squid slapd memcached xrdp openvpn rsync
""")
_SURELY = words("sshd sshd-session")
_BURST, _WINDOW = 8, timedelta(minutes=10)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _event(kind: str, minutes: float, target: str = "") -> LogEvent:
    time = _WHEN + timedelta(minutes=minutes)
    log = "text" if target else "wtmp"
    return LogEvent(log=log, kind=kind, time=time, target=target)


@check(
    "linux.host.restarted",
    level=Level.INFO,
    confidence=Level.MEDIUM,
    category="host_restarted",
    attack="T1529",
    incident_types=("network_attack", "cpu_spike"),
    texts=RESTART,
    next=("ask-owner",),
    by_hand="last -x reboot shutdown | head -20",
    examples=(
        fires(_event("boot", 0), _event("boot", 600)),
        quiet(_event("boot", 0), _event("shutdown", 599), _event("boot", 600)),
        quiet(_event("boot", 0)),
    ),
)
def restarted(events: Iterable[LogEvent]) -> Iterator[Claim]:
    """Boots of wtmp with no shutdown between them and the boot before."""
    own = [each for each in events if each.log == "wtmp" and each.kind in ("boot", "shutdown")]
    own = sorted((each for each in own if each.time), key=lambda each: each.time or _WHEN)
    found = [
        after for before, after in pairwise(own) if before.kind == "boot" and after.kind == "boot"
    ]
    if found:
        yield Claim(
            subjects=(Subject("file", found[-1].source.path or "wtmp"),),
            because=tuple(found[-5:]),
            values={
                "count": str(len(found)),
                "last": time_text(found[-1].time),
                "all": str(sum(each.kind == "boot" for each in own)),
                "log": "wtmp",
            },
            first_seen=found[0].time,
            last_seen=found[-1].time,
        )


@check(
    "linux.process.crash-burst",
    level=Level.LOW,
    confidence=Level.LOW,
    category="crash_burst",
    attack="T1190",
    incident_types=("web_intrusion", "network_attack"),
    texts=CRASHES,
    next=("keep-evidence", "find-entry"),
    by_hand="journalctl -k | grep -aE 'segfault|general protection' | tail -50",
    examples=(
        fires(*(_event("crashed", n / 2, "nginx") for n in range(10))),
        quiet(*(_event("crashed", n / 2, "chrome") for n in range(10))),
        quiet(*(_event("crashed", n * 60, "nginx") for n in range(10))),
    ),
)
def crash_burst(events: Iterable[LogEvent]) -> Iterator[Claim]:
    """Many crashes of a daemon within minutes; sshd, which never crashes, is worth a look."""
    by_program: dict[tuple[str, str], list[LogEvent]] = {}
    for each in events:
        is_daemon = each.target in _NETWORKED or each.target.startswith("php-fpm")
        if each.kind == "crashed" and is_daemon and each.time:
            by_program.setdefault((each.log, each.target), []).append(each)
    for (_, program), found in by_program.items():
        found.sort(key=lambda each: each.time or _WHEN)
        burst = _burst(found)
        if burst:
            yield Claim(
                subjects=(Subject("process", program),),
                because=tuple(burst[:5]),
                values={
                    "program": program,
                    "count": str(len(burst)),
                    "first": time_text(burst[0].time),
                },
                level=Level.MEDIUM if program in _SURELY else None,
                first_seen=burst[0].time,
                last_seen=burst[-1].time,
            )


def _burst(found: list[LogEvent]) -> list[LogEvent]:
    """The first run of crashes close together; empty if there is none."""
    for at, each in enumerate(found):
        start = each.time or _WHEN
        run = [other for other in found[at:] if other.time and other.time - start <= _WINDOW]
        if len(run) >= _BURST:
            return run
    return []
