# ruff: noqa: S108 — paths on the examined host, not ours.
"""Libraries the system's own commands would load that nobody vouches for."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.loaded_library import is_hostile_place, library_of
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within
from hemostat.model.records import ElfFile, FileFact, ProgramLibrary, Provenance
from hemostat.model.text import Text
from hemostat.parse.host.elf import HIDING

TEXTS = RuleTexts(
    title=Text(
        en="A system command would load a library of unknown origin",
        zh="系统命令会加载来源不明的动态库",
    ),
    summary=Text(
        en="{program} needs {name}, and the loader would take {library} (by {how}). Provenance: "
        "{state}. It defines anew: {hooks}.",
        zh="{program} 依赖 {name}，加载器会选用 {library}（依据：{how}）。来源：{state}。"
        "其重新定义的函数：{hooks}。",
    ),
    benign=Text(
        en="A newer library built from source into /usr/local or /usr/lib takes the place of the "
        "packaged one; whoever built it knows.",
        zh="从源码编译安装到 /usr/local 或 /usr/lib 的新版库会取代软件包的库；编译者应当知情。",
    ),
)
_LOCAL = ("/usr/local", "/opt", "/nix/store", "/gnu/store", "/snap", "/app")


def _would(program: str, library: str, how: str = "cache") -> ProgramLibrary:
    return ProgramLibrary(
        program=HostPath(program),
        library=HostPath(library),
        name=library.rpartition("/")[2],
        how=how,
    )


def _fact(path: str, state: Provenance) -> FileFact:
    return FileFact(path=HostPath(path), state=state, used_as=("loaded",))


_LS = _fact("/usr/bin/ls", Provenance.PACKAGED)
_ODD = "/usr/lib/x86_64-linux-gnu/audit/libselinux.so.1"
_LOCAL_LIB = "/usr/local/lib/libz.so.1"


@check(
    "linux.loader.command-library",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="loader_resolved",
    attack=("T1574.006", "T1574.001"),
    incident_types=("preload_backdoor", "rootkit", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "quarantine-file", "repair-loader", "restore-package"),
    by_hand="grep -a -o {library} /etc/ld.so.cache; cat /etc/ld.so.conf /etc/ld.so.conf.d/*",
    examples=(
        fires(_LS, _would("/usr/bin/ls", _ODD), _fact(_ODD, Provenance.UNOWNED)),
        fires(
            _LS,
            _would("/usr/bin/ls", "/var/tmp/.l/libselinux.so.1", "run_path"),
            _fact("/var/tmp/.l/libselinux.so.1", Provenance.UNOWNED),
        ),
        quiet(_LS, _would("/usr/bin/ls", _ODD), _fact(_ODD, Provenance.PACKAGED)),
        quiet(
            _fact("/usr/local/bin/curl", Provenance.UNOWNED),
            _would("/usr/local/bin/curl", _LOCAL_LIB),
            _fact(_LOCAL_LIB, Provenance.UNOWNED),
        ),
        quiet(
            _LS,
            _would("/usr/bin/ls", "/lib/ld-linux.so.2", "interpreter"),
            _fact("/lib/ld-linux.so.2", Provenance.UNOWNED),
        ),
    ),
)
def command_library(
    libraries: Iterable[ProgramLibrary],
    elves: Iterable[ElfFile],
    files: Files,
    context: HostContext,
) -> Iterator[Claim]:
    """A folder searched earlier, a cache entry or a run path puts a stranger into ls, ps or sshd.

    What replaces listing functions or lies where no library belongs is high or worse; a build of
    somebody's own in /usr/local is low.
    """
    hooks = {each.path: each.hooks for each in elves}
    for each in libraries:
        library = library_of(each.library, files)
        if each.how == "interpreter" or not library.is_unowned(context):
            continue
        if library.state is Provenance.CHANGED or not _is_packaged(each.program, files):
            continue
        replaced = hooks.get(each.library, ())
        yield Claim(
            subjects=(Subject("library", each.library), Subject("file", each.program)),
            because=(each, *((library.fact,) if library.fact else ())),
            values={
                "program": each.program,
                "name": each.name,
                "library": each.library,
                "how": each.how,
                "state": str(library.state),
                "hooks": ", ".join(replaced) or "-",
            },
            level=_level(each.library, replaced),
            observables=(Observable("file", each.library),),
        )


def _is_packaged(program: str, files: Files) -> bool:
    """Whether the command is the distribution's; nobody may have asked, for it does not run."""
    fact = files.get(program)
    return fact is None or bool(fact.package) or fact.state is Provenance.PACKAGED


def _level(path: str, hooks: Iterable[str]) -> Level:
    if is_hostile_place(path):
        return Level.CRITICAL
    if HIDING.intersection(hooks):
        return Level.HIGH
    is_local = any(is_within(path, folder) for folder in _LOCAL)
    return Level.LOW if is_local else Level.MEDIUM
