# ruff: noqa: S108 — paths on the examined host, not ours.
"""Commands that a start-up file replaces by an alias or a function."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import FileFact, Mechanism, Provenance, StartupLine
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A start-up file replaces a command that sees passwords or shows the host's state",
        zh="启动文件劫持了口令类或系统查看类命令",
    ),
    summary=Text(
        en="{file} replaces `{name}`: {definition}. Whoever types {name} runs that instead.",
        zh="{file} 重新定义了 `{name}`：{definition}。输入 {name} 时实际执行的是它。",
    ),
    benign=Text(
        en="People alias commands for comfort; a wrapper that keeps a copy of what is typed, runs "
        "a program from an odd place, or leaves lines out of what is shown, is not comfort.",
        zh="别名通常只为方便；但记录输入内容、执行异常位置程序或过滤输出的包装不属于此类。",
    ),
)
_SECRET = ("sudo", "su", "ssh", "passwd", "doas", "login", "scp", "sftp", "mysql", "kinit", "gpg")
_SHOWING_NAMES = (
    "ps ls netstat ss top htop lsof who w last lastlog find crontab lsmod cat history systemctl"
    " pgrep dmesg journalctl id users dir chattr lsattr grep du df file stat"
)
_SHOWING = _SHOWING_NAMES.split()
_NAMES = "|".join(map(re.escape, (*_SECRET, *_SHOWING)))
_ALIAS = re.compile(
    rf"(?:^|[;&|{{(]\s*|\bthen\s+|\bdo\s+)(?:builtin\s+|command\s+)?alias\s+(?:--?\w+\s+)*"
    rf"(?P<name>{_NAMES})(?:=|\s+)(?P<value>'[^']*'|\"(?:[^\"\\]|\\.)*\"|\S+)"
)
_FUNCTION = re.compile(
    rf"(?:^|[;&|{{]\s*)(?:function\s+(?P<one>{_NAMES})\b\s*(?:\(\s*\))?|(?P<two>{_NAMES})\s*\(\s*\))"
    r"\s*(?P<body>.*)",
    re.DOTALL,
)
# Keeps or sends what is typed.
_CAPTURES = re.compile(
    r"\bread\s+(?:-\w+\s+)*-\w*s|\bstrace\b|\bscript\s+-|\btee\b|/dev/tcp/|\b(?:curl|wget|nc|ncat|socat"
    r"|telnet|mail|sendmail|logger)\b|\bxxd\b|\bbase64\b|>>?\s*(?!/dev/(?:null|std|tty)|&)[\"']?[$~/.\w]"
)
_ASKS = re.compile(
    r"\bread\s+(?:-\w+\s+(?:\"[^\"]*\"\s+|'[^']*'\s+)?)*-?\w*s\w*\b|\bread\s+-[a-z]*s"
)
_FILTERS = re.compile(
    r"\|\s*(?:command\s+|/\S*/)?(?:e|f)?grep\s+(?:-\S+\s+)*-\w*v|\|\s*sed\s+\S*\s*['\"]?/[^|]*/d"
)
_PATHS = re.compile(r"(?<![\w$}.:@])(?:/[\w.+-]+(?:/[\w.+-]+)+)")
_MOST_LINES = 40
# Characters of a line that are looked at: the patterns are not linear.
_LONGEST = 8192


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """One command replaced: its name, what replaces it, and the lines that do."""

    name: str
    text: str
    lines: tuple[StartupLine, ...]


def _line(number: int, command: str, path: str = "/home/li/.bashrc") -> StartupLine:
    return StartupLine(
        source=Source(path=HostPath(path), line=number),
        mechanism=Mechanism.SHELL_PROFILE,
        account="li",
        command=command,
    )


@check(
    "linux.shell.command-replaced",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="shell_profile",
    attack=("T1546.004", "T1056"),
    incident_types=("backdoor", "credential_leak"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "rotate-credentials", "find-entry"),
    by_hand="cat {file}",
    examples=(
        fires(_line(3, "alias sudo='/tmp/.s/sudo'")),
        fires(_line(1, "alias ssh='strace -f -o /tmp/l -e read ssh'")),
        fires(
            _line(1, "sudo() {"),
            _line(2, "read -s -p 'Password: ' p"),
            _line(3, 'echo $p >> ~/.cache/l; command sudo "$@"'),
            _line(4, "}"),
        ),
        fires(_line(1, "alias ps='ps \"$@\" | grep -v kworkerd'")),
        quiet(
            _line(1, "alias sudo='sudo '"),
            _line(2, "alias ls='ls --color=auto'"),
            _line(3, "alias ssh='TERM=xterm ssh'"),
            _line(4, "alias grep='grep --color=auto'"),
        ),
        quiet(_line(1, 'ssh() { TERM=xterm command ssh "$@" 2>/dev/null; }')),
        quiet(
            _line(1, "alias ssh='/opt/x/ssh -v >> /var/log/a'", "/etc/profile.d/p.sh"),
            FileFact(path=HostPath("/etc/profile.d/p.sh"), state=Provenance.PACKAGED),
        ),
    ),
)
def command_replaced(lines: Iterable[StartupLine], files: Files) -> Iterator[Claim]:
    """An alias or function of a start-up file steals what is typed or hides what is shown.

    High where a password is asked for, or the replacement lies in a temporary or hidden place.
    Functions are looked at over the lines that follow, up to the closing brace.
    """
    by_file: dict[str, list[StartupLine]] = defaultdict(list)
    for line in lines:
        if line.mechanism in (Mechanism.SHELL_PROFILE, Mechanism.SSH_RC):
            by_file[line.source.path].append(line)
    for path, every in by_file.items():
        fact = files.get(path)
        if fact and fact.state in (Provenance.PACKAGED, Provenance.PRODUCT):
            continue
        for wrapper in _wrappers(every):
            if level := _level(wrapper, files):
                yield Claim(
                    subjects=(Subject("file", path),),
                    because=wrapper.lines[:10],
                    values={
                        "file": path,
                        "name": wrapper.name,
                        "definition": wrapper.text[:200],
                    },
                    level=level,
                )


def _wrappers(lines: list[StartupLine]) -> Iterator[_Wrapper]:
    for index, line in enumerate(lines):
        for match in _ALIAS.finditer(line.command[:_LONGEST]):
            yield _Wrapper(match["name"], match["value"].strip("\"'"), (line,))
        if found := _FUNCTION.search(line.command[:_LONGEST]):
            body = _body(found["body"], lines[index + 1 : index + 1 + _MOST_LINES])
            text = "\n".join((found["body"], *(each.command[:_LONGEST] for each in body)))
            yield _Wrapper(found["one"] or found["two"], text, (line, *body))


def _body(first: str, following: list[StartupLine]) -> list[StartupLine]:
    """The lines of a function behind its first, up to where its braces close."""
    depth = first.count("{") - first.count("}")
    if depth <= 0 and "{" in first:
        return []
    body: list[StartupLine] = []
    for line in following:
        body.append(line)
        depth += line.command.count("{") - line.command.count("}")
        if depth <= 0:
            break
    return body


def _level(wrapper: _Wrapper, files: Files) -> Level | None:
    """How bad a replacement is; None: comfort."""
    for path in _PATHS.findall(wrapper.text):
        fact = files.get(path)
        is_odd = is_temporary(path) and not path.startswith("/dev/")
        if is_odd or path.startswith("/dev/shm/") or hidden_part(path):
            return Level.HIGH
        is_foreign = fact and fact.state in (Provenance.UNOWNED, Provenance.CHANGED)
        if is_foreign and name(path) == wrapper.name:
            return Level.MEDIUM
    if wrapper.name in _SECRET:
        if _ASKS.search(wrapper.text):
            return Level.HIGH
        return Level.MEDIUM if _CAPTURES.search(wrapper.text) else None
    is_filtered = _FILTERS.search(wrapper.text) and re.search(
        rf"(?:^|[\s/;{{(]){re.escape(wrapper.name)}\b", wrapper.text
    )
    return Level.MEDIUM if is_filtered else None
