"""Programs that take a processor for themselves, and nobody can say what for."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_not_for_binaries, is_temporary
from hemostat.detect.process_family import (
    COMMON_PORTS,
    Connections,
    Family,
    file_subject,
    is_public,
    process_claim,
    process_subject,
    remote_text,
    runs_own_program,
)
from hemostat.detect.process_programs import is_interpreter, is_shell, program, script_of
from hemostat.detect.provenance import UNVOUCHED, VOUCHED
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Kernel, Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An unknown program keeps a processor busy",
        zh="来源不明的程序长时间占用 CPU",
    ),
    summary=Text(
        en="Process {pid} (account {account}) takes {share} cores now and has used {seconds} s;"
        " no package or product explains {exe}. Connections: {remote}. Command: {command}",
        zh="进程 {pid}（账号 {account}）当前占用 {share} 核，"
        "累计 {seconds} 秒，{exe} 不属于任何软件包或已知产品。"
        "连接：{remote}。命令：{command}",
    ),
    benign=Text(
        en="A calculation or build that somebody started on purpose; ask whoever owns the account.",
        zh="可能是人为启动的计算或编译任务；请向该账号的使用者确认。",
    ),
)
_BUSY = 0.7
_SUSTAINED = 0.7
_YOUNG_SECONDS = 3.0
_LEAST = 0.25
_WORKS_HARD = re.compile(
    r"(?:java|node|nodejs|dotnet|mono|python[\d.]*|ruby|php[\w.-]*|perl|R|Rscript|julia|beam\.smp"
    r"|mysqld|mariadbd|postgres|mongod|redis-server|valkey-server|clickhouse\S*|elasticsearch"
    r"|influxd|prometheus|victoria-metrics\S*|etcd|cockroach|tidb-server|tikv-server|minio|nginx"
    r"|haproxy|envoy|traefik|caddy|ffmpeg|ffprobe|x26[45]|HandBrakeCLI|blender|convert|magick"
    r"|gcc|g\+\+|cc1(?:plus)?|clang\S*|ld|lld|rustc|cargo|go|compile|link|cmake|ninja|make|bazel"
    r"|tsc|esbuild|webpack|git|rsync|tar|gzip|pigz|xz|zstd|7z\w*|bzip2|restic|borg|rclone"
    r"|qemu\S*|kvm|VBox\S*|firecracker|gitaly|kube\S*|containerd\S*|dockerd|buildkitd|chrome"
    r"|chromium\S*|firefox|Xorg|gnome-shell|kwin\S*|code|slack|nvim|rg|find|hashcat|john)"
)


@check(
    "linux.process.unexplained-cpu",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="cpu_use",
    attack="T1496.001",
    incident_types=("mining", "cpu_spike"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "ask-owner", "stop-process-tree", "find-entry"),
    by_hand="ps -o pid,user,ni,etime,time,pcpu,args -p {pid}; ls -l /proc/{pid}/exe",
    examples=(
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/var/tmp/.s/m"),  # noqa: S108
                exe_state="unowned",
                cpu_share=0.98,
                cpu_seconds=900.0,
            )
        ),
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/local/bin/netcfg"),
                exe_state="unowned",
                cpu_share=1.9,
                cpu_seconds=4000.0,
            )
        ),
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/home/sun/build/lmp"),
                exe_state="unowned",
                account="sun",
                euid=1000,
                cpu_share=1.0,
                cpu_seconds=4000.0,
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/opt/jdk-21/bin/java"),
                exe_state="unowned",
                cpu_share=3.0,
                cpu_seconds=4000.0,
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/bin/xz"),
                exe_state="packaged",
                cpu_share=1.0,
                cpu_seconds=4000.0,
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/opt/a/b"),
                exe_state="unowned",
                cpu_share=0.1,
                cpu_seconds=4000.0,
            )
        ),
    ),
)
def unexplained_cpu(
    processes: Iterable[Process],
    sockets: Iterable[Socket],
    kernels: Iterable[Kernel],
    context: HostContext,
) -> Iterator[Claim]:
    """A program that nobody vouches for has kept a core busy, and keeps it busy now."""
    family, connections = Family(processes), Connections(sockets)
    kernel = next(iter(kernels), None)
    cores = kernel.cpu_count if kernel else 1
    busy = _busy_share(kernel)
    for process in family.members:
        if not _is_busy(process, busy, context) or not _is_unexplained(process):
            continue
        outbound = connections.outbound(process.pid)
        yield process_claim(
            process,
            outbound,
            subjects=_subjects(process),
            level=_level(process, family, connections, cores),
            share=f"{process.cpu_share or 0.0:.1f}",
            seconds=f"{process.cpu_seconds:.0f}",
            remote=remote_text(outbound) or "-",
        )


def _busy_share(kernel: Kernel | None) -> float:
    """How much of a core counts as busy: less where more want to run than there are cores."""
    if kernel is None or not kernel.load or kernel.load[0] <= kernel.cpu_count:
        return _BUSY
    return max(_BUSY * kernel.cpu_count / kernel.load[0], _LEAST)


def _is_busy(process: Process, busy: float, context: HostContext) -> bool:
    """Busy while we watched, and over most of its life: a burst is not what we look for."""
    if (process.cpu_share or 0.0) < busy or process.is_kernel_thread:
        return False
    sustained = busy * _SUSTAINED
    if process.started is None or context.examined is None:
        return process.cpu_seconds >= _YOUNG_SECONDS
    age = (context.examined - process.started).total_seconds()
    if age < _YOUNG_SECONDS and not _is_strange(process):
        return False
    return process.cpu_seconds >= sustained * max(min(age, 600.0), 1.0)


def _is_strange(process: Process) -> bool:
    exe = str(process.exe or "")
    in_odd_place = is_temporary(exe) or is_not_for_binaries(exe)
    is_hidden = bool(hidden_part(exe)) and not home_of(exe)
    return in_odd_place or is_hidden or process.exe_is_memory


def _is_unexplained(process: Process) -> bool:
    """Whether neither a package, a product nor the kind of program says what it calculates."""
    if process.exe is None or process.exe_state in VOUCHED:
        return _runs_strange_script(process)
    if _is_strange(process):
        return True
    if process.exe_state not in UNVOUCHED or not process.scope.is_host:
        return False
    return not _WORKS_HARD.fullmatch(program(process)) or _runs_strange_script(process)


def _runs_strange_script(process: Process) -> bool:
    if not (is_interpreter(process) or is_shell(process)):
        return False
    script = script_of(process)
    return is_temporary(script) or (bool(hidden_part(script)) and not home_of(script))


def _subjects(process: Process) -> tuple[Subject, ...]:
    subject = process_subject(process)
    if _runs_strange_script(process):
        return subject, file_subject(script_of(process))
    if process.exe is None or process.exe_is_memory:
        return (subject,)
    return subject, file_subject(process.exe)


def _level(process: Process, family: Family, connections: Connections, cores: int) -> Level:
    """Low for a service's own work; each thing a miner does and a service does not adds one."""
    if family.is_build(process):
        return Level.LOW
    if _is_strange(process) or _runs_strange_script(process):
        return Level.HIGH
    is_attended = family.is_attended(process)
    is_unit = process.unit.endswith(".service")
    # Whoever serves others has a reason to be busy.
    serves = connections.is_serving(process.pid) and not process.exe_is_deleted
    pools = any(
        is_public(each.remote_address) and each.remote_port not in COMMON_PORTS
        for each in connections.outbound(process.pid)
    )
    takes_all = cores > 1 and (process.cpu_share or 0.0) >= _BUSY * cores
    signs = int(pools) + int(takes_all) + int(process.exe_is_deleted)
    is_own = runs_own_program(process) and not pools and not process.exe_is_deleted
    if is_own:
        return Level.LOW
    signs += int(not is_unit and not is_attended and not serves)
    return Level(min(Level.LOW + signs, Level.HIGH)) if not serves or pools else Level.LOW
