# ruff: noqa: S108 — paths on the examined host, not ours.
"""One process that asks the same door of many hosts: guessing of passwords, and spreading."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import SERVICE_ACCOUNTS, words
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.detect.process_family import (
    Connections,
    address_observables,
    is_public,
    name_values,
    own_subjects,
)
from hemostat.detect.process_programs import is_interpreter, is_shell, program, script_of
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program asks the same door of many hosts", zh="某程序同时连接大量主机的同一端口"
    ),
    summary=Text(
        en="Process {pid} (account {account}, {exe}) holds connections to port {port} of {count} "
        "hosts: that is how passwords are guessed and worms spread.",
        zh="进程 {pid}（账号 {account}，{exe}）同时连接 {count} 台主机的 {port} 端口："
        "常见于口令爆破或蠕虫扩散。",
    ),
    benign=Text(
        en="Tools of administration reach many hosts of your own (Ansible, Rundeck, Jenkins, "
        "back-ups, monitoring): they are known to you, and the hosts are yours.",
        zh="运维工具（Ansible、Rundeck、Jenkins、备份、监控）会连接大量自有主机；应为已知程序，"
        "且目标属于自己。",
    ),
)
# Where one logs in; a client of people reaches one or two at a time.
_LOG_INS = frozenset(
    (22, 23, 2222, 2323, 139, 445, 3389, 5900, 5985, 5986, 512, 513, 514, 5555, 8728)
)
# What is asked for its data or its control; members of a cluster reach their neighbours so.
_STORES = frozenset(
    (1433, 1521, 2375, 2376, 3306, 5432, 5984, 6379, 6443, 8088, 8291, 9200, 10250, 11211, 27017)
)
_FEWEST = 6
_BY_TRADE = words(
    "ansible ansible-playbook salt salt-ssh salt-master rundeckd oxidized rancid nessusd openvassd"
    " nmap zabbix_server prometheus blackbox_exporter teleport guacd jumpserver koko jms_koko"
    " veeamagent bareos-dir bacula-dir cvd bpcd rsnapshot fabric pssh clush"
)


def _program(exe: str, state: str = "unowned", account: str = "li", *argv: str) -> Process:
    return Process(
        pid=9, ppid=1, exe=HostPath(exe), exe_state=state, account=account, argv=(exe, *argv)
    )


def _lines(port: int, network: str = "198.51.100", state: str = "established") -> list[Socket]:
    return [
        Socket(
            protocol="tcp",
            local_port=40_000 + number,
            remote_address=f"{network}.{number}",
            remote_port=port,
            state=state,
            pids=(9,),
        )
        for number in range(1, 15)
    ]


@check(
    "linux.socket.same-door-of-many-hosts",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="guessing",
    attack=("T1110", "T1046", "T1021"),
    incident_types=("network_attack", "brute_force", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "block-outbound", "stop-process-tree", "find-entry"),
    by_hand="ss -tnp | grep pid={pid},; ls -l /proc/{pid}/exe /proc/{pid}/cwd",
    examples=(
        fires(_program("/home/ftp1/.tmp/sparte"), *_lines(22)),
        fires(_program("/opt/x/a"), *_lines(23, state="syn_sent")),
        fires(_program("/usr/bin/python3", "packaged", "www-data", "/srv/a.py"), *_lines(22)),
        fires(_program("/dev/shm/m"), *_lines(6379, "10.0.0", "syn_sent")),
        fires(_program("/usr/bin/perl", "packaged", "li", "/tmp/.x/s.pl"), *_lines(445, "10.0.0")),
        fires(_program("/usr/local/bin/z"), *_lines(2375)),
        quiet(_program("/usr/bin/ssh", "packaged"), *_lines(22)),
        quiet(_program("/usr/lib/jvm/bin/java", "packaged", "rundeck"), *_lines(22, "10.0.0")),
        quiet(_program("/opt/app/server"), *_lines(6379, "10.0.0")),
        quiet(_program("/opt/app/server"), *_lines(443)),
        quiet(_program("/opt/x/a"), *_lines(22)[:3]),
    ),
)  # fmt: skip
def same_door_of_many_hosts(
    processes: Iterable[Process], sockets: Iterable[Socket]
) -> Iterator[Claim]:
    """Six or more hosts at one port where one logs in, or where data and control are had.

    High for a program in an odd place or of a service's account; medium for any other that nobody
    vouches for, where the hosts are of the internet or do not answer. Others are low for
    scripts of administrators, and nothing for what packages bring.
    """
    connections = Connections(sockets)
    for process in processes:
        by_port: defaultdict[int, dict[str, Socket]] = defaultdict(dict)
        for each in connections.outbound(process.pid):
            if each.protocol == "tcp" and each.remote_port in _LOG_INS | _STORES:
                by_port[each.remote_port].setdefault(each.remote_address, each)
        for port, found in by_port.items():
            lines = tuple(found.values())
            level = _level(process, port, lines) if len(lines) >= _FEWEST else None
            if level is not None:
                yield Claim(
                    subjects=own_subjects(process),
                    because=(process, *lines[:5]),
                    values=name_values(process) | {"port": str(port), "count": str(len(lines))},
                    level=level,
                    observables=address_observables(lines),
                    first_seen=process.started,
                    scope=process.scope,
                )


def _level(process: Process, port: int, lines: tuple[Socket, ...]) -> Level | None:
    exe, script = str(process.exe or ""), script_of(process)
    is_odd = process.exe_is_memory or any(
        is_temporary(place) or hidden_part(place) for place in (exe, script) if place
    )
    unanswered = sum(each.state == "syn_sent" for each in lines)
    public = sum(is_public(each.remote_address) for each in lines)
    is_neighbourly = port in _STORES and public < len(lines) and unanswered < len(lines) / 2
    if is_odd:
        return Level.HIGH
    if is_neighbourly or program(process) in _BY_TRADE:
        return None
    runs_script = is_interpreter(process) or is_shell(process)
    is_services = process.account in SERVICE_ACCOUNTS
    if is_services and runs_script:
        return Level.HIGH
    if process.exe_state in UNVOUCHED and not runs_script:
        is_far = public == len(lines) or unanswered > len(lines) / 2
        return Level.MEDIUM if is_far or is_services else Level.LOW
    return Level.LOW if runs_script and process.exe_state in UNVOUCHED else None
