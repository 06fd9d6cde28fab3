"""What a web server, database or other service starts, and should not."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.names import FETCHERS, SERVICE_ACCOUNTS
from hemostat.detect.process_family import (
    COMMON_PORTS,
    Connections,
    Family,
    address_observables,
    is_public,
    name_values,
    process_subject,
    remote_text,
)
from hemostat.detect.process_programs import (
    is_interactive,
    is_interpreter,
    is_relay,
    is_shell,
    program,
)
from hemostat.detect.process_services import is_long, service_above
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Process, Socket
from hemostat.model.text import Text

SHELL = RuleTexts(
    title=Text(
        en="A service's account has a shell at work on the network",
        zh="服务账号下有 shell 或工具在对外通信",
    ),
    summary=Text(
        en="Process {pid} (account {account}), started below the service {service}, is a shell or"
        " network tool{reason}. Command: {command}",
        zh="进程 {pid}（账号 {account}）由服务 {service} 派生，"
        "是 shell 或网络工具{reason}。命令：{command}",
    ),
    benign=Text(
        en="An application that calls programs by design; then they live for seconds, have no"
        " terminal, and talk to addresses the application knows.",
        zh="部分应用本就会调用外部程序；此类进程通常只存活数秒，没有终端，且只访问应用已知的地址。",
    ),
)
PRIVILEGE = RuleTexts(
    title=Text(
        en="A root process has a service's process as its parent",
        zh="root 进程的父进程属于服务账号",
    ),
    summary=Text(
        en="Process {pid} runs as root; its parent {parent} (pid {parent_pid}) runs as"
        " {parent_account}, and no set-uid program stands between them. Command: {command}",
        zh="进程 {pid} 以 root 身份运行，"
        "其父进程 {parent}（pid {parent_pid}）属于 {parent_account}，"
        "两者之间没有 set-uid 程序。命令：{command}",
    ),
    benign=Text(
        en="A daemon that changes its user back and forth, or a helper with the set-uid bit that"
        " already replaced itself.",
        zh="守护进程可能来回切换用户，或 set-uid 辅助程序已由其后续程序接替。",
    ),
)
_PHP = Process(
    pid=40, ppid=1, name="php-fpm8.2", exe=HostPath("/usr/sbin/php-fpm8.2"), account="www-data"
)


def _out(pid: int, address: str, port: int) -> Socket:
    return Socket(
        protocol="tcp",
        local_address="10.0.0.5",
        local_port=40222,
        remote_address=address,
        remote_port=port,
        state="established",
        inode=5,
        pids=(pid,),
    )


@check(
    "linux.process.shell-of-service",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="service_shell",
    attack=("T1059.004", "T1505.003"),
    incident_types=("webshell", "web_intrusion", "remote_control"),
    texts=SHELL,
    next=("keep-evidence", "capture-process", "stop-process-tree", "find-entry"),
    by_hand="ps -o pid,ppid,user,lstart,args --ppid {pid} -p {pid}; ls -l /proc/{pid}/fd",
    examples=(
        fires(
            _PHP,
            Process(
                pid=50,
                ppid=40,
                exe=HostPath("/usr/bin/bash"),
                argv=("bash", "-i"),
                account="www-data",
                standard_streams=("/dev/pts/0", "/dev/pts/0", "/dev/pts/0"),
            ),
        ),
        fires(
            _PHP,
            Process(pid=49, ppid=40, exe=HostPath("/usr/bin/dash"), argv=("sh", "-c", "a")),
            Process(
                pid=50,
                ppid=49,
                exe=HostPath("/usr/bin/curl"),
                argv=("curl", "-s", "198.51.100.4:8899"),
                account="www-data",
            ),
            _out(50, "198.51.100.4", 8899),
        ),
        quiet(
            _PHP,
            Process(
                pid=50,
                ppid=40,
                exe=HostPath("/usr/bin/dash"),
                argv=("sh", "-c", "ffmpeg -i a b"),
                account="www-data",
            ),
        ),
        quiet(
            _PHP,
            Process(
                pid=50,
                ppid=40,
                exe=HostPath("/usr/bin/curl"),
                argv=("curl", "https://api.example.org"),
                account="www-data",
            ),
            _out(50, "198.51.100.4", 443),
        ),
    ),
)
def shell_of_service(
    processes: Iterable[Process], sockets: Iterable[Socket], context: HostContext
) -> Iterator[Claim]:
    """A shell, relay or downloader below a web server or database waits or talks to odd places."""
    family, connections = Family(processes), Connections(sockets)
    for process in family.members:
        if not (is_shell(process) or is_relay(process) or program(process) in FETCHERS):
            continue
        service = service_above(process, family)
        if service is None or family.is_build(process):
            continue
        odd = tuple(
            each
            for each in connections.outbound(process.pid)
            if is_public(each.remote_address) and each.remote_port not in COMMON_PORTS
        )
        has_terminal = any(text.startswith("/dev/pts/") for text in process.standard_streams[:1])
        waits = (
            is_shell(process)
            and is_interactive(process)
            and (has_terminal or is_long(process, context))
        )
        if not odd and not waits:
            continue
        yield Claim(
            subjects=(process_subject(process), process_subject(service)),
            because=(process, service, *odd),
            values=name_values(process)
            | {"service": service.name, "reason": f" ({remote_text(odd)})" if odd else ""},
            level=Level.HIGH if waits or is_long(process, context) else None,
            observables=address_observables(odd),
            first_seen=process.started,
            scope=process.scope,
        )


@check(
    "linux.process.root-below-service",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="privilege_change",
    attack="T1068",
    incident_types=("web_intrusion", "backdoor"),
    texts=PRIVILEGE,
    next=("keep-evidence", "capture-process", "find-entry", "ask-owner"),
    by_hand="ps -o pid,ppid,user,ruser,lstart,args -p {pid},{parent_pid}",
    examples=(
        fires(
            Process(
                pid=40,
                ppid=1,
                exe=HostPath("/usr/bin/dash"),
                euid=33,
                account="www-data",
                name="sh",
            ),
            Process(
                pid=50,
                ppid=40,
                exe=HostPath("/usr/bin/bash"),
                argv=("bash", "-p"),
                euid=0,
                uid=33,
                account="root",
            ),
        ),
        quiet(
            Process(pid=40, ppid=1, exe=HostPath("/usr/bin/dash"), euid=33, account="www-data"),
            Process(
                pid=50, ppid=40, exe=HostPath("/usr/bin/sudo"), argv=("sudo", "x"), euid=0, uid=33
            ),
        ),
    ),
)
def root_below_service(processes: Iterable[Process], facts: Iterable[FileFact]) -> Iterator[Claim]:
    """A shell, interpreter or unowned program runs as root below a service that does not.

    Whoever passes sudo, su, cron or sshd has one of these as parent; whoever exploits a set-uid
    program or the kernel has the service's own shell.
    """
    family = Family(processes)
    set_uid = {
        path
        for fact in facts
        if fact.mode and fact.mode & 0o4000
        for path in (fact.path, fact.real_path)
    }
    for process in family.members:
        parent = family.parent(process)
        if process.euid != 0 or parent is None or parent.euid in (0, None):
            continue
        # A real uid of 0 means a daemon that only lent its rights away, as atd does.
        if parent.account not in SERVICE_ACCOUNTS or parent.uid == 0 or process.exe == parent.exe:
            continue
        is_ours = is_shell(process) or is_interpreter(process)
        if process.exe in set_uid or not (is_ours or process.exe_state in UNVOUCHED):
            continue
        yield Claim(
            subjects=(process_subject(process), process_subject(parent)),
            because=(process, parent),
            values=name_values(process)
            | {"parent_pid": str(parent.pid), "parent_account": parent.account},
            level=Level.HIGH if is_shell(process) and is_interactive(process) else None,
            first_seen=process.started,
            scope=process.scope,
        )
