"""Connections by the hundred that never come about: a flood from outside, a search from inside."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import words
from hemostat.detect.process_family import Family, is_public, name_values, process_subject
from hemostat.detect.process_programs import program
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import NetworkCounter, Process, Socket
from hemostat.model.text import Text

FLOOD = RuleTexts(
    title=Text(en="Connections that are never finished pile up", zh="大量半开连接堆积"),
    summary=Text(
        en="Port {port} holds {count} half-open connections from {sources} addresses; cookies sent"
        " since boot: {cookies}, connections dropped: {drops}.",
        zh="端口 {port} 有 {count} 个半开连接，来自 {sources} 个地址；开机以来发送 SYN cookie"
        " {cookies} 次，丢弃连接 {drops} 次。",
    ),
    benign=Text(
        en="A service whose clients all come back at once after an outage, or packet loss.",
        zh="故障恢复后客户端同时重连，或线路丢包。",
    ),
)
SEARCH = RuleTexts(
    title=Text(en="This host calls on many others at once", zh="本机正在同时连接大量其他主机"),
    summary=Text(
        en="{count} attempts under way to port {port} of different addresses, by {programs}.",
        zh="正在向 {count} 个不同地址的 {port} 端口发起连接，程序：{programs}。",
    ),
    benign=Text(
        en="Monitoring or an inventory scan that starts from this host; ask who runs it.",
        zh="从本机发起的监控或资产扫描；请询问负责人。",
    ),
)
HALF_OPEN = 256
CALLED = 50
# What people and products fetch from hundreds of hosts at once.
_ORDINARY_PORTS = frozenset({53, 80, 123, 443, 853, 8080, 8443, 25})
_SCANNERS = words("""
    nmap masscan zmap zabbix_server zabbix_proxy zabbix_agentd prometheus blackbox_exporter nagios
    icinga2 nessusd openvas openvas-scanner gvmd smokeping netdata telegraf librenms ansible
    ansible-playbook salt-master salt-ssh fping naemon checkmk cmk rundeck transmission-da
    transmission qbittorrent qbittorrent-nox deluged aria2c bitcoind geth tor ipfs kubo syncthing
""")
"""Call on many hosts for a living."""


def _half_open(number: int) -> Socket:
    return Socket(
        protocol="tcp",
        local_port=443,
        remote_address=f"203.0.113.{number % 250 + 1}",
        remote_port=1024 + number,
        state="syn_received",
    )


def _calling(number: int, port: int) -> Socket:
    return Socket(
        protocol="tcp",
        local_port=30000 + number,
        remote_address=f"203.0.113.{number + 1}",
        remote_port=port,
        state="syn_sent",
        pids=(9,),
    )


@check(
    "linux.network.half-open-flood",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="syn_flood",
    attack="T1499.001",
    incident_types=("network_attack", "abnormal_traffic"),
    texts=FLOOD,
    next=("keep-evidence", "ask-owner"),
    by_hand="ss -tn state syn-recv; nstat -az TcpExtSyncookiesSent TcpExtListenDrops",
    examples=(
        fires(*map(_half_open, range(HALF_OPEN))),
        quiet(*map(_half_open, range(40))),
    ),
)
def half_open_flood(
    sockets: Iterable[Socket], counters: Iterable[NetworkCounter]
) -> Iterator[Claim]:
    """Hundreds of connections to one port of this host were begun and never answered."""
    by_port = defaultdict[int, list[Socket]](list)
    for socket in sockets:
        if socket.state == "syn_received":
            by_port[socket.local_port].append(socket)
    told = {each.name: each.value for each in counters}
    for port, found in by_port.items():
        if len(found) < HALF_OPEN:
            continue
        yield Claim(
            subjects=(Subject("socket", f"tcp port {port}"),),
            because=tuple(found[:5]),
            values={
                "port": str(port),
                "count": str(len(found)),
                "sources": str(len({each.remote_address for each in found})),
                "cookies": str(told.get("TcpExt.SyncookiesSent", "?")),
                "drops": str(told.get("TcpExt.ListenDrops", "?")),
            },
        )


@check(
    "linux.network.calls-on-many",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="network_scan",
    attack=("T1046", "T1595.001"),
    incident_types=("trojan", "abnormal_traffic", "brute_force"),
    texts=SEARCH,
    next=("keep-evidence", "capture-process", "ask-owner", "block-outbound"),
    by_hand="ss -tnp state syn-sent",
    examples=(
        fires(
            Process(pid=9, ppid=1, name="bioset"), *(_calling(each, 22) for each in range(CALLED))
        ),
        fires(*(_calling(each, 6379) for each in range(CALLED))),
        quiet(*(_calling(each, 443) for each in range(CALLED))),
        quiet(*(_calling(each, 22) for each in range(9))),
        quiet(
            Process(pid=9, ppid=1, name="zabbix_server", argv=("zabbix_server",)),
            *(_calling(each, 10050) for each in range(CALLED)),
        ),
    ),
)
def calls_on_many(sockets: Iterable[Socket], processes: Iterable[Process]) -> Iterator[Claim]:
    """Fifty addresses are called at one port at once, a port nobody browses."""
    family = Family(processes)
    calls = defaultdict[int, list[Socket]](list)
    for socket in sockets:
        if socket.state == "syn_sent" and socket.remote_port not in _ORDINARY_PORTS:
            calls[socket.remote_port].append(socket)
    for port, found in calls.items():
        called = {each.remote_address for each in found}
        if len(called) < CALLED:
            continue
        callers = Counter(pid for each in found for pid in each.pids)
        known = [each for pid, _ in callers.most_common(3) if (each := family.get(pid))]
        if any(program(each) in _SCANNERS or each.name in _SCANNERS for each in known):
            continue
        yield _search(port, found, known)


def _search(port: int, found: list[Socket], known: list[Process]) -> Claim:
    called = dict.fromkeys(each.remote_address for each in found)
    outside = [each for each in called if is_public(each)]
    return Claim(
        subjects=(*map(process_subject, known), Subject("socket", f"tcp to port {port}")),
        because=(*known, *found[:5]),
        values={
            "port": str(port),
            "count": str(len(called)),
            "programs": ", ".join(name_values(each)["exe"] for each in known) or "?",
        },
        level=Level.HIGH if any(each.exe_state == "unowned" for each in known) else None,
        observables=tuple(
            Observable("ipv6-addr" if ":" in each else "ipv4-addr", each) for each in outside[:20]
        ),
    )
