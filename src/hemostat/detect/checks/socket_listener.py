"""Programs that wait for connections, and should not."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import (
    hidden_part,
    home_of,
    is_not_for_binaries,
    is_odd,
    is_system_folder,
    is_temporary,
)
from hemostat.detect.process_family import (
    Family,
    file_subject,
    is_detached,
    name_values,
    process_subject,
)
from hemostat.detect.process_programs import is_interpreter, is_relay, is_shell, script_of
from hemostat.detect.provenance import UNVOUCHED, VOUCHED
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Process, Socket, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program nobody vouches for accepts connections", zh="来源不明的程序在监听端口"
    ),
    summary=Text(
        en="Process {pid} (account {account}) listens on {local} ({protocol}) with {exe}."
        " Command: {command}",
        zh="进程 {pid}（账号 {account}）以 {exe} 监听 {local}（{protocol}）。命令：{command}",
    ),
    benign=Text(
        en="A service deployed without a package: then its owner knows it, it stands in a folder"
        " for programs, and a unit starts it.",
        zh="未经软件包部署的服务：通常有明确负责人，位于程序目录，并由服务单元启动。",
    ),
)
_EXECUTES = re.compile(r"(?i)\b(?:EXEC|SYSTEM|SHELL):|\s-(?:e|c)\s|--(?:sh-)?exec")
_LOOPBACK = ("127.", "::1")


def _listening(pid: int, port: int, address: str = "0.0.0.0") -> Socket:  # noqa: S104 — an example
    return Socket(
        protocol="tcp",
        local_address=address,
        local_port=port,
        state="listen",
        inode=6,
        pids=(pid,),
    )


@check(
    "linux.socket.unknown-listener",
    level=Level.INFO,
    confidence=Level.MEDIUM,
    category="unknown_listener",
    attack="T1571",
    incident_types=("backdoor", "remote_control", "trojan"),
    texts=TEXTS,
    next=("ask-owner", "keep-evidence", "capture-process", "stop-process-tree"),
    by_hand="ss -tulnp | grep pid={pid},; ls -l /proc/{pid}/exe",
    examples=(
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/var/tmp/s"), exe_state="unowned"),  # noqa: S108
            _listening(9, 31337),
        ),
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/bin/socat1"),
                exe_state="packaged",
                argv=("socat", "TCP-LISTEN:4444,fork", "EXEC:/bin/sh"),
                command="socat TCP-LISTEN:4444,fork EXEC:/bin/sh",
            ),
            _listening(9, 4444),
        ),
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/opt/shop/server"), exe_state="unowned"),
            _listening(9, 8080),
        ),
        quiet(
            Process(pid=9, ppid=1, exe=HostPath("/usr/sbin/sshd"), exe_state="packaged"),
            _listening(9, 22),
        ),
    ),
)
def unknown_listener(
    processes: Iterable[Process], sockets: Iterable[Socket], startups: Iterable[Startup]
) -> Iterator[Claim]:
    """A program from a place for temporary things, a relay, or an unowned one listens."""
    family = Family(processes)
    started = _own_interpreters(startups)
    seen: set[tuple[int, int]] = set()
    for socket in sockets:
        if socket.protocol not in ("tcp", "udp") or socket.state != "listen":
            continue
        for process in (family.get(pid) for pid in socket.pids):
            if process is None or (process.pid, socket.local_port) in seen:
                continue
            seen.add((process.pid, socket.local_port))
            level = _level(process, socket, family)
            if level is None:
                continue
            if process.exe in started and level is Level.MEDIUM:
                level = Level.LOW
            yield Claim(
                subjects=_subjects(process),
                because=(process, socket),
                values=name_values(process)
                | {
                    "local": f"{socket.local_address}:{socket.local_port}",
                    "protocol": socket.protocol,
                },
                level=level,
                first_seen=process.started,
                scope=process.scope,
            )


def _own_interpreters(startups: Iterable[Startup]) -> set[str]:
    """Programs that services start from an environment of their own: `/srv/app/venv/bin/python3`.

    Such a one says which service runs; the system's interpreter, or one in an odd place, does not.
    """
    return {
        str(program)
        for startup in startups
        if startup.mechanism is Mechanism.SYSTEMD_SERVICE and startup.scope.is_host
        for program in startup.programs[:3]
        if not is_system_folder(program) and not is_odd(program)
    }


def _subjects(process: Process) -> tuple[Subject, ...]:
    subject = process_subject(process)
    script = script_of(process) if is_interpreter(process) or is_shell(process) else ""
    if is_temporary(script):
        return subject, file_subject(script)
    if process.exe is None or process.exe_state in VOUCHED or process.exe_is_memory:
        return (subject,)
    return subject, file_subject(process.exe)


def _level(process: Process, socket: Socket, family: Family) -> Level | None:
    """How odd a listener is; None for those a package or product explains."""
    if is_relay(process):
        return _relay_level(process, socket, family)
    if is_interpreter(process) or is_shell(process):
        return _script_level(process, socket, family)
    if process.exe is None or process.exe_state in VOUCHED:
        return None
    exe = process.exe
    if is_temporary(exe) or process.exe_is_memory or is_not_for_binaries(exe):
        is_made_there = family.is_build(process) or family.is_unpacked_by_parent(process)
        return Level.LOW if is_made_there else Level.HIGH
    if hidden_part(exe) and not home_of(exe):
        return Level.HIGH
    # A UDP socket without a peer is most often a client's, not a service.
    if process.exe_state not in UNVOUCHED or socket.protocol == "udp":
        return None
    return Level.INFO


def _relay_level(process: Process, socket: Socket, family: Family) -> Level | None:
    """A relay that listens: with a command behind it, it is a door; else somebody's makeshift."""
    if socket.protocol == "udp" and process.exe_state in VOUCHED:
        return None
    if _EXECUTES.search(process.command):
        return Level.HIGH
    if socket.local_address.startswith(_LOOPBACK) or process.unit.endswith(".service"):
        return Level.LOW
    if family.is_attended(process):
        return Level.LOW
    return Level.HIGH if is_detached(process) else Level.MEDIUM


def _script_level(process: Process, socket: Socket, family: Family) -> Level | None:
    """A script that listens from a temporary place; code from the command line; else ordinary."""
    if family.is_build(process):
        return None
    script = script_of(process)
    if script and (is_temporary(script) or hidden_part(script)) and not home_of(script):
        return Level.HIGH
    is_inline = re.search(r"\s-(?:c|e|r|ne|le)\s", f" {process.command[:2000]} ") is not None
    if not script and is_inline and socket.protocol == "tcp" and process.scope.is_host:
        return Level.LOW if socket.local_address.startswith(_LOOPBACK) else Level.MEDIUM
    return None
