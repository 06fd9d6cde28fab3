"""Rules of log daemons that throw security events away."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_filters import Lost, lost_events
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Setting
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A log daemon throws security events away", zh="日志服务被配置为丢弃安全事件"),
    summary=Text(
        en="{path} line {line} makes the log lose {what} ({count} such rules there).",
        zh="{path} 第 {line} 行使日志丢弃 {what}（该文件共 {count} 条此类规则）。",
    ),
    benign=Text(
        en="Noise of monitoring, or an audit trail kept by another program; whoever added the rule "
        "can say which lines it was for.",
        zh="可能是为减少监控噪声，或由其他程序另行留存审计；请向添加人确认针对哪些日志。",
    ),
)


def _lines(
    *texts: str, service: str = "rsyslog", path: str = "/etc/rsyslog.d/a.conf"
) -> list[Setting]:
    return [
        Setting(
            source=Source(path=HostPath(path), line=number, text=text),
            service=service,
            keyword=text.partition(" ")[0].lower(),
            value=text.partition(" ")[2],
        )
        for number, text in enumerate(texts, start=1)
    ]


@check(
    "linux.log.events-thrown-away",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="log_filtered",
    attack=("T1685", "T1070.002"),
    incident_types=("backdoor", "rootkit", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "find-entry", "check-other-hosts"),
    by_hand="cat -A {path}",
    examples=(
        fires(*_lines(':msg, contains, "Accepted password for root" ~')),
        fires(*_lines(':rawmsg, contains, "198.51.100.7" stop')),
        fires(*_lines("if $programname == 'sshd' then stop")),
        fires(*_lines("if $programname == 'su' then {", "stop", "}")),
        fires(*_lines("if $programname == 'sshd' and $msg contains 'publickey' then ~")),
        fires(*_lines("auth,authpriv.* /dev/null")),
        fires(*_lines("if $msg contains '/dev/shm/.x'", "then /dev/null")),
        fires(*_lines('filter f { not message("Accepted publickey"); };', service="syslog_ng")),
        fires(*_lines("-a always,exclude -F msgtype=USER_LOGIN", service="audit")),
        fires(*_lines("-a never,exit -F exe=/usr/lib/.k/agent", service="audit")),
        fires(Setting(service="journald", keyword="maxlevelstore", value="emerg")),
        quiet(*_lines(':msg, contains, "haproxy" stop')),
        quiet(*_lines(':msg, contains, "10.0.0.9" stop')),
        quiet(*_lines(':fromhost-ip, isequal, "198.51.100.7" /var/log/router.log', "& stop")),
        quiet(*_lines("if $programname == 'sudo' then /var/log/sudo.log", "& stop")),
        quiet(*_lines("if $programname == 'sshd' then {", 'action(type="omfile" file="/x")',
                      "stop", "}")),
        quiet(*_lines("if $programname == 'sudo' and $msg contains 'zabbix' then stop")),
        quiet(*_lines(':msg, contains, "pam_unix(cron:session): session opened" ~')),
        quiet(*_lines('if $programname == "systemd" and ($msg contains "Starting Session" or '
                      '$msg contains "Created slice") then stop')),
        quiet(*_lines(':programname, isequal, "CRON" stop')),
        quiet(*_lines('if $msg contains "Connection closed by 203.0.113.5" then stop')),
        quiet(*_lines("auth,authpriv.* /var/log/auth.log", "*.*;auth,authpriv.none -/var/log/s")),
        quiet(*_lines('ruleset(name="remote") {', "if $programname == 'sshd' then stop", "}")),
        quiet(*_lines("-a never,task", "-a always,exclude -F msgtype=CWD", service="audit")),
        quiet(*_lines("-a never,exit -F exe=/usr/bin/java", service="audit")),
        quiet(*_lines("filter f { not facility(auth, authpriv); };", service="syslog_ng")),
        quiet(Setting(service="journald", keyword="maxlevelstore", value="info")),
    ),
)  # fmt: skip
def events_thrown_away(settings: Iterable[Setting]) -> Iterator[Claim]:
    """Lines about log-ins, sudo, an address or a hidden path are dropped before they are written.

    Nothing is deleted later, so that no gap and no edited record shows. Several in one file: high.
    """
    files: dict[str, list[Lost]] = {}
    for lost in lost_events(settings):
        files.setdefault(lost.setting.source.path, []).append(lost)
    for there in files.values():
        first = there[0]
        yield Claim(
            subjects=(Subject("file", first.setting.source.path),),
            because=tuple(each.setting for each in there[:10]),
            values={
                "path": first.setting.source.path,
                "line": str(first.setting.source.line or 1),
                "what": first.what[:200],
                "count": str(len(there)),
            },
            level=Level.HIGH if len(there) > 1 else Level.MEDIUM,
        )
