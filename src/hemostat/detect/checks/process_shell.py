"""Shells whose commands come over the network."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.detect.process_family import (
    Connections,
    Family,
    address_observables,
    address_subjects,
    name_values,
    process_claim,
    process_subject,
    remote_text,
)
from hemostat.detect.process_programs import (
    is_interactive,
    is_interpreter,
    is_relay,
    is_shell,
    program,
    script_of,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import OpenFile, Process, Socket
from hemostat.model.text import Text

SOCKET = RuleTexts(
    title=Text(
        en="A shell takes its commands from a network connection",
        zh="Shell 的输入输出直接接在网络连接上（反弹或绑定 shell）",
    ),
    summary=Text(
        en="Process {pid} ({name}, account {account}, parent {parent}) reads and writes the"
        " connection to {remote}. Command: {command}",
        zh="进程 {pid}（{name}，账号 {account}，父进程 {parent}）"
        "的标准输入输出是与 {remote} 的连接。命令：{command}",
    ),
    benign=Text(
        en="inetd and socket-activated units hand a connection to a script of their own; a shell"
        " without a script is never one of these.",
        zh="inetd 与 systemd 套接字激活会把连接交给固定脚本处理；不带脚本的 shell 不属于这种情况。",
    ),
)
RELAY = RuleTexts(
    title=Text(
        en="A shell is wired to the network through another program",
        zh="Shell 经由其他程序接到网络上",
    ),
    summary=Text(
        en="Shell {pid} (account {account}) gets its commands from {relay} (pid {relay_pid}),"
        " which is connected to {remote}. Command: {command}",
        zh="Shell {pid}（账号 {account}）的命令来自 {relay}（pid {relay_pid}）"
        "，后者连接着 {remote}。命令：{command}",
    ),
    benign=Text(
        en="A web terminal, or a console server the administrator runs on purpose.",
        zh="可能是管理员有意部署的 Web 终端或控制台服务。",
    ),
)
_INETD = frozenset(("inetd", "xinetd", "tcpd", "tcpserver", "tcpsvd"))
_PIPES = ("pipe:[", "socket:[")
_TERMINALS = ("/dev/pts/", "/dev/ptmx", "/dev/pty")

_BASH = Process(
    pid=50,
    ppid=1,
    name="bash",
    exe=HostPath("/usr/bin/bash"),
    argv=("bash", "-i"),
    command="bash -i",
    standard_streams=("socket:[7]", "socket:[7]", "socket:[7]"),
)
_LINK = Socket(
    protocol="tcp",
    local_address="10.0.0.5",
    local_port=40222,
    remote_address="203.0.113.9",
    remote_port=4444,
    state="established",
    inode=7,
    pids=(50,),
)
_NC = Process(
    pid=60,
    ppid=1,
    name="nc",
    exe=HostPath("/usr/bin/nc.openbsd"),
    argv=("nc", "203.0.113.9", "4444"),
    standard_streams=("pipe:[21]", "/tmp/f", "/dev/null"),  # noqa: S108
)


@check(
    "linux.process.shell-on-socket",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="reverse_shell",
    attack=("T1059.004", "T1071"),
    incident_types=("remote_control", "backdoor", "trojan"),
    texts=SOCKET,
    next=(
        "keep-evidence",
        "capture-process",
        "block-address",
        "stop-process-tree",
        "find-entry",
        "check-other-hosts",
    ),
    by_hand="ls -l /proc/{pid}/fd; ss -tnpe | grep pid={pid},",
    examples=(
        fires(_BASH, _LINK),
        quiet(_BASH),
        quiet(
            Process(pid=1, name="systemd", exe=HostPath("/usr/lib/systemd/systemd")),
            Process(
                pid=50,
                ppid=1,
                exe=HostPath("/usr/bin/bash"),
                argv=("/bin/bash", "/usr/bin/check_mk_agent"),
                standard_streams=("socket:[7]", "socket:[7]", "/dev/null"),
                unit="check-mk-agent@1.service",
            ),
            _LINK,
        ),
    ),
)
def shell_on_socket(
    processes: Iterable[Process], sockets: Iterable[Socket], opened: Iterable[OpenFile]
) -> Iterator[Claim]:
    """The streams of a shell or interpreter are a TCP or UDP socket.

    Unix sockets do not count: the journal gives one to every service. Nor does a shell that
    merely inherited a socket its parent holds.
    """
    family, connections = Family(processes), Connections(sockets)
    targets: defaultdict[int, list[str]] = defaultdict(list)
    for each in opened:
        targets[each.pid].append(each.target)
    for process in family.members:
        if not (is_shell(process) or is_interpreter(process) or is_relay(process)):
            continue
        found = _streams_of(process, connections)
        level: Level | None = None
        if found is None and is_shell(process):
            found = _own_connection(process, targets[process.pid], family, connections)
            level = _own_level(process)
        if found is None or _is_inetd_script(process, family):
            continue
        if is_relay(process) and not is_shell(process):
            level = Level.HIGH
        yield process_claim(
            process,
            (found,),
            subjects=(process_subject(process), *address_subjects((found,))),
            level=level,
            remote=remote_text((found,)) or "?",
        )


def _streams_of(process: Process, connections: Connections) -> Socket | None:
    """The connection behind both input and an output. A listener at 0 is FastCGI's way."""
    if len(process.standard_streams) < 2:
        return None
    found = connections.by_target(process.standard_streams[0])
    if found is None or not found.remote_address:
        return None
    others = process.standard_streams[1:3]
    return found if any(connections.by_target(text) is not None for text in others) else None


def _own_connection(
    process: Process, targets: list[str], family: Family, connections: Connections
) -> Socket | None:
    """A connection the shell itself opened at a higher descriptor (`exec 5<>/dev/tcp/…`)."""
    above = {each.pid for each in family.ancestors(process)}
    for target in targets:
        found = connections.by_target(target)
        if found is None or not connections.is_outbound(found) or above & set(found.pids):
            continue
        return found
    return None


def _own_level(process: Process) -> Level:
    """A script that was put in a sound place may watch a port; a shell without one takes orders."""
    script = script_of(process)
    is_sound = script.startswith("/") and not is_temporary(script) and not hidden_part(script)
    return Level.LOW if is_sound else Level.HIGH


def _is_inetd_script(process: Process, family: Family) -> bool:
    """A super-server handed the connection to a script that stands in a sound place."""
    script = script_of(process)
    if not script.startswith("/") or is_temporary(script) or hidden_part(script):
        return False
    parent = family.parent(process)
    if parent is None:
        return False
    is_super = program(parent) in _INETD or parent.name in _INETD
    return is_super or (parent.name == "systemd" and "@" in process.unit)


@check(
    "linux.process.shell-behind-relay",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="reverse_shell",
    attack=("T1059.004", "T1095"),
    incident_types=("remote_control", "backdoor", "trojan"),
    texts=RELAY,
    next=(
        "keep-evidence",
        "capture-process",
        "block-address",
        "stop-process-tree",
        "find-entry",
        "check-other-hosts",
    ),
    by_hand="ls -l /proc/{pid}/fd /proc/{relay_pid}/fd; ss -tnpe | grep pid={relay_pid},",
    examples=(
        fires(
            Process(
                pid=61,
                ppid=1,
                name="cat",
                exe=HostPath("/usr/bin/cat"),
                standard_streams=("/dev/null", "pipe:[20]", "/dev/null"),
            ),
            OpenFile(pid=61, descriptor=3, target="/tmp/f"),  # noqa: S108
            Process(
                pid=50,
                ppid=1,
                name="sh",
                exe=HostPath("/usr/bin/dash"),
                argv=("sh", "-i"),
                standard_streams=("pipe:[20]", "pipe:[21]", "pipe:[21]"),
            ),
            _NC,
            OpenFile(pid=60, descriptor=1, target="/tmp/f"),  # noqa: S108
            Socket(
                protocol="tcp",
                local_address="10.0.0.5",
                local_port=40222,
                remote_address="203.0.113.9",
                remote_port=4444,
                state="established",
                inode=8,
                pids=(60,),
            ),
        ),
        quiet(
            Process(
                pid=50,
                ppid=1,
                name="sh",
                exe=HostPath("/usr/bin/dash"),
                argv=("sh", "/usr/local/bin/metrics.sh"),
                standard_streams=("/dev/null", "pipe:[21]", "/dev/null"),
            ),
            Process(
                pid=60,
                ppid=1,
                name="nc",
                exe=HostPath("/usr/bin/nc.openbsd"),
                standard_streams=("pipe:[21]", "/dev/null", "/dev/null"),
            ),
            Socket(
                protocol="tcp",
                remote_address="10.0.0.9",
                remote_port=2003,
                state="established",
                inode=8,
                pids=(60,),
            ),
        ),
    ),
)
def shell_behind_relay(
    processes: Iterable[Process], sockets: Iterable[Socket], opened: Iterable[OpenFile]
) -> Iterator[Claim]:
    """A shell's input comes, by pipe, fifo or terminal, from a program on the network.

    Output alone proves nothing: scripts pipe their figures into nc. It is the way in that counts.
    """
    family, connections = Family(processes), Connections(sockets)
    writers = _writers(family, opened)
    for process in family.members:
        if not is_shell(process) or not process.standard_streams:
            continue
        relay = _feeding_relay(process, writers, family, connections) or _parent_relay(
            process, family, connections
        )
        if relay is None:
            continue
        links = tuple(each for each in connections.of(relay.pid) if each.protocol in ("tcp", "udp"))
        yield Claim(
            subjects=(process_subject(process), process_subject(relay), *address_subjects(links)),
            because=(process, relay, *links),
            values=name_values(process)
            | {
                "relay": relay.command[:120] or relay.name,
                "relay_pid": str(relay.pid),
                "remote": remote_text(links) or "?",
            },
            level=None if is_interactive(process) else Level.MEDIUM,
            observables=address_observables(links),
            first_seen=process.started,
            scope=process.scope,
        )


def _writers(family: Family, opened: Iterable[OpenFile]) -> dict[str, set[int]]:
    """Who has each pipe or path open, other than as standard input."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for each in opened:
        if each.descriptor != 0:
            holders[each.target].add(each.pid)
    for process in family.members:
        for target in process.standard_streams[1:2]:
            holders[target].add(process.pid)
    return holders


def _feeding_relay(
    shell: Process, writers: dict[str, set[int]], family: Family, connections: Connections
) -> Process | None:
    """The relay whose output reaches a shell's input: by one pipe, or by a fifo and `cat`."""
    source = shell.standard_streams[0]
    if not source.startswith(("pipe:[", "/")) or source.startswith("/dev/"):
        return None
    for pid in sorted(writers.get(source, ())):
        writer = family.get(pid)
        if writer is None or pid == shell.pid:
            continue
        if _is_connected_relay(writer, connections):
            return writer
        if program(writer) in ("cat", "tail", "busybox"):
            found = _relay_behind(writer, writers, family, connections)
            if found is not None:
                return found
    return None


def _relay_behind(
    reader: Process, writers: dict[str, set[int]], family: Family, connections: Connections
) -> Process | None:
    """The relay that writes the fifo which `cat` reads."""
    for target, pids in writers.items():
        if reader.pid not in pids or not target.startswith("/") or target.startswith("/dev/"):
            continue
        for pid in sorted(pids):
            found = family.get(pid)
            if found is not None and _is_connected_relay(found, connections):
                return found
    return None


def _parent_relay(shell: Process, family: Family, connections: Connections) -> Process | None:
    """The parent that started the shell for the network's sake (`nc -e`, `socat EXEC`, a pty)."""
    parent = family.parent(shell)
    if parent is None or not _is_wired(shell):
        return None
    if _is_connected_relay(parent, connections):
        return parent
    if not is_interpreter(parent) or not is_interactive(shell):
        return None
    # A web terminal serves those who come; a reverse shell calls out and serves nobody.
    calls_out = bool(connections.opened(parent.pid)) and not connections.is_serving(parent.pid)
    return parent if calls_out else None


def _is_wired(shell: Process) -> bool:
    return shell.standard_streams[0].startswith((*_PIPES, *_TERMINALS))


def _is_connected_relay(process: Process, connections: Connections) -> bool:
    return is_relay(process) and any(
        each.protocol in ("tcp", "udp") for each in connections.of(process.pid)
    )
