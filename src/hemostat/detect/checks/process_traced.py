# ruff: noqa: S108 — paths on the examined host, not ours.
"""Processes that another one holds by ptrace: to read their memory, or to change what they do."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import words
from hemostat.detect.places import hidden_part, home_of, is_temporary
from hemostat.detect.process_family import (
    Family,
    file_subject,
    name_values,
    process_subject,
)
from hemostat.detect.process_programs import is_interpreter, is_shell, program, script_of
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, RuleTexts, Subject
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

# They hold keys or see passwords.
_KEEPERS = words(
    "ssh-agent gpg-agent sshd sshd-session sshd-auth login su sudo passwd agetty gnome-keyring-d"
    " gnome-keyring-daemon kwalletd5 kwalletd6 polkitd systemd-logind sssd lightdm gdm-session-wor"
    " vault keepassxc secret-tool ksecretd pam_sss scdaemon dropbear doas pkexec"
)
_DEBUGGERS = words(
    "strace ltrace gdb gdbserver lldb lldb-server rr perf valgrind dlv sysdig bpftrace uftrace"
    " reptyr criu proot systemd-coredump drgdb delve py-spy rbspy frida-server edb r2 radare2"
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
        fires(
            Process(pid=9, ppid=30, exe=HostPath("/usr/bin/ssh-agent"), tracer_pid=30, euid=0),
            Process(
                pid=30,
                ppid=1,
                exe=HostPath("/usr/bin/python3"),
                exe_state="packaged",
                argv=("python3", "/var/tmp/.g/t.py"),
            ),
        ),
        fires(
            Process(pid=9, ppid=1, exe=HostPath("/usr/sbin/sshd"), tracer_pid=30),
            Process(
                pid=30,
                ppid=1,
                exe=HostPath("/usr/bin/perl"),
                exe_state="packaged",
                argv=("perl", "-e", "1"),
            ),
        ),
        quiet(
            Process(pid=9, ppid=1, exe=HostPath("/srv/app"), tracer_pid=30),
            Process(
                pid=30,
                ppid=1,
                exe=HostPath("/usr/bin/python3"),
                exe_state="packaged",
                argv=("python3", "/opt/tool/watch.py"),
            ),
        ),
        quiet(
            Process(pid=9, ppid=30, exe=HostPath("/usr/sbin/sshd"), tracer_pid=30),
            Process(pid=30, ppid=1, exe=HostPath("/usr/bin/gdb"), exe_state="packaged"),
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
    """The tracer is nobody's program and not the parent of what it traces.

    Or it is an interpreter whose script lies in an odd place, or that holds what keeps keys or
    sees passwords: then it does not matter who started whom.
    """
    family = Family(processes)
    for process in family.members:
        tracer = family.get(process.tracer_pid) if process.tracer_pid else None
        if tracer is None or tracer.exe is None:
            continue
        exe = tracer.exe
        if (level := _by_script(tracer, process)) is not None:
            script = script_of(tracer)
            extra = (file_subject(script),) if script else ()
            yield _claim(process, tracer, script or exe, level, extra)
            continue
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
        yield _claim(process, tracer, exe, level, (file_subject(exe),))


def _by_script(tracer: Process, process: Process) -> Level | None:
    """How bad a tracer is that is a script; None for others and ordinary ones."""
    if not (is_interpreter(tracer) or is_shell(tracer)):
        return None
    script = script_of(tracer)
    if is_temporary(script) or hidden_part(script):
        return Level.HIGH
    is_keeper = program(process) in _KEEPERS
    return Level.MEDIUM if is_keeper and program(tracer) not in _DEBUGGERS else None


def _claim(
    process: Process,
    tracer: Process,
    shown: str,
    level: Level | None,
    files: tuple[Subject, ...],
) -> Claim:
    attack = ("T1055.008", "T1003", "T1552.004") if program(process) in _KEEPERS else ()
    return Claim(
        subjects=(process_subject(tracer), process_subject(process), *files),
        because=(process, tracer),
        values=name_values(process) | {"tracer": shown, "tracer_pid": str(tracer.pid)},
        level=level,
        attack=attack,
        first_seen=tracer.started,
        scope=process.scope,
    )
