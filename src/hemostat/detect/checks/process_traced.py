"""Processes that another one holds by ptrace: to read their memory, or to change what they do."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_temporary
from hemostat.detect.process_family import (
    Family,
    file_subject,
    name_values,
    process_subject,
)
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An unknown program holds another process by ptrace",
        zh="来源不明的程序正在用 ptrace 控制其他进程",
    ),
    summary=Text(
        en="{tracer} (pid {tracer_pid}) traces process {pid} ({exe}, account {account}): it can"
        " read its memory and passwords and change what it does.",
        zh="{tracer}（pid {tracer_pid}）正在跟踪进程 {pid}（{exe}，"
        "账号 {account}），可读取其内存与口令并改变其行为。",
    ),
    benign=Text(
        en="A debugger or profiler that somebody installed by hand.",
        zh="可能是手工安装的调试器或性能分析工具。",
    ),
)


@check(
    "linux.process.traced-by-unknown",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="process_injection",
    attack="T1055.008",
    incident_types=("trojan", "credential_leak", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "stop-process-tree", "rotate-credentials"),
    by_hand="grep TracerPid /proc/{pid}/status; ls -l /proc/{tracer_pid}/exe",
    examples=(
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/usr/sbin/sshd"), tracer_pid=30, euid=0),
            Process(pid=30, ppid=1, exe=HostPath("/opt/z/l"), exe_state="unowned", euid=0),
        ),
        quiet(
            Process(pid=9, ppid=1, exe=HostPath("/usr/sbin/sshd"), tracer_pid=30),
            Process(pid=30, ppid=1, exe=HostPath("/usr/bin/strace"), exe_state="packaged"),
        ),
        quiet(
            Process(pid=9, ppid=30, exe=HostPath("/home/d/app"), tracer_pid=30),
            Process(pid=30, ppid=8, exe=HostPath("/home/d/go/bin/dlv"), exe_state="unowned"),
        ),
    ),
)
def traced_by_unknown(processes: Iterable[Process]) -> Iterator[Claim]:
    """The tracer is nobody's program and not the parent of what it traces."""
    family = Family(processes)
    for process in family.members:
        tracer = family.get(process.tracer_pid) if process.tracer_pid else None
        if tracer is None or tracer.exe is None:
            continue
        exe = tracer.exe
        is_strange = tracer.exe_state in UNVOUCHED or is_temporary(exe) or tracer.exe_is_memory
        # Debuggers, sandboxes and emulators trace what they started themselves.
        if not is_strange or any(above.pid == tracer.pid for above in family.ancestors(process)):
            continue
        if any(above.pid == process.pid for above in family.ancestors(tracer)):
            is_self = True  # a child that guards its parent against debuggers
        else:
            is_self = False
        in_home = bool(home_of(exe)) and tracer.euid == process.euid and tracer.euid != 0
        is_odd_place = is_temporary(exe) or bool(hidden_part(exe)) or tracer.exe_is_memory
        level = Level.HIGH if is_odd_place else Level.LOW if in_home and not is_self else None
        yield Claim(
            subjects=(process_subject(tracer), process_subject(process), file_subject(exe)),
            because=(process, tracer),
            values=name_values(process) | {"tracer": exe, "tracer_pid": str(tracer.pid)},
            level=level,
            first_seen=tracer.started,
            scope=process.scope,
        )
