# ruff: noqa: S108 — paths on the examined host, not ours.
"""A library inside the examination itself that nobody here asked for."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.loaded_library import Library, is_hostile_place, library_of
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within
from hemostat.model.records import FileFact, InjectedLibrary, Provenance
from hemostat.model.text import Text
from hemostat.parse.host.elf import HIDING

TEXTS = RuleTexts(
    title=Text(
        en="A foreign library sits in this very examination",
        zh="本次检查进程自身被注入了外来动态库",
    ),
    summary=Text(
        en="{library} is inside hemostat's own process, though nothing in it asks for it. Named "
        "by: {named_by}. Functions it replaces: {hooks}. Provenance: {state}. What this host's "
        "tools show may be false.",
        zh="{library} 位于 hemostat 自身进程内，而进程中并无任何组件需要它。由 {named_by} 指定。"
        "替换的函数：{hooks}。来源：{state}。本机工具显示的内容可能不真实。",
    ),
    benign=Text(
        en="Allocators (jemalloc, tcmalloc), agents, Snoopy, fakeroot and libeatmydata are "
        "preloaded too: a package or product then owns the library, and it replaces no listing "
        "function.",
        zh="jemalloc、tcmalloc、监控代理、Snoopy、fakeroot、libeatmydata 等也会预加载："
        "此时该库属于软件包或产品，且不替换列目录类函数。",
    ),
)
_LOCAL = ("/usr/local", "/opt", "/nix/store", "/gnu/store", "/snap", "/app")


def _injected(path: str, *hooks: str, named_by: str = "/etc/ld.so.preload") -> InjectedLibrary:
    return InjectedLibrary(
        source=Source(path=HostPath("/proc/self/maps")),
        path=HostPath(path),
        exe=HostPath("/usr/bin/python3.11"),
        pid=9,
        is_ours=True,
        named_by=named_by,
        hooks=hooks,
    )


def _fact(path: str, state: Provenance) -> FileFact:
    return FileFact(path=HostPath(path), state=state, used_as=("preload",))


@check(
    "linux.self.foreign-library",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="host_lies",
    attack=("T1574.006", "T1014"),
    incident_types=("preload_backdoor", "rootkit"),
    texts=TEXTS,
    next=("use-own-tools", "keep-evidence", "keep-running", "isolate-host", "repair-loader"),
    by_hand="grep -h {library} /proc/[0-9]*/maps | sort | uniq -c; ls -la {library}",
    examples=(
        fires(_injected("/lib/libproc-2.8.so", "readdir", "readdir64", "open")),
        fires(_injected("/dev/shm/.x.so", named_by="")),
        fires(_injected("/usr/lib/libx.so"), _fact("/usr/lib/libx.so", Provenance.UNOWNED)),
        quiet(InjectedLibrary(path=HostPath("/tmp/.x.so"), exe=HostPath("/usr/sbin/sshd"), pid=1)),
        quiet(),
    ),
)
def foreign_library(
    injected: Iterable[InjectedLibrary], files: Files, context: HostContext
) -> Iterator[Claim]:
    """A preloaded library hears and answers everything this process asks of the C library.

    Critical when it replaces functions that list folders, or lies where no library belongs, and
    nobody vouches for it. Low where a package does, and for a local build that replaces nothing.
    """
    for each in injected:
        if not each.is_ours:
            continue
        library = library_of(each.path, files)
        yield Claim(
            subjects=(Subject("library", each.path),),
            because=(each, *((library.fact,) if library.fact else ())),
            values={
                "library": each.path,
                "named_by": each.named_by or "-",
                "hooks": ", ".join(each.hooks) or "-",
                "state": str(library.state),
            },
            level=_level(each, library, context),
            observables=(Observable("file", each.path),),
        )


def _level(each: InjectedLibrary, library: Library, context: HostContext) -> Level:
    if library.state is Provenance.PRODUCT:
        return Level.INFO
    if library.is_vouched:
        return Level.LOW
    hides = bool(HIDING.intersection(each.hooks))
    is_loose = library.fact is not None and library.fact.is_writable_by_others
    if hides or is_loose or is_hostile_place(each.path):
        return Level.CRITICAL
    # An allocator or a tracer built on the host replaces neither listings nor log-ins.
    is_local = any(is_within(each.path, folder) for folder in _LOCAL)
    if is_local and not each.hooks and not library.is_missing:
        return Level.LOW
    return Level.HIGH if library.is_unowned(context) or library.is_missing else Level.MEDIUM
