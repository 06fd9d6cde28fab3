"""What stops, uninstalls or kills security software; a product that stops itself is no sign."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.observables import observables_in
from hemostat.detect.protection import is_protection_stopped, maker_called, makers_named_in
from hemostat.detect.provenance import VOUCHED
from hemostat.detect.subjects import subjects_of, values_of
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Process, ScriptLine, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="Security software is stopped, uninstalled or killed", zh="停止、卸载或结束安全软件"
    ),
    summary=Text(en="{where} turns protection off: {command}", zh="{where} 关闭防护：{command}"),
    benign=Text(
        en="Moving to another product, or an image that is built without the agent; a job that"
        " does it again and again is neither. augenrules and hardening scripts clear audit rules"
        " before they load new ones.",
        zh="更换安全产品，或制作不含客户端的镜像；反复执行的任务两者都不是。"
        "审计加固脚本会先清空规则再加载新规则。",
    ),
)
_Line = tuple[Scope, str, int | None]
_INIT_SCRIPT = re.compile(r"/etc/(?:rc\.d/)?(?:init\.d/|rc\w\.d/[SK]\d\d)([^/]+)")
_WHEN_STOPPED = ("ExecStop=", "ExecStopPre=", "ExecStopPost=")
_ARM = re.compile(r"\s*\(?\s*[\"']?([\w*-]+[\"']?(?:\s*\|\s*[\"']?[\w*-]+[\"']?)*)\s*\)")
_FUNCTION = re.compile(r"\s*(?:function\s+(\w+)|(\w+)\s*\(\s*\))")
_CASE = re.compile(r"\s*case\s+[^\n;]{1,200}?\s+in(?:\s+|$)")
_ENDS_ARM = re.compile(r"(;;&?|\besac\b)")
_ENDS_BRANCH = re.compile(r"(?:;;&?|\}|\besac)\s*$")
_STOPPING = re.compile(r"stop|uninst|remove|delete|kill|restart|reload", re.IGNORECASE)


def _cron(command: str) -> Startup:
    return Startup(mechanism=Mechanism.CRON, command=command, place=HostPath("/etc/cron.d/a"))


def _unit(name: str, key: str, command: str) -> Startup:
    place = HostPath(f"/etc/systemd/system/{name}")
    return Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        source=Source(path=place, text=f"{key}={command}"),
        name=name,
        command=command,
        place=place,
    )


def _init(name: str, *commands: str) -> tuple[ScriptLine, ...]:
    path = HostPath(f"/etc/init.d/{name}")
    return tuple(
        ScriptLine(source=Source(path=path, line=line), path=path, command=command)
        for line, command in enumerate(commands, 1)
    )


@check(
    "linux.command.disables-protection",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="defence_off",
    attack="T1685",
    incident_types=("trojan", "mining", "rootkit"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "ask-owner", "harden"),
    by_hand="cat -A {place}",
    examples=(
        fires(_cron("systemctl stop auditd; systemctl disable auditd")),
        fires(_cron("/usr/local/qcloud/stargate/admin/uninstall.sh")),
        fires(_cron("pkill -9 AliYunDun")),
        fires(_cron("killall clamd")),
        fires(_cron("pkill -HUP rsyslogd; pkill -9 -f aegis")),
        fires(_cron("systemctl kill auditd")),
        fires(_cron("service aegis stop; rm -rf /usr/local/aegis")),
        fires(_cron("yum remove -y falcon-sensor")),
        fires(_cron("/etc/init.d/wazuh-agent stop")),
        fires(_cron("auditctl -e 0")),
        fires(_cron("systemctl stop aegis")),
        fires(*_init("x", 'case "$1" in', "start)", "  /etc/init.d/aegis stop", ";;", "esac")),
        fires(*_init("x", 'case "$1" in', "stop)", "  killall AliYunDun", ";;", "esac")),
        fires(*_init("aegis", 'case "$1" in', "start)", "  killall AliYunDun", ";;", "esac")),
        fires(*_init("aegis", "stop() { :; }", "killall AliYunDun")),
        fires(*_init("aegis", 'case "$1" in', "start|stop) killall AliYunDun ;;", "esac")),
        fires(*_init("aegis", "killall AliYunDun", 'case "$1" in', "stop) true ;;", "esac")),
        fires(*_init("aegis", 'case "$1" in', "stop)", "  killall clamd", ";;", "esac")),
        fires(*_init("aegis", "case $1 in start) killall AliYunDun ;; stop) true ;; esac")),
        fires(*_init("x", "case $1 in start) $D/AliYunDun ;; stop) killall AliYunDun ;; esac")),
        fires(
            *_init("aegis", "case $1 in stop) killall AliYunDun ;; *) pkill AliYunDun ;; esac"),
        ),
        fires(*_init("aegis", "case $1 in stop) true ;; esac; killall AliYunDun")),
        fires(*_init("aegis", "case $1 in stop) true; esac; killall AliYunDun")),
        fires(_unit("aegis.service", "ExecStart", "/usr/bin/killall AliYunDun")),
        fires(_unit("web.service", "ExecStop", "/etc/init.d/aegis stop")),
        fires(
            Startup(
                mechanism=Mechanism.SHELL_PROFILE,
                command="pkill -9 -f aegis 2>/dev/null",
                place=HostPath("/root/.bashrc"),
            )
        ),
        fires(Process(pid=9, command="systemctl stop aegis")),
        quiet(_unit("aegis.service", "ExecStop", "/etc/init.d/aegis stop")),
        quiet(*_init("aegis", 'case "$1" in', " stop|uninstall) killall AliYunDun ;;", "esac")),
        quiet(
            *_init(
                "aegis",
                "DIR=/usr/local/aegis",
                "case $1 in start) $DIR/AliYunDun ;; stop) killall AliYunDun ;; esac",
            )
        ),
        quiet(
            *_init("aegis", 'case "$1" in start) $D/AliYunDun;; stop) killall AliYunDun', "esac")
        ),
        quiet(*_init("aegis", "do_stop() {", "  killall -9 AliYunDun", "}")),
        quiet(Process(pid=9, unit="aegis.service", command="/bin/sh /etc/init.d/aegis stop")),
        quiet(_cron("systemctl stop nginx && certbot renew && systemctl start nginx")),
        quiet(_cron("service auditd restart")),
        quiet(_cron("systemctl -q is-active clamd && systemctl kill --signal=SIGHUP clamd")),
        quiet(_cron("kill -USR1 $(pidof auditd)")),
        quiet(_cron("killall -s HUP clamd")),
        quiet(_cron("systemctl enable --now auditd")),
        quiet(_cron("/usr/local/aegis/aegis_client/aegis_12_01/AliYunDun")),
        quiet(_cron("systemctl disable --now firewalld && setenforce 0")),
        quiet(_cron("/etc/init.d/clamav-daemon start")),
        quiet(_cron("auditctl -s")),
    ),
)
def disables_protection(
    startups: Iterable[Startup],
    script_lines: Iterable[ScriptLine],
    processes: Iterable[Process],
    files: Files,
) -> Iterator[Claim]:
    """A job, script or process turns protection off, and is no part of what it turns off.

    A product's own unit stops it by ExecStop, its own init script in the stop branch. The same
    command in the start branch, or in a script of another name, is a sign.
    """
    own: set[_Line] = set()
    for line, is_stopping in _with_branch(script_lines):
        if not is_protection_stopped(line.command):
            continue
        is_own_init = is_stopping and _is_of(_service_of(line.path), line.command)
        if is_own_init or _is_of_product(line, files):
            own.add((line.scope, line.source.path, line.source.line))
        else:
            yield _claim(line)
    for startup in startups:
        at = (startup.scope, startup.source.path, startup.source.line)
        if is_protection_stopped(startup.command) and at not in own and not _is_own(startup):
            yield _claim(startup)
    for process in processes:
        is_own = _is_of(process.unit.removesuffix(".service"), process.command)
        if is_protection_stopped(process.command) and not is_own:
            yield _claim(process)


def _is_own(startup: Startup) -> bool:
    # A line of a script has the place of what starts the script: that says nothing of the script.
    if startup.place_state in VOUCHED and startup.source.path in ("", startup.place):
        return True
    if not startup.source.text.startswith(_WHEN_STOPPED):
        return False
    is_unit = startup.mechanism == Mechanism.SYSTEMD_SERVICE
    return is_unit and _is_of(startup.name.removesuffix(".service"), startup.command)


def _is_of(service: str, command: str) -> bool:
    """Whether a service is of the maker, the only one, whose product a command stops."""
    makers = makers_named_in(command)
    return bool(makers) and makers == maker_called(service)


def _is_of_product(line: ScriptLine, files: Files) -> bool:
    """Whether a product known by its files delivers the script, and only stops itself.

    Any product's script may be edited, a panel's as well: the path must name the same maker.
    """
    if _service_of(line.path):
        return False  # judged by its branches
    fact = files.get(line.path, line.scope)
    makers = makers_named_in(line.command)
    is_known = fact is not None and fact.state in VOUCHED
    return is_known and bool(makers) and makers == makers_named_in(line.path)


def _service_of(path: str) -> str:
    """The service an init script is for; empty for any other file."""
    match = _INIT_SCRIPT.fullmatch(path)
    return match[1] if match else ""


def _with_branch(lines: Iterable[ScriptLine]) -> Iterator[tuple[ScriptLine, bool]]:
    """Each line, and whether all it stops stands in a branch or function that stops, by its name.

    A line may hold several branches of a `case`, or all of it.
    """
    labels: dict[tuple[Scope, str], str] = {}
    for line in lines:
        key = (line.scope, line.path)
        stops: list[bool] = []
        for part in _parts(line.command):
            if match := _FUNCTION.match(part):
                labels[key] = match[1] or match[2]
            elif match := _ARM.match(part):
                labels[key] = match[1]
            if is_protection_stopped(part):
                names = labels.get(key, "").split("|")
                stops.append(all(_STOPPING.search(name) for name in names))
            if _ENDS_BRANCH.search(part):
                labels[key] = ""
        yield line, bool(stops) and all(stops)


def _parts(command: str) -> Iterator[str]:
    """The branches of a `case` that a line holds, each with the `;;` or `esac` that ends it."""
    if match := _CASE.match(command):
        command = command[match.end() :]
    pieces = [*_ENDS_ARM.split(command), ""]
    yield from (body + end for body, end in zip(pieces[::2], pieces[1::2], strict=True))


def _claim(record: Startup | ScriptLine | Process) -> Claim:
    technique = "" if isinstance(record, Process) else record.technique
    return Claim(
        subjects=subjects_of(record),
        because=(record,),
        values=values_of(record),
        attack=(technique,) if technique else (),
        observables=observables_in(record.command),
        first_seen=record.started if isinstance(record, Process) else None,
        scope=record.scope,
    )
