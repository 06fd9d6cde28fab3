"""One examination of one host: the order of its steps, and nothing else.

First whether the host can be believed at all. Then the order of volatility: processes and sockets,
then the places, then a second look at CPU time, then the baseline over what the records name, then
the walk over the files, then judgement, then the story.
"""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from hemostat import __version__
from hemostat.collect.host_facts import read_identity_files
from hemostat.detect.time_coverage import time_coverage_of
from hemostat.examine.budget import CUT, OutOfTime, cut_after
from hemostat.examine.places import LIMITS, place_coverage
from hemostat.examine.steps.baseline import compare
from hemostat.examine.steps.boot_image import read_boot_images
from hemostat.examine.steps.containers import look_into_containers
from hemostat.examine.steps.content import scan_content
from hemostat.examine.steps.disk import compare_disk
from hemostat.examine.steps.java import find_java
from hemostat.examine.steps.judgement import announce, judge
from hemostat.examine.steps.kernel_objects import list_bpf
from hemostat.examine.steps.loading import resolve_loading
from hemostat.examine.steps.logs import look_at_access_logs, look_at_logs
from hemostat.examine.steps.memory import scan_memory
from hemostat.examine.steps.network import read_network
from hemostat.examine.steps.places import read_places
from hemostat.examine.steps.renamed import find_renamed
from hemostat.examine.steps.self_look import look_at_self
from hemostat.examine.steps.startups import draft
from hemostat.examine.steps.story import judged, tell
from hemostat.examine.steps.typed import judge_typed
from hemostat.examine.steps.views import compare_names, compare_views
from hemostat.examine.steps.volatile import look_again, read_volatile
from hemostat.examine.steps.walk import walk_files
from hemostat.examine.steps.watched_files import watch_files
from hemostat.examine.work import Settings, Work, begin
from hemostat.incident.stability import stability_of
from hemostat.model.coverage import Outcome
from hemostat.model.examination import Examination, Timing
from hemostat.model.host import HostClock
from hemostat.model.path import decode
from hemostat.model.records import LogSpan, OsRelease, Package, Process
from hemostat.model.text import Text
from hemostat.parse.host.identity import zone_of
from hemostat.trees.host_tree import HostTree


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in coverage, its words on the screen, what it does.

    `is_brief`: done even once the run was cut, for without it what was found so far says little.
    """

    name: str
    words: Text
    do: Callable[[Work], None]
    is_brief: bool = False


STEPS = (
    Step("self", Text("what stands between us and the host", "本进程是否被注入"), look_at_self),
    Step("views", Text("what the host hides", "隐藏的进程、端口与模块"), compare_views),
    Step("processes", Text("processes and sockets", "进程与套接字"), read_volatile),
    Step("network", Text("packet filter", "防火墙规则"), read_network),
    Step("folders", Text("names that listings leave out", "被隐藏的文件"), compare_names),
    Step("places", Text("places that start things", "启动项等位置"), read_places, is_brief=True),
    Step("cpu", Text("CPU use", "CPU 占用"), look_again, is_brief=True),
    Step("kernel", Text("what runs in the kernel", "内核中的 eBPF 程序"), list_bpf),
    Step("startups", Text("package databases", "软件包数据库"), draft, is_brief=True),
    Step("first", Text("what runs now", "正在运行的程序"), announce),
    Step("logs", Text("logs", "日志"), look_at_logs),
    Step("access", Text("access logs of web servers", "Web 访问日志"), look_at_access_logs),
    Step("typed", Text("typed commands", "命令记录"), judge_typed),
    Step("baseline", Text("comparing with packages", "与软件包比对"), compare),
    Step("walk", Text("files", "文件"), walk_files),
    Step("watched", Text("permissions", "文件权限"), watch_files),
    Step("loading", Text("what programs load", "程序加载的动态库"), resolve_loading),
    Step("java", Text("Java programs", "Java 进程"), find_java),
    Step("renamed", Text("renamed files", "被改名的文件"), find_renamed),
    Step("boot", Text("boot images", "启动镜像"), read_boot_images),
    Step("content", Text("contents of files", "文件内容"), scan_content),
    Step("memory", Text("memory of suspect processes", "可疑进程的内存"), scan_memory),
    Step("disk", Text("comparing with the disk", "与磁盘比对"), compare_disk),
    Step("containers", Text("containers", "容器"), look_into_containers),
    Step("judgement", Text("judgement", "研判"), judge, is_brief=True),
    Step("story", Text("joining what belongs together", "关联线索"), tell, is_brief=True),
)


_CONCLUDING = 2
"""The last steps, which look at nothing more: no limit of time ends these."""


def examine(tree: HostTree, settings: Settings) -> Examination:
    """Examine one host. Never raises for what the host holds; Ctrl-C gives a partial result."""
    began = time.monotonic()
    work = begin(tree, settings)
    left: list[str] = []
    with cut_after(_limit(work)):
        _do(STEPS[:-_CONCLUDING], work, left)
    _do(STEPS[-_CONCLUDING:], work, left)
    if left:
        reason = f"not begun, for the run was cut: {', '.join(left)}"
        work.note(LIMITS, "/", Outcome.NOT_COLLECTED, reason)
    return _result(work, time.monotonic() - began)


def _do(steps: Sequence[Step], work: Work, left: list[str]) -> None:
    """Do the steps; once one was cut, only the brief ones. `left` gets the names of the others."""
    for step in steps:
        if not work.is_cut or step.is_brief:
            _do_one(step, work)
        else:
            left.append(step.name)


def _do_one(step: Step, work: Work) -> None:
    try:
        with _timed(step, work):
            work.settings.step(step.words)
            step.do(work)
    except KeyboardInterrupt as cut:
        work.is_complete, work.is_cut = False, True
        if isinstance(cut, OutOfTime):
            work.note(LIMITS, step.name, Outcome.TOO_LARGE, "ended: the run took too long")
        else:
            work.note("run", step.name, Outcome.FAILED, "interrupted")


def _limit(work: Work) -> float:
    """After how many seconds a step is ended wherever it is; collected sources have all day."""
    if work.settings.deep or not work.info.is_running:
        return float("inf")
    return CUT * work.settings.run_seconds


@contextmanager
def _timed(step: Step, work: Work) -> Generator[None]:
    wall, processor = time.monotonic(), time.process_time()
    try:
        yield
    finally:
        took = time.monotonic() - wall
        work.timings.append(Timing(step.name, took, time.process_time() - processor))


def _result(work: Work, seconds: float) -> Examination:
    releases = work.records.of(OsRelease)
    coverage = place_coverage(work.artifacts, work.coverage)
    findings = judged(work)
    is_running = bool(work.records.of(Process))
    return Examination(
        identity=work.identity,
        clock=_clock(work),
        source=work.info.name,
        source_kind=work.info.kind,
        system=releases[0].name if releases else "",
        is_running=is_running,
        is_live=work.info.is_running,
        is_complete=work.is_complete,
        as_root=work.settings.as_root,
        not_covered=tuple((decode(path), why) for path, why in work.info.not_covered),
        notes=(*work.info.notes, *work.notes),
        coverage=coverage,
        findings=findings,
        stability=stability_of(
            findings,
            coverage,
            is_running=is_running,
            is_complete=work.is_complete,
            has_packages=bool(work.records.of(Package)),
        ),
        threads=work.threads,
        records=work.records,
        time_coverage=time_coverage_of(work.records.of(LogSpan), findings),
        seconds=seconds,
        timings=tuple(work.timings),
        engine_version=__version__,
    )


def _clock(work: Work) -> HostClock:
    zone = zone_of(read_identity_files(work.tree))
    return HostClock(examined=work.taken, zone=zone, boot=work.kernel.boot if work.kernel else None)
