"""Whether a command that sudo ran hands root to its caller: a shell, or a file that makes one."""

import re
from typing import Final

from hemostat.detect.names import SHELLS
from hemostat.model.path import name as last_part

_INTERPRETERS = re.compile(
    r"(?:python|perl|ruby|php|lua|luajit|node|nodejs|tclsh|jrunscript)[\d.]*"
)
_ANY_SHELL = r"(?:/\S*/)?(?:ba|da|z|k|mk|c|tc|a)?sh"
# A shell that somebody sits before: alone, or with `-p`, `-i`, `-l`; with `-c` it does one thing.
_BARE_SHELL = rf"{_ANY_SHELL}(?:\s+-[pil]+)*"
_LOOSE = r"/(?:tmp|var/tmp|dev/shm)/"
# What the programs of GTFOBins start a shell by; none of these is how anything is administered.
_DETOUR: Final = re.compile(
    rf"""
      ^\S*find\b.*-(?:exec|execdir|ok)\s+{_BARE_SHELL}\s*(?:\\?;|\+|$)
    | ^\S*(?:vi|vim|vimdiff|rvim|view|ex|nvim|vim\.\w+)\s(?:.*\s)?(?:-c\s*|\+)\W*
      (?:shell|!|py3?\s+import|{_ANY_SHELL}\b)
    | ^\S*(?:awk|gawk|mawk|nawk)\b.*\bsystem\s*\(.{{0,3}}{_ANY_SHELL}
    | ^\S*tar\b.*--(?:checkpoint-action[=\s]+.?exec|to-command[=\s]+.?{_ANY_SHELL})
    | ^\S*tar\b.*\s-I\s*.?{_ANY_SHELL}\b
    | ^\S*zip\b.*(?:\s-TT|--unzip-command)
    | ^\S*(?:man|less|more)\b.*\s-P\s*\S*{_ANY_SHELL}\b
    | ^\S*git\b.*(?:core\.pager|core\.sshCommand|PAGER)=\W*{_ANY_SHELL}\b
    | ^\S*(?:gdb|ftp|sqlite3|mysql|psql|ed|irb)\b.*(?:!|\.shell|system)\s*{_ANY_SHELL}\b
    | ^\S*nmap\b.*(?:--interactive|--script[=\s]\S*{_LOOSE})
    | ^\S*(?:nice|ionice|timeout|stdbuf|setarch|taskset|flock|xargs|cpulimit|logsave|ltrace|strace)
      \b(?:\s+\S+)*?\s{_BARE_SHELL}\s*(?:/dev/null)?$
    | ^\S*(?:rsync|scp|ssh)\b.*(?:-e\s*.?{_ANY_SHELL}\s+-c|ProxyCommand=\W*;|-S\s*{_LOOSE})
    | ^\S*(?:apt|apt-get)\b.*(?:Pre-Invoke|Pager)\S*=
    | ^\S*(?:python|perl|ruby|php|lua|node)\S*\s.*
      \b(?:system|exec\w*|spawn\w*|popen|subprocess\.\w+)\s*[(\s].{{0,24}}{_ANY_SHELL}\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Administrators do these; a daemon's account has no reason to.
_WRAPPED: Final = re.compile(
    rf"""
      ^\S*(?:env|nohup|setsid|unshare|chroot|nsenter|expect|script|watch|time|start-stop-daemon
      |capsh|setpriv|run-parts|busybox|systemd-run|runuser|doas|pkexec)
      \b(?:\s+\S+)*?\s{_BARE_SHELL}$
    | ^\S*(?:docker|podman|nerdctl|ctr)\b.*(?:-v\s*|--volume[=\s]|source=)/:/
    | ^\S*(?:pip3?|gem|npm|dpkg|rpm|snap)\b.*\s{_LOOSE}
    | ^\S*systemctl\b.*\s(?:{_LOOSE}|/home/)
    | ^\S*socat\b.*exec:
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Root at the next log-in or start: its password file, keys, sudoers, jobs; a set-uid bit.
_MAKES_ROOT: Final = re.compile(
    r"^\S*(?:tee|cp|mv|dd|install|sed|ln|chmod|chown|rsync|wget|curl)\b.*"
    r"/etc/(?:passwd|shadow|sudoers|ld\.so\.preload|cron\S*|group)\b"
    r"|^\S*(?:tee|cp|mv|dd|install|sed|ln|rsync|wget|curl)\b.*/root/\.ssh/"
    r"|^\S*chmod\b.*\s(?:[ugoa]*\+s|[246]7\d\d)\s.*(?:sh|python\S*|perl|find|vim?|cp|/tmp/\S+)\b"
    r"|^\S*(?:cat|head|tail|less|more|strings|xxd|base64|cp|dd|awk|sed|grep)\b.*/etc/g?shadow"
    r"|^\S*(?:useradd|usermod|passwd|chpasswd|visudo|vipw|setcap)\b",
    re.DOTALL,
)
_PLACED: Final = re.compile(r"^/(?:tmp|var/tmp|dev/shm)/")


def starts_shell(command: str) -> bool:
    """Whether a command uses another program to get at a shell, as nobody who may use one does."""
    return bool(_DETOUR.search(command[:2_000]))


def wraps_shell(command: str) -> bool:
    """Whether a command gets at a shell or at root in a way that administrators use as well."""
    return bool(_WRAPPED.search(command[:2_000]))


def makes_root(command: str) -> bool:
    """Whether a command shows or writes what makes root: hashes, sudoers, keys, a set-uid bit."""
    return bool(_MAKES_ROOT.search(command[:2_000]))


def opens_shell(command: str) -> bool:
    """Whether a command is a shell, or an interpreter given its code on the command line."""
    parts = command.split()
    if not parts:
        return False
    program = last_part(parts[0])
    if program in SHELLS:
        # A script by its path is a program; a shell alone, or with code, is a way in.
        return len(parts) == 1 or parts[1].startswith("-") or bool(_PLACED.match(parts[1]))
    is_inline = any(part in ("-c", "-e", "-r") for part in parts[1:3])
    return program == "su" or bool(_INTERPRETERS.fullmatch(program) and is_inline)


def is_placed(command: str) -> bool:
    """Whether the program, or an interpreter's script, lies where anybody may write."""
    parts = command.split()[:2]
    runs = parts[:1] if not parts or not _INTERPRETERS.fullmatch(last_part(parts[0])) else parts
    return any(_PLACED.match(part) for part in runs)
