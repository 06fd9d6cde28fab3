"""A shell behind a network port, by inetd, xinetd or a socket of systemd."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import BUSYBOX, SHELLS
from hemostat.detect.startup_claims import SYSTEMD
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Mechanism, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="Whoever connects to a port gets a shell", zh="连接端口即可获得 shell"),
    summary=Text(
        en="{file} starts `{command}` as {account} ({trigger}): a shell for whoever asks.",
        zh="{file} 在每次连接（{trigger}）时以 {account} 身份启动 `{command}`："
        "任何人连接即得 shell。",
    ),
    benign=Text(
        en="None is known; services behind a socket are programs or scripts of their own.",
        zh="没有已知的正常用法；由套接字激活的服务应为独立程序或脚本。",
    ),
)
_SPEAKER = re.compile(r"(nc|ncat|netcat|socat)(\.\w+)?")
_WRAPPERS = frozenset(("tcpd", "env", "setsid", "nohup", "nice", "stdbuf", "sudo", "exec"))
_EXEC_PREFIX = re.compile(r"^[-@:+!|]*")
_PORT = re.compile(r"\bsocket ListenStream=(?:\S*:)?\d+\b")
_GIVEN = re.compile(r"\s-[a-z]*c\s+(?P<quote>['\"]?)(?P<text>.+?)(?P=quote)\s*$")
_LANGUAGE = re.compile(r"(?:python|perl|ruby|php|lua|node)[\d.]*")
_SPAWNS = re.compile(
    r"pty\.spawn|\bexec[lv]?p?e?\s*\(?\s*['\"]/bin/\w*sh|os\.system\(['\"]/bin/\w*sh"
)
_RUNS_SHELL = re.compile(r"\s-\w*[ec]\b|\bexec:|\bsystem:", re.IGNORECASE)


def _service(command: str, account: str = "root", trigger: str = "connection to 31337") -> Startup:
    return Startup(
        mechanism=Mechanism.INETD,
        account=account,
        trigger=trigger,
        command=command,
        place=HostPath("/etc/inetd.conf"),
        is_privileged=account == "root",
    )


def _unit(command: str, trigger: str = "socket ListenStream=0.0.0.0:4010") -> Startup:
    return Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        name="lpd@.service",
        account="root",
        trigger=trigger,
        command=command,
        place=HostPath("/etc/systemd/system/lpd@.service"),
        is_privileged=True,
    )


@check(
    "linux.inetd.shell-behind-port",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="inetd_shell",
    attack=("T1543.002", "T1059.004"),
    incident_types=("backdoor", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "block-address", "disable-persistence", "find-entry"),
    by_hand="grep -n {program} {file}",
    examples=(
        fires(_service("/bin/bash -i")),
        fires(_service("/usr/sbin/tcpd /bin/sh")),
        fires(_service("/usr/bin/nc -l -e /bin/sh", "nobody")),
        fires(_unit("-/bin/bash -i")),
        fires(_unit("/bin/sh -c 'exec /bin/sh -i 2>&1'")),
        fires(_unit("/bin/login -f root", "socket ListenStream=2323")),
        fires(_unit("/usr/bin/env setsid bash", "socket ListenStream=[::]:8022")),
        fires(_unit("/usr/bin/python3 -c 'import pty;pty.spawn(\"/bin/sh\")'")),
        quiet(_unit("-/usr/sbin/sshd -i", "socket ListenStream=22")),
        quiet(_unit("/bin/sh -c 'exec /usr/bin/check_mk_agent'")),
        quiet(_unit("/bin/bash /opt/x/serve.sh")),
        quiet(_unit("/bin/bash -i", "wanted by multi-user.target")),
        quiet(_unit("/bin/sh", "socket ListenStream=/run/rescue.sock")),
        quiet(_unit("/usr/bin/python3 -m http.server")),
        quiet(_service("/bin/sh /opt/svc/answer.sh")),
        quiet(_service("/usr/sbin/tcpd /usr/sbin/in.tftpd -s /srv")),
        quiet(_service("/bin/bash -i", trigger="connection to x (disabled)")),
    ),
)
def shell_behind_port(startups: Iterable[Startup]) -> Iterator[Claim]:
    """An enabled service is a shell without a script, or a network tool that starts one.

    Critical for root's.
    """
    for startup in startups:
        if not _is_behind_port(startup):
            continue
        program = _shell_in(_EXEC_PREFIX.sub("", startup.command))
        if program:
            unit = startup.name if startup.mechanism in SYSTEMD else ""
            yield Claim(
                subjects=(
                    *((Subject("unit", unit),) if unit else ()),
                    Subject("file", startup.place),
                ),
                because=(startup,),
                values={
                    "file": startup.place,
                    "command": startup.command,
                    "account": startup.account or "?",
                    "trigger": startup.trigger,
                    "program": program,
                },
                level=Level.CRITICAL if startup.account in ("", "root") else Level.HIGH,
            )


def _is_behind_port(startup: Startup) -> bool:
    """Whether whoever connects to a port starts it; a socket file is no port."""
    if startup.mechanism is Mechanism.INETD:
        return not startup.trigger.endswith("(disabled)")
    return startup.mechanism in SYSTEMD and bool(_PORT.search(startup.trigger))


def _shell_in(command: str) -> str:
    """The program that hands out a shell; empty for none. Wrappers such as tcpd are passed over."""
    words = command.split()
    while words and name(words[0]) in _WRAPPERS:
        words = words[1:]
    if not words:
        return ""
    own = name(words[0])
    if _SPEAKER.fullmatch(own) and _RUNS_SHELL.search(command):
        return words[0]
    if own == "login":
        return words[0] if "-f" in words else ""
    if _LANGUAGE.fullmatch(own) and _SPAWNS.search(command):
        return words[0]
    if own.removeprefix("-") not in SHELLS | BUSYBOX:
        return ""
    if (match := _GIVEN.search(command)) and (inner := match["text"].strip().split("&")[0]):
        return _shell_in(inner.removeprefix("exec ").split(">")[0].rstrip(" 012"))
    # A shell with a script is that script's affair.
    has_script = any(not word.startswith("-") and "/" in word for word in words[1:])
    return "" if has_script else words[0]
