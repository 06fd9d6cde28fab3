"""Programs that talk to the internet at ports whose role is known, and that nobody vouches for."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import home_of
from hemostat.detect.process_family import (
    Family,
    address_observables,
    file_subject,
    is_detached,
    is_public,
    name_values,
    process_subject,
    remote_text,
)
from hemostat.detect.process_programs import is_interpreter, is_shell, last_part, program, script_of
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An unknown program talks to a port of pools, chats or hidden networks",
        zh="来源不明的程序连接矿池、IRC 或匿名网络常用端口",
    ),
    summary=Text(
        en="Process {pid} (account {account}) with {exe} is connected to {remote}, a port of"
        " {role}. Command: {command}",
        zh="进程 {pid}（账号 {account}）以 {exe} 连接 {remote}，该端口常用于 {role}。"
        "命令：{command}",
    ),
    benign=Text(
        en="An own application whose peer happens to use this port; its owner knows the address.",
        zh="自研应用的对端恰好使用该端口；负责人应知晓该地址。",
    ),
)
_ROLES = (
    ("stratum (mining)", frozenset({3333, 4444, 14433, 14444, 45560, 45700})),
    ("IRC", frozenset(range(6660, 6670)) | {6697}),
    ("Tor", frozenset({9001, 9030, 9050, 9051, 9150})),
)
_CONCEALED = re.compile(r"/\.(?:cache|config|dbus|gvfs|gnupg|ssh|mozilla|X11-unix|ICE-unix)/")
_ATTACK = {"IRC": "T1071", "Tor": "T1090.003", "stratum (mining)": "T1496.001"}


def _to(port: int, address: str = "203.0.113.7") -> Socket:
    return Socket(
        protocol="tcp",
        local_port=40000,
        remote_address=address,
        remote_port=port,
        state="established",
        pids=(9,),
    )


@check(
    "linux.socket.unknown-outbound",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="outbound_unknown",
    attack=("T1571", "T1071"),
    incident_types=("remote_control", "mining", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "ask-owner", "block-address"),
    by_hand="ss -tnp | grep pid={pid},; ls -l /proc/{pid}/exe",
    examples=(
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/usr/share/x/agentd"), exe_state="unowned"),
            _to(3333),
        ),
        fires(Process(pid=9, ppid=1, exe=HostPath("/opt/k"), exe_state="unowned"), _to(6667)),
        fires(
            Process(
                pid=9,
                ppid=8,
                exe=HostPath("/usr/bin/perl"),
                exe_state="packaged",
                argv=("/usr/sbin/rsyslogd -n",),
            ),
            _to(6667),
        ),
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/home/a/.cache/gvfsd-m"), exe_state="unowned"),
            _to(14444),
        ),
        quiet(Process(pid=9, ppid=1, exe=HostPath("/opt/k"), exe_state="unowned"), _to(443)),
        quiet(
            Process(pid=9, ppid=1, exe=HostPath("/opt/k"), exe_state="unowned"),
            _to(3333, "10.0.0.9"),
        ),
        quiet(
            Process(pid=9, ppid=1, exe=HostPath("/usr/bin/irssi"), exe_state="packaged"), _to(6667)
        ),
    ),
)
def unknown_outbound(processes: Iterable[Process], sockets: Iterable[Socket]) -> Iterator[Claim]:
    """A program nobody vouches for is connected to a public address at a port of a known role.

    Medium for one that a service or nobody started; low where a person works with it, or it is in
    a home folder, or its script is an ordinary application's.
    """
    family = Family(processes)
    seen: set[tuple[int, int]] = set()
    for socket in sockets:
        role = _role(socket)
        if not role:
            continue
        for process in (family.get(pid) for pid in socket.pids):
            if process is None or not process.scope.is_host:
                continue
            key = (process.pid, socket.remote_port)
            level = _level(process, family)
            if key in seen or level is None or process.exe is None:
                continue
            seen.add(key)
            yield Claim(
                subjects=(
                    process_subject(process),
                    file_subject(process.exe),
                    Subject("address", socket.remote_address),
                ),
                because=(process, socket),
                values=name_values(process) | {"remote": remote_text((socket,)), "role": role},
                level=level,
                attack=(_ATTACK[role],) if role in _ATTACK else (),
                observables=address_observables((socket,)),
                first_seen=process.started,
            )


def _role(socket: Socket) -> str:
    if socket.state not in ("established", "syn_sent") or not is_public(socket.remote_address):
        return ""
    # A server's answer to a client that happens to come from such a port.
    if socket.local_port < 1024 or socket.local_port in (3306, 5432, 6379, 8080, 8443):
        return ""
    return next((role for role, ports in _ROLES if socket.remote_port in ports), "")


def _level(process: Process, family: Family) -> Level | None:
    if is_interpreter(process) or is_shell(process):
        is_inline = not script_of(process) and (is_detached(process) or _is_disguised(process))
        return Level.MEDIUM if is_inline and not process.unit.endswith(".service") else None
    if process.exe is None or process.exe_state not in UNVOUCHED:
        return None
    if family.is_attended(process):
        return Level.LOW
    if home_of(process.exe):
        # A folder of caches or settings holds no programs that people start.
        return Level.MEDIUM if _CONCEALED.search(process.exe) else Level.LOW
    return None if family.is_build(process) else Level.MEDIUM


def _is_disguised(process: Process) -> bool:
    """Whether an interpreter shows itself as another program of the system."""
    shown = process.argv[0].split(" ")[0] if process.argv else ""
    return shown.startswith("/") and last_part(shown) != program(process)
