"""Processes that answer although the list of /proc leaves them out."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.hidden import claim_of, is_by_library, suspects
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import CrossView, InjectedLibrary
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A process is hidden", zh="存在被隐藏的进程"),
    summary=Text(
        en="Process {pid}, {value}, is there by {seen_by} and left out of {missing_from}, each "
        "time it was asked: ps and top do not show it. Command: {command}. Libraries that stand "
        "between: {library}.",
        zh="进程 {pid}（{value}）通过 {seen_by} 可见，而 {missing_from} 每次都不显示："
        "ps、top 看不到它。命令：{command}。介入其中的动态库：{library}。",
    ),
    benign=Text(
        en="Nothing on an ordinary host hides a process from root. Process numbers that come and "
        "go were asked again and left out.",
        zh="正常主机上不会有进程对 root 隐藏。短暂出现的进程号已复查并排除。",
    ),
)


def _view(seen_by: str, missing_from: str, exe: str | None = "/tmp/.x/m") -> CrossView:  # noqa: S108 — the examined host's
    return CrossView(
        source=Source(path=HostPath("/proc/812")),
        kind="process",
        value=exe or "pid 812",
        seen_by=seen_by,
        missing_from=missing_from,
        pid=812,
        exe=HostPath(exe) if exe else None,
        command="./m -o pool",
    )


@check(
    "linux.hidden.process",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="hidden_process",
    attack=("T1014", "T1564"),
    incident_types=("rootkit", "preload_backdoor", "mining"),
    texts=TEXTS,
    next=("use-own-tools", "keep-evidence", "keep-running", "capture-process", "isolate-host"),
    by_hand="ls -l /proc/{pid}/exe; cat /proc/{pid}/status",
    examples=(
        fires(_view("getdents64", "readdir of /proc")),
        fires(_view("kill(pid, 0), sched_getaffinity", "/proc", None)),
        quiet(CrossView(kind="file", value="/etc/x", seen_by="getdents64", missing_from="readdir")),
        quiet(),
    ),
)
def hidden_process(
    views: Iterable[CrossView], injected: Iterable[InjectedLibrary]
) -> Iterator[Claim]:
    """A rootkit takes its process out of one view; a second view that shares no code has it.

    High only where nothing but signal 0 and the scheduler know of it and /proc has no folder.
    """
    by = suspects(injected)
    for each in views:
        if each.kind != "process" or each.pid is None:
            continue
        is_sure = is_by_library(each) or each.exe is not None
        claim = claim_of(
            each,
            (Subject("process", each.value, (("pid", each.pid), ("cmdline", each.command))),),
            by,
            Level.CRITICAL if is_sure else Level.HIGH,
            observables=(Observable("file", each.exe),) if each.exe else (),
        )
        claim.values.update(pid=str(each.pid), command=each.command or "-")
        yield claim
