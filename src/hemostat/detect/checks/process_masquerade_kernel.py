"""Programs that pretend to be a part of the kernel."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.process_family import (
    Connections,
    own_subjects,
    process_claim,
)
from hemostat.detect.process_programs import is_interpreter, last_part, program
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket
from hemostat.model.text import Text

KERNEL = RuleTexts(
    title=Text(
        en="A process pretends to be a part of the kernel",
        zh="进程伪装成内核线程",
    ),
    summary=Text(
        en="Process {pid} (account {account}) calls itself {claimed}, but kernel threads have no"
        " program and no arguments; this one runs {exe}.",
        zh="进程 {pid}（账号 {account}）自称 {claimed}，"
        "但内核线程没有程序文件和参数，而它实际运行的是 {exe}。",
    ),
    benign=Text(
        en="None for names of kernel threads. A few programs write a title in brackets; then the"
        " title names the program itself.",
        zh="冒用内核线程名没有正当理由；"
        "个别程序会把自身标题写在方括号中，此时标题就是程序自己的名字。",
    ),
)
# Beginnings, so that `kworkerds` and `kdevtmpfsi` count: imitations add letters. Names that
# ordinary programs have as well (md, netns, watchdog, crypto) stand with the sign that follows.
_KERNEL_NAME = re.compile(
    r"(?:kworker|kthread|ksoftirqd|kswapd|kdevtmpfs|khugepage|kintegrity|kblockd|khungtask|kauditd"
    r"|kcompactd|kthrotl|kpsmoused|kstrp|kacpid|khelper|kmpath|kondemand|kerneloops/|rcu_|rcuo[bps]"
    r"|rcub/|migration/|watchdog/\d|cpuhp/|jbd2/|ext4-|xfs-|xfsaild|scsi_eh|scsi_tmf|irq/\d"
    r"|idle_inject|oom_reaper|ata_sff|devfreq_wq|inet_frag_wq|netns$|writeback$|bioset$|ksmd$"
    r"|mm_percpu|slub_flushwq|pool_workqueue|events/\d|flush-\d|loop\d+$|nvme-\w+-wq|edac-poller|ipv6_addrconf)"
)
_TITLE = re.compile(r"\[([^\[\]]{1,64})\]")


@check(
    "linux.process.pretends-kernel-thread",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="masquerade",
    attack="T1036.004",
    incident_types=("trojan", "mining", "backdoor"),
    texts=KERNEL,
    next=(
        "keep-evidence",
        "capture-process",
        "stop-process-tree",
        "find-entry",
        "check-other-hosts",
    ),
    by_hand="ls -l /proc/{pid}/exe; cat /proc/{pid}/status /proc/{pid}/maps | head -60",
    examples=(
        fires(
            Process(
                pid=900,
                ppid=1,
                name="a",
                exe=HostPath("/opt/a"),
                argv=("[kworker/0:1]",),
                command="[kworker/0:1]",
            )
        ),
        fires(Process(pid=900, ppid=1, name="kdevtmpfsi", exe=HostPath("/usr/bin/kdevtmpfsi"))),
        quiet(Process(pid=20, ppid=2, name="kworker/0:1", is_kernel_thread=True)),
        quiet(
            Process(
                pid=900,
                ppid=1,
                name="python3",
                exe=HostPath("/usr/bin/python3.11"),
                exe_state="packaged",
                argv=("[celeryd: celery@web1:MainProcess] -active- (worker)",),
            )
        ),
        quiet(Process(pid=901, ppid=900, name="kworker", state="Z")),
    ),
)
def pretends_kernel_thread(
    processes: Iterable[Process], sockets: Iterable[Socket]
) -> Iterator[Claim]:
    """A process with a program of its own bears the name of a kernel thread."""
    connections = Connections(sockets)
    for process in processes:
        if process.is_kernel_thread or process.state in ("Z", "X"):
            continue
        claimed, level = _kernel_claim(process)
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


def _kernel_claim(process: Process) -> tuple[str, Level | None]:
    """What a process claims to be, and how bad that is; `` for nothing."""
    first = process.argv[0] if process.argv else ""
    has_memory = process.exe is not None or bool(process.argv) or process.resident > 0
    if not has_memory:
        return "", None
    title = _TITLE.fullmatch(first.strip())
    for claim in (title[1] if title else "", first, last_part(first), process.name):
        if claim and _KERNEL_NAME.match(claim) and not _is_own_name(process, claim):
            return (first if title else claim), None
    if title is None or process.exe is None or title[1] in (process.name, program(process)):
        return "", None
    return first, Level.MEDIUM if is_interpreter(process) else Level.HIGH


def _is_own_name(process: Process, claim: str) -> bool:
    """Whether a package brings a program of that very name, and it runs under it."""
    return process.exe_state in VOUCHED and program(process).startswith(claim[:15])
