# ruff: noqa: S108 — paths on the examined host, not ours.
"""Interpreters and shells that run a script which is no file on any disk."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import is_temporary
from hemostat.detect.process_family import name_values, process_subject
from hemostat.detect.process_programs import is_interpreter, is_shell
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import OpenFile, Process
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An interpreter runs a script that lies in memory only",
        zh="解释器正在运行仅存在于内存中的脚本",
    ),
    summary=Text(
        en="Process {pid} (account {account}) runs {exe} with {script}, which is {target}: what it "
        "does cannot be read on the disk.",
        zh="进程 {pid}（账号 {account}）以 {exe} 运行 {script}，实际为 {target}，"
        "磁盘上没有该脚本。",
    ),
    benign=Text(
        en="`bash <(…)` reads a pipe, which is not told here. A few container tools run themselves "
        "from memory; scripts are not run so by any.",
        zh="bash <(…) 读取的是管道，不在此列；个别容器工具会从内存运行自身，但不会这样运行脚本。",
    ),
)
_DESCRIPTOR = re.compile(r"/(?:proc/(?:self|thread-self|\d+)|dev)/fd/(\d+)")
_DELETED = " (deleted)"


def _run(script: str, exe: str = "/usr/bin/perl") -> Process:
    return Process(pid=9, ppid=1, exe=HostPath(exe), argv=("irqbalance", script), euid=65534)


@check(
    "linux.process.script-in-memory",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="memory_script",
    attack=("T1620", "T1059", "T1027"),
    incident_types=("trojan", "backdoor", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "stop-process-tree", "find-entry"),
    by_hand="ls -l /proc/{pid}/fd; tr '\\0' ' ' < /proc/{pid}/cmdline",
    examples=(
        fires(_run("/proc/self/fd/3"), OpenFile(pid=9, descriptor=3, target="/memfd: (deleted)")),
        fires(_run("/dev/fd/4", "/usr/bin/python3.11"),
              OpenFile(pid=9, descriptor=4, target="/memfd:a (deleted)")),
        fires(_run("/proc/88/fd/3", "/bin/bash")),
        fires(_run("/proc/self/fd/5", "/usr/bin/php8.2"),
              OpenFile(pid=9, descriptor=5, target="/dev/shm/x (deleted)")),
        quiet(_run("/dev/fd/63", "/bin/bash"),
              OpenFile(pid=9, descriptor=63, target="pipe:[77]")),
        quiet(_run("/dev/fd/63", "/bin/bash")),
        quiet(_run("/srv/app.py", "/usr/bin/python3.11"),
              OpenFile(pid=9, descriptor=3, target="/memfd:x (deleted)")),
        quiet(_run("/proc/self/fd/3", "/usr/bin/runc"),
              OpenFile(pid=9, descriptor=3, target="/memfd:runc (deleted)")),
    ),
)  # fmt: skip
def script_in_memory(processes: Iterable[Process], opened: Iterable[OpenFile]) -> Iterator[Claim]:
    """The script is a descriptor that leads to an anonymous memory file, or to one removed.

    Medium for a descriptor of another process, and one that is closed by now.
    """
    targets: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for each in opened:
        targets[each.pid][each.descriptor] = each.target
    for process in processes:
        if not (is_interpreter(process) or is_shell(process)):
            continue
        for word in process.argv[1:6]:
            match = _DESCRIPTOR.fullmatch(word)
            if match is None:
                continue
            target = targets[process.pid].get(int(match[1]), "")
            level = _level(word, target)
            if level is not None:
                yield Claim(
                    subjects=(process_subject(process),),
                    because=(process,),
                    values=name_values(process)
                    | {"script": word, "target": target or "closed / 已关闭"},
                    level=level,
                    first_seen=process.started,
                    scope=process.scope,
                )
            break


def _level(script: str, target: str) -> Level | None:
    if target.startswith("/memfd:"):
        return Level.HIGH
    if target.endswith(_DELETED) and is_temporary(target.removesuffix(_DELETED)):
        return Level.HIGH
    is_foreign = re.match(r"/proc/\d+/", script) is not None
    return Level.MEDIUM if is_foreign and not target else None
