# ruff: noqa: S108 — paths on the examined host, not ours.
"""Programs of nobody's that hold eBPF programs in the kernel."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.places import is_odd
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import BpfObject, Process
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program of unknown origin runs code in the kernel by eBPF",
        zh="来源不明的程序通过 eBPF 在内核中运行代码",
    ),
    summary=Text(
        en="{exe}[{pid}] holds {count} eBPF programs. Its provenance: {state}. Such programs can "
        "watch and change what system calls answer.",
        zh="{exe}[{pid}] 持有 {count} 个 eBPF 程序。来源：{state}。"
        "此类程序可监视并改变系统调用的返回结果。",
    ),
    benign=Text(
        en="Tracers and agents installed from an archive (bpftrace, cilium, tetragon, parca, "
        "security agents) do so; then somebody runs it on purpose.",
        zh="以压缩包方式安装的追踪工具和代理（bpftrace、cilium、tetragon、parca、安全代理）会如此，"
        "应有人知情。",
    ),
)


def _holds(exe: str, kind: str = "prog", count: int = 2) -> BpfObject:
    return BpfObject(kind=kind, pid=9, exe=HostPath(exe), count=count)


def _runs(exe: str, state: str) -> Process:
    return Process(pid=9, ppid=1, exe=HostPath(exe), exe_state=state)


@check(
    "linux.kernel.bpf-holder",
    level=Level.LOW,
    confidence=Level.LOW,
    category="kernel_bpf",
    attack=("T1014",),
    incident_types=("rootkit", "backdoor"),
    texts=TEXTS,
    next=("ask-owner", "keep-running", "capture-process"),
    by_hand="bpftool prog show; ls -l /proc/{pid}/fd",
    examples=(
        fires(_holds("/opt/mon/agent"), _runs("/opt/mon/agent", "unowned")),
        fires(_holds("/dev/shm/b"), _runs("/dev/shm/b", "unowned")),
        quiet(_holds("/usr/lib/systemd/systemd"), _runs("/usr/lib/systemd/systemd", "packaged")),
        quiet(_holds("/opt/mon/agent", "map"), _runs("/opt/mon/agent", "unowned")),
        quiet(_runs("/opt/mon/agent", "unowned")),
    ),
)
def bpf_holder(
    objects: Iterable[BpfObject], processes: Iterable[Process], context: HostContext
) -> Iterator[Claim]:
    """Ordinary agents do the same; medium only where the program lies in an odd place."""
    programs = {each.pid: each for each in processes if each.scope.is_host}
    for each in objects:
        process = programs.get(each.pid or 0)
        if each.kind != "prog" or process is None or process.exe is None:
            continue
        if process.exe_state not in UNVOUCHED or not context.has_package_database:
            continue
        yield Claim(
            subjects=(Subject("process", process.exe, (("pid", process.pid),)),),
            because=(each, process),
            values={
                "exe": process.exe,
                "pid": str(process.pid),
                "count": str(each.count),
                "state": process.exe_state,
            },
            level=Level.MEDIUM if is_odd(process.exe) else Level.LOW,
            observables=(Observable("file", process.exe),),
        )
