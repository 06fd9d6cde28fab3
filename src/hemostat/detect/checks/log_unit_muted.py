"""Units of systemd that keep what a security daemon says out of the journal."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_filters import is_telling
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import UnitFile
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A security daemon's messages are kept out of the journal", zh="安全相关服务的日志被屏蔽"
    ),
    summary=Text(
        en="{path} sets {what} for {unit}: log-ins or the audit trail no longer reach the journal.",
        zh="{path} 为 {unit} 设置了 {what}：登录或审计日志不再写入 journal。",
    ),
    benign=Text(
        en="A full disk once made somebody turn the level down; ask who, and turn it up again.",
        zh="可能因磁盘写满而调低过日志级别；请确认操作人并恢复。",
    ),
)
_UNITS = re.compile(
    r"(?:sshd?(?:@.*)?|sssd|auditd|rsyslog|syslog(?:-ng)?|systemd-(?:logind|journald)|fail2ban"
    r"|polkit|cron|crond|atd|vsftpd|falco|osqueryd|wazuh-agent)\.service"
)
_MUTE = re.compile(r"(?:emerg|alert|crit|err|[0-3])", re.IGNORECASE)


def _unit(directive: str, name: str = "ssh.service") -> UnitFile:
    path = HostPath(f"/etc/systemd/system/{name}.d/a.conf")
    directives = ("Service.Restart=always", directive)
    return UnitFile(source=Source(path=path), name=name, is_drop_in=True, directives=directives)


@check(
    "linux.log.unit-muted",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="log_unit_muted",
    attack=("T1685",),
    incident_types=("backdoor", "rootkit", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "find-entry"),
    by_hand="systemctl cat {unit}",
    examples=(
        fires(_unit("Service.LogLevelMax=emerg")),
        fires(_unit("Service.LogLevelMax=2", "auditd.service")),
        fires(_unit("Service.LogFilterPatterns=~Accepted publickey")),
        fires(_unit("Service.LogFilterPatterns=~203\\.0\\.113\\.9", "app.service")),
        quiet(_unit("Service.LogLevelMax=notice", "cron.service")),
        quiet(_unit("Service.LogLevelMax=err", "app.service")),
        quiet(_unit("Service.LogFilterPatterns=~GET /health", "app.service")),
        quiet(_unit("Service.LogFilterPatterns=Accepted")),
        quiet(_unit("Service.StandardOutput=null")),
    ),
)
def unit_muted(units: Iterable[UnitFile]) -> Iterator[Claim]:
    """LogLevelMax leaves nothing of a daemon that says who came, or a pattern leaves it out.

    Whoever looks into the journal sees a quiet daemon, and no file was touched.
    """
    for unit in units:
        for directive in unit.directives:
            key, _, value = directive.partition("=")
            key = key.rpartition(".")[2]
            is_level = key == "LogLevelMax" and bool(_MUTE.fullmatch(value))
            is_mute = is_level and bool(_UNITS.fullmatch(unit.name))
            is_left_out = key == "LogFilterPatterns" and value.startswith("~")
            if is_mute or (is_left_out and is_telling(value[1:])):
                yield Claim(
                    subjects=(Subject("unit", unit.name), Subject("file", unit.source.path)),
                    because=(unit,),
                    values={
                        "path": unit.source.path,
                        "unit": unit.name,
                        "what": f"{key}={value[:120]}",
                    },
                )
