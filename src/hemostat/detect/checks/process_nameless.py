# ruff: noqa: S108 — paths on the examined host, not ours.
"""Programs that have wiped their command line."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.detect.process_family import name_values, own_subjects
from hemostat.detect.process_programs import is_interpreter
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A program has wiped its command line", zh="进程清空了自己的命令行"),
    summary=Text(
        en="Process {pid} (account {account}) runs {exe}, and its command line is blank: lists of "
        "processes show nothing, or a name in brackets as of the kernel's own.",
        zh="进程 {pid}（账号 {account}）运行 {exe}，但命令行为空：进程列表中看不到内容，"
        "或显示为方括号中的内核线程样式。",
    ),
    benign=Text(
        en="A program that is just ending has none for a moment; few daemons clear theirs to hide "
        "a password, and then keep their name.",
        zh="正在退出的进程会短暂没有命令行；个别守护进程会清除口令参数，但会保留程序名。",
    ),
)


def _blank(exe: str | None, state: str = "unowned", **more: bool) -> Process:
    return Process(
        pid=9,
        ppid=1,
        name=" ",
        exe=HostPath(exe) if exe else None,
        exe_state=state,
        argv=(" ", "", ""),
        command=" ",
        resident=4096,
        is_kernel_thread=more.get("is_kernel_thread", False),
    )


@check(
    "linux.process.command-line-wiped",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="masquerade",
    attack=("T1036.011", "T1564"),
    incident_types=("trojan", "backdoor", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "stop-process-tree", "find-entry"),
    by_hand="ls -l /proc/{pid}/exe; xxd /proc/{pid}/cmdline | head -3; cat /proc/{pid}/environ",
    examples=(
        fires(_blank("/usr/lib/accountsservice/acd")),
        fires(_blank("/dev/shm/.x")),
        fires(_blank("/usr/bin/perl", "packaged")),
        fires(Process(pid=9, ppid=1, exe=HostPath("/opt/x/agent"), exe_state="unowned",
                      resident=4096)),
        quiet(_blank("/usr/sbin/ntpd", "packaged")),
        quiet(_blank(None)),
        quiet(_blank("/opt/a", is_kernel_thread=True)),
        quiet(Process(pid=9, ppid=1, exe=HostPath("/opt/x/agent"), exe_state="unowned", state="Z")),
        quiet(Process(pid=9, ppid=1, exe=HostPath("/opt/x/agent"), exe_state="unowned",
                      argv=("agent",), command="agent", resident=4096)),
    ),
)  # fmt: skip
def command_line_wiped(processes: Iterable[Process]) -> Iterator[Claim]:
    """Nothing but blanks is left, in a living program that nobody vouches for, or an interpreter.

    Medium for an interpreter, and for a program of a product's own folder.
    """
    for process in processes:
        if process.is_kernel_thread or process.state in ("Z", "X") or process.exe is None:
            continue
        if any(word.strip() for word in process.argv) or not process.resident:
            continue
        is_script = is_interpreter(process)
        if process.exe_state not in UNVOUCHED and not is_script and not process.exe_is_memory:
            continue
        yield Claim(
            subjects=own_subjects(process),
            because=(process,),
            values=name_values(process),
            level=_level(process, str(process.exe), is_script=is_script),
            first_seen=process.started,
            scope=process.scope,
        )


def _level(process: Process, exe: str, *, is_script: bool) -> Level:
    if is_temporary(exe) or hidden_part(exe) or process.exe_is_memory or process.exe_is_deleted:
        return Level.HIGH
    is_own = exe.startswith(("/opt/", "/srv/", "/home/", "/usr/local/"))
    return Level.MEDIUM if is_script or is_own else Level.HIGH
