"""Interactive shells that no person can sit at: no terminal, and pipes instead of one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import CLOSED_ACCOUNTS, SERVICE_ACCOUNTS, WORKED_IN_ACCOUNTS, words
from hemostat.detect.places import is_temporary
from hemostat.detect.process_family import (
    Connections,
    Family,
    address_observables,
    address_subjects,
    name_values,
    process_subject,
    remote_text,
)
from hemostat.detect.process_programs import SERVICES, is_interactive, is_shell, program
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, OpenFile, Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An interactive shell runs without a terminal",
        zh="交互式 shell 在没有终端的情况下运行",
    ),
    summary=Text(
        en="Shell {pid} (account {account}, parent {parent}) was told to be interactive, but has"
        " no terminal: it reads {input}{reason}. Command: {command}",
        zh="Shell {pid}（账号 {account}，父进程 {parent}）以交互方式启动却没有终端，"
        "其标准输入为 {input}{reason}。命令：{command}",
    ),
    benign=Text(
        en="An editor, agent or automation tool that feeds a shell by a pipe; then it runs as the"
        " person or job that uses the tool.",
        zh="编辑器、智能体或自动化工具会通过管道驱动 shell；"
        "此时它以使用该工具的人员或作业账号运行。",
    ),
)
# What gives its users a shell on pipes: remote log-ins without a terminal, containers'
# `exec -i`, terminal programs, and tools that drive a shell for someone.
_HOSTS_OF_SHELLS = re.compile(
    r"(?:sshd(?:-session|-auth)?|dropbear|docker|dockerd|docker-init|tini|containerd-shim[\w-]*"
    r"|conmon|podman|runc|crun|crio|kubectl|kubelet|lxc-\w+|tmux(?:: \w+)?|screen|SCREEN|script"
    r"|scriptreplay|expect|ansible[\w-]*|emacs[\w.-]*|n?vim|code|code-server|codium"
    r"|salt-minion|salt-call|ssm-session-worker)"
)
_EDITOR_FOLDER = re.compile(
    r"/(?:\.vscode(?:-server|-remote)?|\.cursor(?:-server)?|\.vscodium-server|\.windsurf-server"
    r"|code-server[^/]*|\.cache/JetBrains|\.local/share/JetBrains)/"
)
_CHANGES_ACCOUNT = words("su sudo runuser doas setpriv env nohup setsid timeout nice")
_NOBODYS = (AccountKind.CLOSED, AccountKind.SERVICE)
_INPUTS = ("pipe:[", "socket:[", "/")
# bash takes its long options with one hyphen as well.
_OPTION = re.compile(
    r"-(?!login$|noediting$|noprofile$|posix$|rcfile$|restricted$|version$)[a-zA-Z]*i[a-zA-Z]*"
)

_JAVA = Process(pid=40, ppid=1, name="java", exe=HostPath("/opt/tomcat/bin/java"), account="tomcat")
_SHELL = Process(
    pid=50,
    ppid=40,
    name="sh",
    exe=HostPath("/usr/bin/dash"),
    argv=("/bin/sh", "-i"),
    command="/bin/sh -i",
    account="tomcat",
    standard_streams=("pipe:[20]", "pipe:[21]", "pipe:[21]"),
)


@check(
    "linux.process.interactive-shell-without-terminal",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="reverse_shell",
    attack="T1059.004",
    incident_types=("remote_control", "backdoor", "web_intrusion"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "stop-process-tree", "find-entry", "ask-owner"),
    by_hand="ls -l /proc/{pid}/fd; ps -o pid,ppid,user,tty,lstart,args -p {pid}; pstree -sp {pid}",
    examples=(
        fires(_JAVA, _SHELL),
        fires(
            Process(
                pid=50,
                ppid=1,
                name="bash",
                exe=HostPath("/usr/bin/bash"),
                argv=("bash", "--norc", "-li"),
                account="mei",
                standard_streams=("/var/lib/misc/in", "/var/lib/misc/out", "/dev/null"),
            )
        ),
        quiet(
            Process(pid=40, ppid=1, name="sshd", exe=HostPath("/usr/sbin/sshd")),
            _SHELL,
        ),
        quiet(
            Process(
                pid=50,
                ppid=1,
                name="bash",
                exe=HostPath("/usr/bin/bash"),
                argv=("bash", "-lic", "npm start"),
                standard_streams=("pipe:[20]", "pipe:[21]", "pipe:[21]"),
            )
        ),
        quiet(
            Process(
                pid=50,
                ppid=1,
                name="bash",
                exe=HostPath("/usr/bin/bash"),
                argv=("bash", "-i"),
                tty=34816,
                standard_streams=("/dev/pts/0", "/dev/pts/0", "/dev/pts/0"),
            )
        ),
        quiet(
            Process(
                pid=50,
                ppid=1,
                name="sh",
                exe=HostPath("/usr/bin/dash"),
                argv=("sh", "-i"),
                standard_streams=("/dev/null", "pipe:[21]", "pipe:[21]"),
            )
        ),
    ),
)
def interactive_shell_without_terminal(
    processes: Iterable[Process],
    sockets: Iterable[Socket],
    opened: Iterable[OpenFile],
    accounts: Iterable[Account],
) -> Iterator[Claim]:
    """A shell told to be interactive takes its commands from a pipe, fifo, file or Unix socket.

    A shell on a network connection itself is another check's. Tools that give people a shell
    without a terminal are known by the first program above that only passes on.
    """
    family, connections = Family(processes), Connections(sockets)
    holders = _holders(family, opened)
    services = _service_accounts(accounts)
    for process in family.members:
        if not _is_without_terminal(process) or connections.by_target(_input(process)):
            continue
        if _is_given_by_a_tool(process, family) or family.is_build(process):
            continue
        behind = _behind(process, family, holders)
        links = tuple(link for each in behind for link in _links(each, connections))
        is_service = process.account in services and process.euid != 0
        yield Claim(
            subjects=(process_subject(process), *map(process_subject, behind[:1])),
            because=(process, *behind, *links),
            values=name_values(process)
            | {"input": _input(process), "reason": f" ({remote_text(links)})" if links else ""},
            level=Level.HIGH if links or is_service else None,
            attack=("T1505.003",) if _is_below_web(process, family) else (),
            observables=address_observables(links),
            first_seen=process.started,
            scope=process.scope,
        )


def _input(process: Process) -> str:
    return process.standard_streams[0]


def _is_without_terminal(process: Process) -> bool:
    """Whether it is an interactive shell, by its own option, and both its streams are none."""
    if not is_shell(process) or process.tty or len(process.standard_streams) < 2:
        return False
    is_told = any(_OPTION.fullmatch(word) for word in process.argv[1:])
    is_wired = all(map(_is_no_device, process.standard_streams[:2]))
    return is_told and is_wired and is_interactive(process)


def _is_no_device(stream: str) -> bool:
    """Whether a stream is a pipe, fifo, file or socket: neither a terminal nor /dev/null."""
    is_device = stream.startswith("/dev/") and not stream.startswith("/dev/shm/")  # noqa: S108
    return stream.startswith(_INPUTS) and not is_device


def _is_given_by_a_tool(process: Process, family: Family) -> bool:
    """Whether a tool that hands out shells started it, or somebody at a terminal did."""
    above = family.parent(process)
    if above is None:
        # A shell that `exec -i` put into a container has its parent outside.
        return not process.scope.is_host
    for above in family.ancestors(process):
        exe = str(above.exe or "")
        if above.tty or _EDITOR_FOLDER.search(exe):
            return True
        if _HOSTS_OF_SHELLS.fullmatch(program(above)) or _is_script_of_a_tool(above):
            return not is_temporary(exe)
        if not (is_shell(above) or program(above) in _CHANGES_ACCOUNT):
            return False
    return False


def _is_script_of_a_tool(above: Process) -> bool:
    """A Python program's comm is its script's: ansible's workers, tmux's server."""
    return above.name.startswith(("ansible", "tmux: "))


def _holders(family: Family, opened: Iterable[OpenFile]) -> dict[str, list[int]]:
    """Who holds each pipe or path; devices are everybody's."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for each in opened:
        holders[each.target].append(each.pid)
    for process in family.members:
        for target in process.standard_streams:
            holders[target].append(process.pid)
    return holders


def _behind(process: Process, family: Family, holders: dict[str, list[int]]) -> tuple[Process, ...]:
    """Who may talk to the shell, nearest first: who shares its pipes, and who is above it.

    An output that is a file is left out: log shippers read files. pid 1 is above everything.
    """
    pipes = [text for text in process.standard_streams[:2] if text.startswith("pipe:[")]
    targets = dict.fromkeys((_input(process), *pipes))
    pids = [pid for target in targets for pid in holders.get(target, ())]
    sharing = (family.get(pid) for pid in dict.fromkeys(pids))
    near = {each.pid: each for each in sharing if each is not None}
    near |= {each.pid: each for each in family.ancestors(process)}
    return tuple(each for pid, each in near.items() if pid not in (1, process.pid))


def _links(process: Process, connections: Connections) -> tuple[Socket, ...]:
    """The connections to other machines, opened or accepted."""
    return tuple(
        each
        for each in connections.of(process.pid)
        if each.protocol in ("tcp", "udp") and address_subjects((each,))
    )


def _service_accounts(accounts: Iterable[Account]) -> frozenset[str]:
    """Accounts of programs that people do not log in to, or that the network reaches."""
    kinds = {each.name: kind_of(each) for each in accounts}
    closed = {name for name, kind in kinds.items() if kind in _NOBODYS}
    people = {name for name, kind in kinds.items() if kind is AccountKind.PERSON}
    return frozenset(closed | SERVICE_ACCOUNTS | (CLOSED_ACCOUNTS - WORKED_IN_ACCOUNTS)) - people


def _is_below_web(process: Process, family: Family) -> bool:
    """Whether a web or application server, or its account, stands above it."""
    return any(
        above.account in SERVICE_ACCOUNTS or SERVICES.fullmatch(program(above))
        for above in family.ancestors(process)
    )
