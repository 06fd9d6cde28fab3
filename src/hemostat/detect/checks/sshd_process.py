# ruff: noqa: S108 — paths on the examined host, not ours.
"""An SSH server that runs under another name, or with settings of its own."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import is_odd
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Process, Startup
from hemostat.model.text import Text

DISGUISED = RuleTexts(
    title=Text(
        en="The SSH server runs under another name", zh="SSH 服务端以其他名称运行（软链接后门）"
    ),
    summary=Text(
        en="{exe} was started as {word} (pid {pid}): PAM then uses the rules of that name, and for "
        "su they let root in without a password.",
        zh="{exe} 以 {word} 之名启动（pid {pid}）：PAM 会按该名称选取规则，"
        "如 su 的规则会让 root 免密登录。",
    ),
    benign=Text(
        en="Container tools start a copy under their own name; the copy is then in their folder.",
        zh="部分容器工具会以自己的名称启动 sshd 副本，副本位于其自身目录。",
    ),
)

OPTIONS = RuleTexts(
    title=Text(en="An SSH server is started with odd settings", zh="SSH 服务端启动参数异常"),
    summary=Text(
        en="{place} starts sshd as: {command}",
        zh="{place} 以如下命令启动 sshd：{command}",
    ),
    benign=Text(
        en="Test benches and jump hosts run a second sshd with its own file, known to their owner.",
        zh="测试环境、堡垒机可能以独立配置运行第二个 sshd，责任人应知情。",
    ),
)

_SERVER = frozenset({"sshd", "sshd-session", "sshd-auth"})
_OWN_FILE = re.compile(r"(?:^|\s)-[A-Za-z]*f\s*(/\S+)")
_OPENING = re.compile(
    r"-o\s*[\"']?(?:(?:PermitRootLogin|PermitEmptyPasswords)[ =]+yes|StrictModes[ =]+no"
    r"|LogLevel[ =]+quiet|AuthorizedKeysFile[ =]+/)",
    re.IGNORECASE,
)
_SSHD = HostPath("/usr/sbin/sshd")


@check(
    "linux.sshd.under-another-name",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="sshd_disguised",
    attack=("T1556.003", "T1036.003"),
    incident_types=("backdoor", "remote_control"),
    texts=DISGUISED,
    next=("keep-evidence", "capture-process", "stop-process-tree", "end-sessions", "find-entry"),
    by_hand="ls -l /proc/{pid}/exe; tr '\\0' ' ' < /proc/{pid}/cmdline",
    examples=(
        fires(Process(pid=7, name="su", exe=_SSHD, argv=("/tmp/su", "-oPort=5555"))),
        quiet(Process(pid=7, name="sshd", exe=_SSHD, argv=("/usr/sbin/sshd", "-D"))),
        quiet(Process(pid=8, name="sshd", exe=_SSHD, argv=("sshd: ann [priv]",))),
        quiet(Process(pid=9, name="su", exe=HostPath("/usr/bin/su"), argv=("su", "-"))),
    ),
)
def under_another_name(processes: Iterable[Process]) -> Iterator[Claim]:
    """The program sshd runs, started through a link or copy with another name.

    sshd asks PAM by the name it was called: as `su` the line pam_rootok makes any password right.
    """
    for process in processes:
        if process.exe is None or name(process.exe) not in _SERVER or not process.argv:
            continue
        word = name(process.argv[0].split(" ", 1)[0].rstrip(":"))
        if not word or any(word == each or word == f"-{each}" for each in _SERVER):
            continue
        yield Claim(
            subjects=(Subject("process", process.exe, (("pid", process.pid), ("name", word))),),
            because=(process,),
            values={"exe": process.exe, "word": word, "pid": str(process.pid)},
            observables=(Observable("process", word),),
            scope=process.scope,
        )


@check(
    "linux.sshd.started-with-odd-settings",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="sshd_options",
    attack=("T1021.004", "T1556"),
    incident_types=("backdoor", "remote_control"),
    texts=OPTIONS,
    next=("keep-evidence", "ask-owner", "stop-process-tree", "disable-persistence"),
    by_hand="ps -o pid,args -C sshd; ls -la {place}",
    examples=(
        fires(Process(pid=7, name="sshd", exe=_SSHD, command="/usr/sbin/sshd -f /var/tmp/.c/cfg")),
        fires(
            Process(pid=7, name="sshd", exe=_SSHD, command="sshd -o PermitRootLogin=yes -p 31337")
        ),
        quiet(Process(pid=7, name="sshd", exe=_SSHD, command="/usr/sbin/sshd -D -e")),
        quiet(Process(pid=7, name="sshd", exe=_SSHD, command="sshd -f /etc/ssh/sshd_second")),
    ),
)
def started_with_odd_settings(
    processes: Iterable[Process], startups: Iterable[Startup]
) -> Iterator[Claim]:
    """An sshd reads its settings from an odd place, or opens itself on the command line.

    What sshd_config says does not hold for it, so who reads that file sees nothing.
    """
    for process in processes:
        if process.exe is not None and name(process.exe) == "sshd":
            subject = Subject("process", process.exe, (("pid", process.pid),))
            yield from _claims(process, process.command, subject)
    for startup in startups:
        if any(name(program) == "sshd" for program in startup.programs):
            subject = Subject("file", startup.place or startup.name)
            yield from _claims(startup, startup.command, subject)


def _claims(record: Process | Startup, command: str, subject: Subject) -> Iterator[Claim]:
    own = _OWN_FILE.search(command)
    is_odd_file = own is not None and is_odd(own[1])
    is_within = not record.scope.is_host
    if is_odd_file or _OPENING.search(command):
        # A container's sshd is opened by its image, for its image: context.
        level = Level.LOW if is_within else (Level.HIGH if is_odd_file else None)
        yield Claim(
            subjects=(subject,),
            because=(record,),
            values={"place": subject.value, "command": command[:300]},
            level=level,
            scope=record.scope,
        )
