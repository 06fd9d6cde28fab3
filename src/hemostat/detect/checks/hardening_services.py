"""What should not run any more, and what should run and does not."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Check, check, fires, quiet
from hemostat.detect.firewall import firewall_of
from hemostat.detect.names import words
from hemostat.detect.process_programs import program
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import CronJob, FirewallRule, Process, Setting, Socket
from hemostat.model.text import Text

LEGACY = RuleTexts(
    title=Text(
        en="A service of a time without encryption is offered", zh="仍在提供明文传输的旧式服务"
    ),
    summary=Text(en="{service} waits on {local}.", zh="{service} 正监听 {local}。"),
    benign=Text(
        en="Old devices that know nothing else; keep it on a network of its own.",
        zh="老旧设备所需；应放在独立网段。",
    ),
)
FIREWALL = RuleTexts(
    title=Text(en="No packet filter guards this host", zh="本机未启用防火墙"),
    summary=Text(
        en="The kernel holds no rule that turns anybody away, and {count} ports wait for the"
        " network.",
        zh="内核中没有任何拒绝访问的规则，有 {count} 个端口对外监听。",
    ),
    benign=Text(
        en="A cloud host whose security group does this work.", zh="由云安全组负责过滤的云主机。"
    ),
)
CLOCK = RuleTexts(
    title=Text(en="Nothing keeps this host's clock right", zh="未运行时间同步"),
    summary=Text(
        en="No time service runs: times in logs may not fit those of other hosts.",
        zh="没有运行时间同步服务，日志时间可能与其他主机不一致。",
    ),
    benign=Text(en="A virtual machine whose host sets the clock.", zh="由宿主机校时的虚拟机。"),
)
AUDIT = RuleTexts(
    title=Text(en="Nobody writes down who did what", zh="未运行审计服务"),
    summary=Text(
        en="No audit daemon or recording agent runs: commands of an intruder leave few traces.",
        zh="没有运行审计或行为记录客户端，入侵者的操作难以留痕。",
    ),
    benign=Text(en="Most hosts do without.", zh="多数主机如此。"),
)
GUARD = RuleTexts(
    title=Text(en="No protection agent runs on this host", zh="未运行主机安全客户端"),
    summary=Text(
        en="No antivirus or host intrusion detection that we know runs here.",
        zh="未发现已知的杀毒或主机入侵检测程序在运行。",
    ),
    benign=Text(
        en="Protection of another kind, or an agent we do not know.",
        zh="使用其他方式防护，或客户端不在已知之列。",
    ),
)
LOGS = RuleTexts(
    title=Text(en="Logs are kept on this host only", zh="日志仅保存在本机"),
    summary=Text(
        en="Nothing sends logs elsewhere: an intruder with root can take them away.",
        zh="没有将日志外发，取得 root 的入侵者可将其清除。",
    ),
    benign=Text(en="Small sites; agents we do not know.", zh="小型环境，或使用未知的采集客户端。"),
)
_LEGACY = {
    ("tcp", 23): "telnet",
    ("tcp", 512): "rexec",
    ("tcp", 513): "rlogin",
    ("tcp", 514): "rsh",
    ("tcp", 21): "FTP",
    ("udp", 69): "TFTP",
    ("tcp", 79): "finger",
    ("tcp", 7): "echo",
    ("tcp", 19): "chargen",
}
_NIS = frozenset({"ypserv", "ypbind", "ypxfrd"})
_SYSLOG = frozenset({"rsyslogd", "syslog-ng", "syslogd", "vector", "fluentd", "java"})
_CLOCKS = words("""
    chronyd ntpd systemd-timesyncd systemd-timesyn openntpd ptp4l phc2sys timemaster vmtoolsd
    VBoxService hv_utils xe-daemon ntpsec sntp clockspeed
""")
_AUDITS = words("""
    auditd auditbeat osqueryd falco sysmon laurel go-audit tetragon tracee elastic-agent
    wazuh-agentd ossec-syscheckd AliYunDun YDService falcon-sensor titanagent sgagent
""")
_GUARDS = words("""
    clamd freshclam AliYunDun AliYunDunMonitor AliSecGuard YDService YDLive YDEyes hostguard
    wazuh-agentd ossec-agentd ossec-syscheckd falcon-sensor sentinelone-agent s1-agent mdatp
    wdavdaemon
    osqueryd esets_daemon oaeventd savd sophos-spl ds_agent bdsecd elkeid_agent titanagent
    titan_monitor edr_agent qaxsafed qualys-cloud-agent crowdsec falco tetragon cbdaemon xagt
    elastic-endpoint elastic-agent safedog maldet imunify-antivirus samhain klnagent kesl sgagent
""")
_SHIPPERS = words("""
    filebeat journalbeat fluentd fluent-bit td-agent vector promtail alloy logstash splunkd nxlog
    ilogtail loongcollector loglistener telegraf elastic-agent wazuh-agentd systemd-journal-upload
    otelcol otelcol-contrib datadog-agent aws-logs amazon-cloudwatch-agent google_cloud_ops_agent
    fluent-bit-go loki syslog-ng awslogs cloudwatch agentd uagent icagent
""")
_INITS = frozenset({"systemd", "init", "openrc-init", "runit", "s6-svscan"})
_INIT = Process(pid=1, name="systemd", exe=HostPath("/usr/lib/systemd/systemd"))
_LOOPBACK = ("127.", "::1")


@check(
    "linux.hardening.legacy-service",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="hardening_legacy_service",
    attack="T1040",
    incident_types=("credential_leak",),
    texts=LEGACY,
    next=("ask-owner", "harden"),
    by_hand="ss -ltnup",
    examples=(
        fires(Socket(protocol="tcp", local_address="0.0.0.0", local_port=23, state="listen")),  # noqa: S104
        quiet(Socket(protocol="tcp", local_address="0.0.0.0", local_port=22, state="listen")),  # noqa: S104
        quiet(
            Socket(
                protocol="tcp",
                local_address="0.0.0.0",  # noqa: S104 — an example
                local_port=514,
                state="listen",
                process_names=("rsyslogd",),
            )
        ),
    ),
)
def legacy_service(sockets: Iterable[Socket]) -> Iterator[Claim]:
    """telnet, rsh, FTP, TFTP, finger, NIS: what passes over them can be read on the way."""
    for socket in sockets:
        if socket.state != "listen" or socket.local_address.startswith(_LOOPBACK):
            continue
        service = _LEGACY.get((socket.protocol, socket.local_port), "")
        service = "NIS" if _NIS & set(socket.process_names) else service
        if service and not _SYSLOG & set(socket.process_names):
            yield Claim(
                subjects=(Subject("socket", f"{socket.protocol} port {socket.local_port}"),),
                because=(socket,),
                values={
                    "service": service,
                    "local": f"{socket.local_address}:{socket.local_port}",
                },
            )


@check(
    "linux.hardening.no-firewall",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="hardening_firewall",
    attack="T1133",
    incident_types=("network_attack",),
    texts=FIREWALL,
    next=("harden",),
    by_hand="nft list ruleset; iptables-save; ss -ltn",
    examples=(
        fires(
            Setting(service="packet_filter", keyword="nftables_rules", value="0"),
            Socket(protocol="tcp", local_address="0.0.0.0", local_port=22, state="listen"),  # noqa: S104
        ),
        quiet(Socket(protocol="tcp", local_address="0.0.0.0", local_port=22, state="listen")),  # noqa: S104
        quiet(
            Setting(service="packet_filter", keyword="nftables_rules", value="1"),
            FirewallRule(
                tool="nftables", hook="input", is_policy=True, is_live=True, verdict="drop"
            ),
            Socket(protocol="tcp", local_address="0.0.0.0", local_port=22, state="listen"),  # noqa: S104
        ),
    ),
)
def no_firewall(
    settings: Iterable[Setting], rules: Iterable[FirewallRule], sockets: Iterable[Socket]
) -> Iterator[Claim]:
    """The kernel was asked, and turns nobody away."""
    settings = tuple(settings)
    asked = [each for each in settings if each.service == "packet_filter"]
    firewall = firewall_of(rules, settings)
    waiting = {
        each.local_port
        for each in sockets
        if each.state == "listen" and not each.local_address.startswith(_LOOPBACK)
    }
    if asked and waiting and firewall.is_known and not firewall.turns_away:
        values = {"count": str(len(waiting))}
        subjects = (Subject("host", "packet filter"),)
        yield Claim(subjects=subjects, because=tuple(asked), values=values)


def _absent(
    name: str, category: str, attack: str, texts: RuleTexts, known: frozenset[str]
) -> Check:
    """A check that something of a kind runs on a booted host; `known` are names of programs."""

    @check(
        f"linux.hardening.{name}",
        level=Level.LOW,
        confidence=Level.LOW,
        category=f"hardening_{category}",
        attack=attack,
        incident_types=("backdoor",),
        texts=texts,
        next=("harden",),
        by_hand="ps -eo comm | sort -u",
        examples=(
            fires(_INIT),
            quiet(_INIT, Process(pid=9, name=min(known)[:15])),
            quiet(Process(pid=1, name="sh")),
        ),
    )
    def absent(
        processes: Iterable[Process], jobs: Iterable[CronJob], settings: Iterable[Setting]
    ) -> Iterator[Claim]:
        """Nothing of the kind is among the running programs of a booted host."""
        processes = tuple(processes)
        first = [each for each in processes if each.pid == 1 and each.name in _INITS]
        names = {word for each in processes for word in (each.name, program(each))}
        cut = {each[:15] for each in known}
        if first and not names & (known | cut) and not _by_other_means(category, jobs, settings):
            yield Claim(subjects=(Subject("host", category),), because=tuple(first))

    return absent


def _by_other_means(category: str, jobs: Iterable[CronJob], settings: Iterable[Setting]) -> bool:
    """A clock set by cron; logs that rsyslog sends to another host."""
    if category == "clock":
        return any(word in each.command for each in jobs for word in ("ntpdate", "chronyd", "sntp"))
    return category == "logs" and any(
        each.service == "rsyslog" and (each.value.startswith("@") or "omfwd" in each.value)
        for each in settings
    )


no_time_service = _absent("no-time-service", "clock", "T1070.006", CLOCK, _CLOCKS)
no_audit = _absent("no-audit", "audit", "T1685", AUDIT, _AUDITS)
no_protection = _absent("no-protection-agent", "protection", "T1685", GUARD, _GUARDS)
logs_stay_here = _absent("logs-stay-here", "logs", "T1070.002", LOGS, _SHIPPERS)
