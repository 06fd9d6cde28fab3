"""Programs that offer this host's doors over an onion network."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.process_family import file_subject, name_values, own_subjects
from hemostat.detect.process_programs import program
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, parent
from hemostat.model.records import ContentMatch, Process
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program offers this host over an onion network", zh="程序将本机发布到 Tor 等匿名网络"
    ),
    summary=Text(
        en="Process {pid} (account {account}, {exe}) runs an onion service ({why}): whoever knows "
        "its name reaches this host past every firewall.",
        zh="进程 {pid}（账号 {account}，{exe}）提供隐藏服务（{why}）："
        "知道其地址者可绕过防火墙访问本机。",
    ),
    benign=Text(
        en="Some offer a site, or reach a machine behind NAT, in this way; the program is then the "
        "distribution's own tor.",
        zh="有人用此法发布站点或访问 NAT 后的机器；此时程序应为发行版自带的 tor。",
    ),
)
_RULE = "linux.content.onion-door"
_SHAPE = re.compile(
    r"-{1,2}HiddenService(?:Dir|Port)\b|(?:^|\s)-f\s+\S*torrc\S*|\bhidden-service\b.*\b22\b"
    r"|--SocksPort\s+\S+.*--DataDirectory\s",
    re.IGNORECASE,
)
_NAMES = ("tor", "tor.real", "arti", "i2pd", "onionpipe")


def _run(exe: str, command: str, state: str = "unowned") -> Process:
    return Process(
        pid=9, ppid=1, exe=HostPath(exe), exe_state=state, command=command,
        argv=tuple(command.split()),
    )  # fmt: skip


def _found(path: str) -> ContentMatch:
    return ContentMatch(rule=_RULE, path=HostPath(path), text="HiddenServicePort 22")


@check(
    "linux.tunnel.onion-service",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="onion_service",
    attack=("T1090.003", "T1572", "T1133"),
    incident_types=("remote_control", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "ask-owner", "block-outbound", "find-entry"),
    by_hand="ls -l /proc/{pid}/exe; tr '\\0' ' ' < /proc/{pid}/cmdline",
    examples=(
        fires(_run("/usr/lib/.u/ud", "ud -f /usr/lib/.u/rc"), _found("/usr/lib/.u/rc")),
        fires(_run("/usr/lib/.u/ud", "ud"), _found("/usr/lib/.u/rc")),
        fires(_run("/opt/x/sysd", "sysd --HiddenServicePort 22 --quiet")),
        fires(_run("/opt/t/tor", "tor -f /opt/t/torrc")),
        quiet(_run("/usr/bin/tor", "/usr/bin/tor -f /etc/tor/torrc", "packaged")),
        quiet(_run("/opt/app/server", "server -f /etc/app.conf"), _found("/usr/lib/.u/rc")),
        quiet(_run("/home/li/tor-browser/Browser/TorBrowser/Tor/tor",
                   "tor -f /home/li/tor-browser/torrc")),
    ),
)  # fmt: skip
def onion_service(processes: Iterable[Process], matches: Iterable[ContentMatch]) -> Iterator[Claim]:
    """A program that nobody vouches for reads settings of a hidden service, or is told of one.

    Its settings are those its command names, or those beside it. Tor Browser brings its own tor.
    """
    settings = [each for each in matches if each.rule == _RULE]
    for process in processes:
        if process.exe is None or process.exe_state in VOUCHED or "/TorBrowser/" in process.exe:
            continue
        own = next((each for each in settings if _is_read(process, each)), None)
        is_named = program(process) in _NAMES or _SHAPE.search(process.command[:2000]) is not None
        if own is None and not is_named:
            continue
        subjects = (*own_subjects(process), *((file_subject(own.path),) if own else ()))
        yield Claim(
            subjects=subjects,
            because=(process, own) if own else (process,),
            values=name_values(process) | {"why": own.path if own else process.command[:200]},
            level=None if own else Level.MEDIUM,
            first_seen=process.started,
            scope=process.scope,
        )


def _is_read(process: Process, settings: ContentMatch) -> bool:
    return settings.path in process.argv or parent(str(process.exe)) == parent(settings.path)
