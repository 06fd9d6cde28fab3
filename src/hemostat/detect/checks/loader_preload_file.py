# ruff: noqa: S108 — paths on the examined host, not ours.
"""Libraries that /etc/ld.so.preload puts into every program."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.loaded_library import Library, is_hostile_place, library_of
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import FileFact, LoaderEntry, MappedFile, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A library is loaded into every program", zh="全局预加载动态库（ld.so.preload）"),
    summary=Text(
        en="{file} makes the loader put {library} into every program that starts, log-ins and "
        "root's tools included. Provenance of the library: {state}; mapped now by {count} "
        "processes.",
        zh="{file} 令加载器把 {library} 注入之后启动的每个程序（含登录与 root 工具）。"
        "该库来源：{state}；当前有 {count} 个进程已映射。",
    ),
    benign=Text(
        en="A few monitoring agents, Snoopy and the Raspberry Pi's libarmmem do so: then a package "
        "or the product's own folder owns the library.",
        zh="少数监控代理、Snoopy、树莓派 libarmmem 会使用此机制：该库应属于软件包或产品自身目录。",
    ),
)

_FILE = HostPath("/etc/ld.so.preload")
_ENTRY = Source(path=_FILE, line=1)


def _preload(path: str) -> LoaderEntry:
    return LoaderEntry(source=_ENTRY, kind="preload", value=HostPath(path))


def _fact(path: str, state: Provenance) -> FileFact:
    return FileFact(path=HostPath(path), state=state, used_as=("preload",))


@check(
    "linux.loader.preload-file",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="loader_preload",
    attack="T1574.006",
    incident_types=("preload_backdoor", "rootkit", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "isolate-host", "repair-loader", "rebuild-host"),
    by_hand="cat {file}; ls -la {library}; lsattr {file} {library}",
    examples=(
        fires(_preload("/usr/local/lib/libx.so")),
        fires(_preload("/tmp/.x.so"), _fact("/tmp/.x.so", Provenance.UNOWNED)),
        fires(_preload("/lib/libgone.so"), _fact("/lib/libgone.so", Provenance.MISSING)),
        fires(_preload("/opt/agent/lib/a.so"), _fact("/opt/agent/lib/a.so", Provenance.PRODUCT)),
        quiet(LoaderEntry(source=_ENTRY, kind="folder", value=HostPath("/opt/lib"))),
        quiet(_preload("")),
    ),
)
def preload_file(
    entries: Iterable[LoaderEntry],
    mapped: Iterable[MappedFile],
    files: Files,
    context: HostContext,
) -> Iterator[Claim]:
    """A library stands in ld.so.preload.

    One line there puts an attacker's code into every program that starts, and lets it hide
    files, processes and the line itself. Low where a package or product explains the library.
    """
    named = [entry for entry in entries if entry.kind == "preload" and entry.value]
    if not named:
        return
    users = _users(mapped, {name(entry.value) for entry in named})
    for entry in named:
        library = library_of(entry.value, files)
        using = users.get(library.path) or users.get(name(entry.value), set())
        yield Claim(
            subjects=(Subject("library", library.path), Subject("file", entry.source.path)),
            because=(entry, *((library.fact,) if library.fact else ())),
            values={
                "file": entry.source.path,
                "library": library.path,
                "state": str(library.state),
                "count": str(len(using)),
            },
            level=_level(library, len(using), context),
            confidence=Level.MEDIUM if library.is_missing and not using else Level.HIGH,
            observables=(Observable("file", library.path),),
        )


def _users(mapped: Iterable[MappedFile], names: set[str]) -> dict[str, set[int]]:
    """Which processes have mapped a file of one of these names: by whole path and by name."""
    users: dict[str, set[int]] = {}
    for each in mapped:
        if each.scope.is_host and each.is_executable and name(each.path) in names:
            users.setdefault(each.path, set()).add(each.pid)
            users.setdefault(name(each.path), set()).add(each.pid)
    return users


def _level(library: Library, using: int, context: HostContext) -> Level:
    if library.state is Provenance.PRODUCT:
        return Level.INFO
    if library.is_vouched or name(library.name).startswith("libarmmem"):
        return Level.LOW
    is_loose = library.fact is not None and library.fact.is_writable_by_others
    hides = library.is_missing and using > 0
    # Nobody could say whose it is; where it lies still counts.
    is_unexplained = library.is_unowned(context) or not context.has_package_database
    is_unknown = is_unexplained or library.fact is None
    if hides or (is_unknown and is_hostile_place(library.path)):
        return Level.CRITICAL
    return Level.CRITICAL if is_loose else Level.HIGH


EMPTY_TEXTS = RuleTexts(
    title=Text(en="ld.so.preload is there and names nothing", zh="ld.so.preload 存在但为空"),
    summary=Text(
        en="{file} exists without naming a library. Ordinary systems do not have the file.",
        zh="{file} 存在，但未指定任何库。正常系统通常没有该文件。",
    ),
    benign=Text(
        en="A leftover of an agent or of a clean-up; see when it was changed.",
        zh="可能是代理卸载或清理后的残留；查看其修改时间。",
    ),
)


@check(
    "linux.loader.preload-file-empty",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="loader_preload",
    attack="T1574.006",
    incident_types=("preload_backdoor",),
    texts=EMPTY_TEXTS,
    next=("ask-owner",),
    by_hand="stat {file}",
    examples=(fires(_preload("")), quiet(_preload("/usr/lib/a.so"))),
)
def preload_file_empty(entries: Iterable[LoaderEntry]) -> Iterator[Claim]:
    """The file is there and empty, or holds comments only: something used it once."""
    for entry in entries:
        if entry.kind == "preload" and not entry.value:
            yield Claim(
                subjects=(Subject("file", entry.source.path),),
                because=(entry,),
                values={"file": entry.source.path},
            )
