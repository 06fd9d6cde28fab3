"""Security services that somebody masked, so that they never start."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import UnitFile, UnitLink
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A security service is masked", zh="安全服务被屏蔽（mask）"),
    summary=Text(
        en="{name} is masked at {place}: it cannot start, not even by hand.",
        zh="{name} 已在 {place} 被屏蔽，无法启动（包括手动启动）。",
    ),
    benign=Text(
        en="Some sites mask firewalls and AppArmor on purpose, or an agent they replaced. Ask who "
        "did it and when.",
        zh="部分单位会主动屏蔽防火墙、AppArmor 或已被替换的 Agent；请确认操作人与时间。",
    ),
)

# Agents that watch, and what records: nobody masks these without a reason worth hearing.
_WATCHERS = re.compile(
    r"(auditd|falcon-sensor|falco(-\w+)*|wazuh-(agent|manager)|ossec(-\w+)?|osqueryd|sysmon|"
    r"mdatp|microsoft-mdatp|sentinelone|sentinelagent|cbagentd|cbdaemon|ds_agent|"
    r"aegis|aliyun-?(aegis|service)|cloudmonitor|YDService|ydservice|yunjing|hostguard|hss|"
    r"elkeid(-\w+)?|titanagent|clamav-(daemon|freshclam|onacc)|clamd(@.*)?|fail2ban|sshguard|"
    r"crowdsec|aide(check)?|samhain|tripwire|suricata|zeek|snort|arpwatch|rkhunter|tetragon|"
    r"elastic-agent|auditbeat|qualys-cloud-agent|nessusagent|cylancesvc|sophos-spl|ma|"
    r"esets?|xagt|traps_pmd|cyserver)\.service"
)
_FIREWALLS = re.compile(
    r"(ufw|firewalld|nftables|iptables|ip6tables|netfilter-persistent)\.service"
)
_OTHERS = re.compile(r"(apparmor|rsyslog|syslog-ng|syslog|systemd-journald|selinux-\w+)\.service")


def _mask(unit: str) -> UnitLink:
    path = HostPath(f"/etc/systemd/system/{unit}")
    return UnitLink(source=Source(path=path), name=unit, wanted_by="", target=HostPath("/dev/null"))


@check(
    "linux.systemd.security-service-masked",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="security_service_masked",
    attack=("T1685",),
    incident_types=("backdoor", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="ls -l {place}; systemctl status {name}",
    examples=(
        fires(_mask("auditd.service")),
        fires(_mask("wazuh-agent.service")),
        fires(_mask("ufw.service")),
        fires(
            UnitFile(
                source=Source(path=HostPath("/etc/systemd/system/falco.service")),
                name="falco.service",
            )
        ),
        quiet(_mask("cups.service")),
        quiet(_mask("systemd-timesyncd.service")),
        quiet(
            UnitLink(name="auditd.service", wanted_by="x.target", target=HostPath("/lib/auditd"))
        ),
        quiet(UnitFile(name="auditd.service", directives=("Service.ExecStart=/sbin/auditd",))),
    ),
)
def security_service_masked(
    links: Iterable[UnitLink], units: Iterable[UnitFile]
) -> Iterator[Claim]:
    """A masked agent sees nothing, and raises no error.

    Firewalls, AppArmor and syslog are masked on many ordinary hosts: low.
    """
    masked: list[tuple[UnitLink | UnitFile, str]] = [
        (link, link.name) for link in links if link.target == "/dev/null" and not link.wanted_by
    ]
    seen = {record.source.path for record, _ in masked}
    # An empty file masks as a link to /dev/null does.
    masked += [
        (unit, unit.name)
        for unit in units
        if not unit.directives and not unit.is_drop_in and unit.source.path not in seen
    ]
    for record, unit in masked:
        for pattern, level, technique in _JUDGED:
            if pattern.fullmatch(unit):
                place = record.source.path
                audit = ("T1685.004",) if unit == "auditd.service" else ()
                yield Claim(
                    subjects=(Subject("unit", unit, (("path", place),)), Subject("file", place)),
                    because=(record,),
                    values={"name": unit, "place": place},
                    level=level,
                    attack=audit or (technique,),
                )


_JUDGED = (
    (_WATCHERS, Level.MEDIUM, "T1685"),
    (_FIREWALLS, Level.LOW, "T1686"),
    (_OTHERS, Level.LOW, "T1685"),
)
