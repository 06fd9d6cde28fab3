"""A shell behind a network port, by inetd or xinetd."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import BUSYBOX, SHELLS
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Mechanism, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="Whoever connects to a port gets a shell", zh="连接端口即可获得 shell（inetd）"),
    summary=Text(
        en="{file} starts `{command}` as {account} for each {trigger}: a shell for whoever asks.",
        zh="{file} 在每次连接（{trigger}）时以 {account} 身份启动 `{command}`："
        "任何人连接即得 shell。",
    ),
    benign=Text(
        en="None is known; services run from inetd are programs or scripts of their own.",
        zh="没有已知的正常用法；inetd 服务应为独立程序或脚本。",
    ),
)
_SPEAKER = re.compile(r"(nc|ncat|netcat|socat)(\.\w+)?")
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
        if startup.mechanism is not Mechanism.INETD or startup.trigger.endswith("(disabled)"):
            continue
        program = _shell_in(startup.command)
        if program:
            yield Claim(
                subjects=(Subject("file", startup.place),),
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


def _shell_in(command: str) -> str:
    """The program that hands out a shell; empty for none. A wrapper such as tcpd is passed over."""
    words = command.split()
    if words and name(words[0]) == "tcpd":
        words = words[1:]
    if not words:
        return ""
    own = name(words[0])
    if _SPEAKER.fullmatch(own) and _RUNS_SHELL.search(command):
        return words[0]
    # A shell with a script is that script's affair.
    has_script = any(not word.startswith("-") and "/" in word for word in words[1:])
    return words[0] if own.removeprefix("-") in SHELLS | BUSYBOX and not has_script else ""
