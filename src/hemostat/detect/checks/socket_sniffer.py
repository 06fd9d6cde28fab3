"""Programs that read the wire below the ports: packet and raw sockets."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import words
from hemostat.detect.places import hidden_part, is_not_for_binaries, is_temporary
from hemostat.detect.process_family import (
    Family,
    file_subject,
    is_detached,
    name_values,
    process_subject,
)
from hemostat.detect.process_programs import is_interpreter, is_shell, program, script_of
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An unknown program reads raw network traffic", zh="来源不明的程序在读取原始网络流量"
    ),
    summary=Text(
        en="Process {pid} (account {account}) runs {exe} and holds a {protocol} socket: it sees"
        " traffic that is not addressed to any port, and can wait for a secret packet.",
        zh="进程 {pid}（账号 {account}）运行 {exe}，"
        "持有 {protocol} 套接字，可读取任意端口的流量，也可等待“敲门”数据包。",
    ),
    benign=Text(
        en="Tools for capture, monitoring, DHCP or failover that were installed by hand.",
        zh="手工安装的抓包、监控、DHCP 或高可用工具。",
    ),
)
# What reads the wire by trade, whoever installed it.
_BY_TRADE = words(
    "dhclient dhcpcd udhcpc udhcpd dhcpd kea-dhcp4 NetworkManager systemd-networkd connmand"
    " wpa_supplicant hostapd iwd tcpdump dumpcap tshark wireshark suricata zeek bro snort"
    " keepalived arpwatch lldpd lldpad ntopng nprobe softflowd pmacctd fprobe arping fping ping"
    " ping6 mtr mtr-packet traceroute nmap masscan zmap netdata smokeping frr bgpd ospfd bird"
    " vrrpd ucarp corosync pcscd telegraf packetbeat zabbix_server zabbix_proxy flanneld"
    " calico-node cilium-agent kube-proxy speaker metallb strongswan charon pluto dnsmasq"
    " falcon-sensor falcon-sensor-bpf falcond wdavdaemon mdatp ds_agent ds_am"
    " sentinelone-agent s1-agent cbagentd cbdaemon elastic-agent elastic-endpoint"
    " endpoint-security auditbeat osqueryd wazuh-modulesd wazuh-agentd dragent falco tetragon"
    " tracee kubearmor system-probe trace-agent newrelic-infra oneagentnetwork oneagentos"
    " oneagentwatchdog instana-agent ven-agent VtapServer venVtapServer gc-agent"
    " gc-enforcement-agent gc-deception-agent TaniumClient qualys-cloud-agent ir_agent"
    " nessusd traps_pmd pmd cortex-xdr sophos_threat_d savd eea eraagent kesl sisidsdaemon"
    " datacollector AliYunDun AliYunDunMonitor AliNet AliHips YDService YDEdr hostguard"
    " hostwatch titanagent titan_monitor edr_agent qaxsafed minion-agent vnstatd bandwhich"
    " sniffnet bmon hsflowd goflow nfcapd pmacctd p0f prads argus passivedns deepflow-agent"
    " beyla pixie vmtoolsd nmbd snmpd lldpctl ptp4l phc2sys timemaster oddjobd mrouted pimd mcelog"
    " radvd ndppd rdisc6 igmpproxy mcproxy avahi-daemon iftop nethogs iptraf-ng darkstat"
)
# IANA's protocol numbers of ICMP and ICMPv6, by address family.
_ECHO = {4: 1, 6: 58}


@check(
    "linux.socket.unknown-sniffer",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="sniffer",
    attack=("T1040", "T1205.002"),
    incident_types=("backdoor", "credential_leak", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "ask-owner", "stop-process-tree", "find-entry"),
    by_hand="ss -0 -p; ss -w -p; ls -l /proc/{pid}/exe",
    examples=(
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/opt/m/agentd"), exe_state="unowned"),
            Socket(protocol="packet", family=0, inode=4, pids=(9,)),
        ),
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/dev/shm/kdmtmpflush"), exe_is_deleted=True),  # noqa: S108
            Socket(protocol="raw", inode=4, pids=(9,)),
        ),
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/opt/m/agentd"), exe_state="unowned"),
            Socket(protocol="raw", local_port=6, inode=4, pids=(9,)),
        ),
        quiet(
            Process(pid=9, ppid=1, exe=HostPath("/usr/sbin/dhclient"), exe_state="packaged"),
            Socket(protocol="packet", family=0, inode=4, pids=(9,)),
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/opt/CrowdStrike/falcon-sensor-bpf"),
                exe_state="unowned",
            ),
            Socket(protocol="packet", family=0, inode=4, pids=(9,)),
        ),
        quiet(
            Process(pid=9, ppid=1, exe=HostPath("/usr/local/bin/suricata"), exe_state="unowned"),
            Socket(protocol="packet", family=0, inode=4, pids=(9,)),
        ),
    ),
)
def unknown_sniffer(processes: Iterable[Process], sockets: Iterable[Socket]) -> Iterator[Claim]:
    """A program that nobody vouches for holds a packet or raw socket."""
    family = Family(processes)
    seen: set[int] = set()
    watching = (each for each in sockets if each.protocol in ("packet", "raw"))
    # A process is told once: by what sees most.
    for socket in sorted(watching, key=_is_echo):
        for process in (family.get(pid) for pid in socket.pids):
            if process is None or process.exe is None or process.pid in seen:
                continue
            level = _level(process, socket)
            if level is None:
                continue
            seen.add(process.pid)
            yield Claim(
                subjects=(process_subject(process), file_subject(process.exe)),
                because=(process, socket),
                values=name_values(process) | {"protocol": socket.protocol},
                level=level,
                first_seen=process.started,
                scope=process.scope,
            )


def _is_echo(socket: Socket) -> bool:
    """Whether a raw socket gets ICMP only, as a program that pings needs.

    The kernel shows a raw socket's protocol number where others show their local port.
    Source: Linux net/ipv4/raw.c (raw_sock_seq_show: inet_num).
    """
    return socket.protocol == "raw" and socket.local_port == _ECHO.get(socket.family)


def _level(process: Process, socket: Socket) -> Level | None:
    """None for what reads the wire by trade."""
    exe = str(process.exe)
    if is_temporary(exe) or hidden_part(exe) or is_not_for_binaries(exe) or process.exe_is_memory:
        return Level.HIGH
    if is_interpreter(process) or is_shell(process):
        script = script_of(process)
        if is_temporary(script) or hidden_part(script):
            return Level.HIGH
        return Level.MEDIUM if not script and is_detached(process) else Level.LOW
    if process.exe_state not in UNVOUCHED or not process.scope.is_host:
        return None
    if program(process) in _BY_TRADE:
        return None
    return Level.LOW if _is_echo(socket) else Level.MEDIUM
