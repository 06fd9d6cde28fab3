"""Programs that pretend to be a daemon of the system."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import BUSYBOX, SHELLS, words
from hemostat.detect.places import (
    hidden_part,
    home_of,
    is_not_for_binaries,
    is_system_folder,
    is_temporary,
)
from hemostat.detect.process_family import (
    Connections,
    own_subjects,
    process_claim,
)
from hemostat.detect.process_programs import (
    is_interpreter,
    is_relay,
    is_shell,
    last_part,
    poses_from_data,
    program,
    script_of,
)
from hemostat.detect.provenance import UNVOUCHED, VOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket
from hemostat.model.text import Text

DAEMON = RuleTexts(
    title=Text(
        en="A program pretends to be a daemon of the system",
        zh="程序伪装成系统守护进程",
    ),
    summary=Text(
        en="Process {pid} (account {account}) calls itself {claimed}, but runs {exe}."
        " Command: {command}",
        zh="进程 {pid}（账号 {account}）自称 {claimed}，实际运行的是 {exe}。命令：{command}",
    ),
    benign=Text(
        en="A daemon the administrator compiled, or one renamed on purpose; compare the file with"
        " the package's.",
        zh="可能是管理员自行编译或有意改名的守护进程；请与软件包中的文件比对。",
    ),
)
# Daemons of the system itself. Applications that people compile and rename are left out.
_DAEMONS = words(
    "sshd cron crond atd anacron systemd init dbus-daemon dbus-broker rsyslogd syslogd syslog-ng"
    " auditd udevd agetty getty mingetty polkitd NetworkManager irqbalance chronyd ntpd"
    " rpcbind smartd acpid cupsd avahi-daemon accounts-daemon lvmetad lvmpolld multipathd mcelog"
    " dhclient dhcpcd wpa_supplicant ModemManager udisksd upowerd colord gssproxy sssd nscd"
    " abrtd klogd rngd haveged dockerd containerd snapd"
)
_SERVERS = words("nginx httpd apache2 mysqld mariadbd postgres redis-server php-fpm java")
# What an interpreter never is, though scripts for it bear many names: servers as packages and
# panels start them, by the first word of their title.
_SERVERS_OF_CODE = _SERVERS | words(
    "apache lighttpd openresty haproxy memcached mongod named vsftpd proftpd pure-ftpd smbd nmbd"
    " sendmail exim exim4 dovecot postmaster slapd tomcat squid inetd xinetd in.telnetd"
)
# One program under several names.
_ALIASES = (
    frozenset(("mysqld", "mariadbd", "mysqld_safe")),
    frozenset(("httpd", "apache2", "apache")),
    frozenset(("postgres", "postmaster")),
    frozenset(("nginx", "openresty", "tengine", "angie")),
    frozenset(("redis-server", "redis-sentinel", "valkey-server")),
)
_MULTICALL = BUSYBOX | {"k3s", "rke2", "coreutils", "hyperkube", "snap-exec"}
_SHORT = 4
_IDLE = words("sleep tail cat yes timeout env ssh dd ld-linux-x86-64.so.2")


@check(
    "linux.process.pretends-daemon",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="masquerade",
    attack="T1036.005",
    incident_types=("trojan", "backdoor", "mining"),
    texts=DAEMON,
    next=(
        "keep-evidence",
        "capture-process",
        "stop-process-tree",
        "find-entry",
        "check-other-hosts",
    ),
    by_hand="ls -l /proc/{pid}/exe; tr '\\0' ' ' < /proc/{pid}/cmdline; cat /proc/{pid}/comm",
    examples=(
        fires(
            Process(
                pid=900,
                ppid=1,
                name="sshd",
                exe=HostPath("/opt/app/x1"),
                exe_state="unowned",
                argv=("/usr/sbin/sshd", "-D"),
            )
        ),
        fires(
            Process(
                pid=900,
                ppid=1,
                name="rsyslogd",
                exe=HostPath("/usr/bin/perl"),
                exe_state="packaged",
                argv=("rsyslogd",),
            )
        ),
        fires(
            Process(
                pid=900,
                ppid=1,
                name="/usr/sbin/apach",
                exe=HostPath("/usr/bin/perl"),
                exe_state="packaged",
                argv=("/usr/sbin/apache2 -k start",),
            )
        ),
        fires(
            Process(
                pid=900,
                ppid=1,
                name="dhclient",
                exe=HostPath("/var/lib/dhcp/dhclient"),
                exe_state="unowned",
                argv=("/sbin/dhclient", "-4", "eth0"),
            )
        ),
        quiet(
            Process(
                pid=900,
                ppid=1,
                name="sshd",
                exe=HostPath("/opt/openssh/sbin/sshd"),
                exe_state="unowned",
                argv=("/usr/sbin/sshd", "-D"),
            )
        ),
        quiet(
            Process(
                pid=900,
                ppid=1,
                name="containerd",
                exe=HostPath("/var/lib/rancher/k3s/data/3a1/bin/containerd"),
                exe_state="unowned",
                argv=("containerd", "-c", "/var/lib/rancher/k3s/agent/etc/containerd/config.toml"),
            )
        ),
        quiet(
            Process(
                pid=900,
                ppid=1,
                name="gunicorn",
                exe=HostPath("/usr/bin/python3.11"),
                exe_state="packaged",
                argv=("gunicorn: master [shop.wsgi]",),
            )
        ),
        quiet(
            Process(
                pid=900,
                ppid=1,
                name="sshd",
                exe=HostPath("/usr/sbin/sshd"),
                exe_state="packaged",
                argv=("sshd: root@pts/0",),
            )
        ),
        quiet(
            Process(
                pid=900,
                ppid=1,
                name="nginx",
                exe=HostPath("/www/server/nginx/sbin/nginx"),
                exe_state="unowned",
                argv=("nginx: worker process",),
            )
        ),
        quiet(
            Process(
                pid=900,
                ppid=1,
                name="systemd-udevd",
                exe=HostPath("/usr/bin/udevadm"),
                exe_state="packaged",
                argv=("/usr/lib/systemd/systemd-udevd",),
            )
        ),
    ),
)
def pretends_daemon(processes: Iterable[Process], sockets: Iterable[Socket]) -> Iterator[Claim]:
    """A process bears the name of a daemon of the system, and runs something else."""
    connections = Connections(sockets)
    for process in processes:
        if process.is_kernel_thread or process.exe is None or not process.scope.is_host:
            continue
        claimed = next((each for each in _claims(process) if _is_false(process, each)), "")
        level: Level | None = None
        if not claimed:
            claimed, level = _server_title(process)
        if not claimed:
            continue
        outbound = connections.outbound(process.pid)
        yield process_claim(
            process,
            outbound,
            subjects=own_subjects(process),
            level=level,
            claimed=claimed,
        )


def _claims(process: Process) -> Iterator[str]:
    """The names a process goes by: its title up to the first blank or colon, and its comm."""
    if process.argv and process.argv[0].strip():
        yield last_part(process.argv[0].split()[0].rstrip(":")).split(":")[0].lstrip("-")
    yield process.name.split(":")[0]


def _is_false(process: Process, claimed: str) -> bool:
    """Whether a claim is a lie, by what runs and where it stands."""
    runs, exe = program(process), str(process.exe)
    is_daemon = claimed in _DAEMONS or claimed.startswith("systemd-")
    if not is_daemon and claimed not in _SERVERS and claimed not in SHELLS:
        return False
    is_same = _is_same_program(runs, claimed)
    if process.exe_state in UNVOUCHED or process.exe_is_memory:
        if is_same:
            is_elsewhere = is_temporary(exe) or is_not_for_binaries(exe) or bool(hidden_part(exe))
            is_elsewhere = is_elsewhere or bool(home_of(exe)) or poses_from_data(process)
            return is_daemon and is_elsewhere
        return is_daemon or (not is_interpreter(process) and not is_system_folder(exe))
    # A packaged program under another's name: what serves that purpose runs anything.
    is_tool = is_interpreter(process) or is_relay(process) or is_shell(process) or runs in _IDLE
    if not is_tool or is_same or not is_daemon:
        return False
    # An interpreter's comm is its script's name, and some daemons are scripts.
    return not script_of(process).startswith(("/usr/", "/opt/", "/bin/", "/sbin/", "/etc/", "/lib"))


def _server_title(process: Process) -> tuple[str, Level | None]:
    """The server that a packaged interpreter without a script shows itself as; `` for none.

    A path states which file runs, and that is false; a bare name is a title, which programs
    choose freely: worth a look only.
    """
    if process.exe_state not in VOUCHED or not is_interpreter(process) or script_of(process):
        return "", None
    first = process.argv[0].split() if process.argv else []
    if not first:
        return "", None
    # A script's title speaks of a server as well: `nginx-exporter`, `redis-server.check`.
    claimed = last_part(first[0].rstrip(":")).lstrip("-")
    if claimed not in _SERVERS_OF_CODE or _is_same_program(program(process), claimed):
        return "", None
    return claimed, None if first[0].startswith("/") else Level.MEDIUM


def _is_same_program(runs: str, claimed: str) -> bool:
    """Whether two names may be one program's: sshd and sshd-session, mysqld and mariadbd."""
    if runs == claimed or runs in _MULTICALL or runs.startswith(claimed):
        return True
    if len(runs) >= _SHORT and claimed.startswith(runs):
        return True
    return any(runs in names and claimed in names for names in _ALIASES)
