"""Libraries inside packaged programs that replace functions of the C library."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.loaded_library import is_hostile_place, library_of
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name
from hemostat.model.records import FileFact, InjectedLibrary, Provenance
from hemostat.model.text import Text
from hemostat.parse.host.elf import HIDING

TEXTS = RuleTexts(
    title=Text(
        en="A library of unknown origin replaces system functions",
        zh="来源不明的动态库替换了系统函数",
    ),
    summary=Text(
        en="{library} is inside {exe}[{pid}] and {count} processes in all, though nothing in them "
        "asks for it. It defines {hooks} anew. Provenance: {state}.",
        zh="{library} 位于 {exe}[{pid}] 等共 {count} 个进程中，而其中并无任何组件需要它。"
        "它重新定义了 {hooks}。来源：{state}。",
    ),
    benign=Text(
        en="Snoopy, torsocks, libfaketime and their like replace functions too, built by somebody "
        "who knows; they lie in /usr/local or /opt and replace no listing function.",
        zh="Snoopy、torsocks、libfaketime 等也会替换函数，由知情者编译；"
        "通常位于 /usr/local 或 /opt，且不替换列目录类函数。",
    ),
)
# The C library itself, brought along by somebody's program, and the sanitizers of compilers.
_BROUGHT = re.compile(r"lib(c|pthread|[altmu]{1,2}san|hwasan|rtsan)\b.*|ld-(musl|linux).*")
_LOCAL = ("/usr/local", "/opt", "/nix/store", "/gnu/store", "/snap", "/app")
_SECRETS = frozenset(
    {"pam_authenticate", "pam_acct_mgmt", "pam_get_item", "pam_vprompt", "getspnam", "crypt"}
)
_SOME = 3


def _in(path: str, *hooks: str, exe: str = "/usr/sbin/sshd") -> InjectedLibrary:
    return InjectedLibrary(path=HostPath(path), exe=HostPath(exe), pid=9, hooks=hooks, processes=30)


def _unowned(path: str) -> FileFact:
    return FileFact(path=HostPath(path), state=Provenance.UNOWNED, used_as=("mapped",))


_LIB = "/usr/lib/libproc-2.8.so"


@check(
    "linux.loader.hooking-library",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="loader_hooks",
    attack=("T1574.006", "T1014"),
    incident_types=("preload_backdoor", "rootkit", "credential_leak"),
    texts=TEXTS,
    next=("use-own-tools", "keep-evidence", "keep-running", "isolate-host", "repair-loader"),
    by_hand="nm -D --defined-only {library}; grep -l {library} /proc/[0-9]*/maps",
    examples=(
        fires(_in(_LIB, "readdir", "readdir64"), _unowned(_LIB)),
        fires(_in(_LIB, "pam_get_item"), _unowned(_LIB)),
        quiet(_in(_LIB, "readdir"), FileFact(path=HostPath(_LIB), state=Provenance.PACKAGED)),
        quiet(_in("/opt/agent/libagent.so"), _unowned("/opt/agent/libagent.so")),
        quiet(
            _in("/usr/local/lib/libsnoopy.so", "execve"), _unowned("/usr/local/lib/libsnoopy.so")
        ),
    ),
)
def hooking_library(
    injected: Iterable[InjectedLibrary], files: Files, context: HostContext
) -> Iterator[Claim]:
    """It answers in the C library's place: it decides what a program sees, and hears its secrets.

    Critical when it replaces the functions that list folders. A library that replaces a few others
    is low in /usr/local or /opt.
    """
    for each in injected:
        library = library_of(each.path, files)
        if each.is_ours or not each.hooks or library.is_vouched or _BROUGHT.match(name(each.path)):
            continue
        level = _level(each) if library.is_unowned(context) or library.is_missing else None
        if level is None:
            continue
        yield Claim(
            subjects=(Subject("library", each.path),),
            because=(each, *((library.fact,) if library.fact else ())),
            values={
                "library": each.path,
                "exe": each.exe or "",
                "pid": str(each.pid),
                "count": str(each.processes),
                "hooks": ", ".join(each.hooks),
                "state": str(library.state),
            },
            level=level,
            observables=(Observable("file", each.path),),
        )


def _level(each: InjectedLibrary) -> Level | None:
    is_local = any(is_within(each.path, folder) for folder in _LOCAL)
    if HIDING.intersection(each.hooks):
        return Level.CRITICAL
    if _SECRETS.intersection(each.hooks) or is_hostile_place(each.path):
        return Level.HIGH
    if is_local:
        return Level.LOW if len(each.hooks) >= _SOME else None
    return Level.MEDIUM if len(each.hooks) >= _SOME else Level.LOW
