"""The loader itself: one that reads another preload file, or that only one program uses."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.loaded_library import is_hostile_place
from hemostat.detect.places import is_system_folder
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import ElfFile, FileFact, ProgramLibrary, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="The loader reads another preload file", zh="动态加载器使用了其他预加载文件"),
    summary=Text(
        en="{loader} does not name /etc/ld.so.preload, as every glibc loader does; it names "
        "{file}. Provenance: {state}.",
        zh="{loader} 中没有 glibc 加载器必有的 /etc/ld.so.preload，而是 {file}。来源：{state}。",
    ),
    benign=Text(
        en="NixOS and Guix build theirs with another name, below /nix or /gnu.",
        zh="NixOS 与 Guix 的加载器使用其他文件名，位于 /nix 或 /gnu 下。",
    ),
)
_USUAL = "/etc/ld.so.preload"
_STORES = ("/nix/", "/gnu/")


def _loader(path: str, preload_file: str) -> ElfFile:
    return ElfFile(path=HostPath(path), preload_file=preload_file)


_PATH = "/lib64/ld-linux-x86-64.so.2"


@check(
    "linux.loader.patched",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="loader_patched",
    attack=("T1574.006", "T1554"),
    incident_types=("preload_backdoor", "rootkit"),
    texts=TEXTS,
    next=("use-own-tools", "keep-evidence", "isolate-host", "restore-package", "rebuild-host"),
    by_hand="strings -a {loader} | grep preload; dpkg -V libc6 || rpm -V glibc",
    examples=(
        fires(_loader(_PATH, "/etc/ld.so.nfs_preload")),
        fires(_loader(_PATH, "-"), FileFact(path=HostPath(_PATH), state=Provenance.CHANGED)),
        quiet(_loader(_PATH, "/etc/ld.so.preload")),
        quiet(_loader("/nix/store/a/lib/ld-linux-x86-64.so.2", "/etc/ld-nix.so.preload")),
        quiet(_loader("/lib/libz.so.1", "")),
    ),
)
def loader_patched(elves: Iterable[ElfFile], files: Files) -> Iterator[Claim]:
    """A loader patched to read a file of another name preloads with /etc/ld.so.preload absent.

    Low where its package delivered it so.
    """
    for each in elves:
        if each.preload_file in ("", _USUAL) or each.path.startswith(_STORES):
            continue
        fact = files.get(each.path)
        state = fact.state if fact else Provenance.UNKNOWN
        yield Claim(
            subjects=(Subject("library", each.path),),
            because=(each, *((fact,) if fact else ())),
            values={
                "loader": each.path,
                "file": each.preload_file if each.preload_file != "-" else "?",
                "state": str(state),
            },
            level=Level.LOW if state in VOUCHED else Level.CRITICAL,
            observables=(Observable("file", each.path),),
        )


OTHER_TEXTS = RuleTexts(
    title=Text(en="A system program names a strange loader", zh="系统程序使用了异常的加载器"),
    summary=Text(
        en="{program} starts through {loader}, not through the system's loader. Provenance of that "
        "file: {state}.",
        zh="{program} 通过 {loader} 启动，而不是系统加载器。该文件来源：{state}。",
    ),
    benign=Text(
        en="Programs brought along with a C library of their own do so; the commands of a "
        "distribution do not.",
        zh="自带 C 库的软件会如此；发行版自身的命令不会。",
    ),
)
_ORDINARY = re.compile(
    r"(/usr)?/lib(64|32|x32)?/(ld-linux[\w.-]*\.so\.\d+|ld64\.so\.\d+|ld\.so\.\d+|ld-lsb[\w.-]*"
    r"|ld-musl-[\w-]+\.so\.1|ld-uClibc\.so\.\d+)"
)


def _by(program: str, loader: str) -> ProgramLibrary:
    return ProgramLibrary(
        program=HostPath(program), library=HostPath(loader), name=loader, how="interpreter"
    )


@check(
    "linux.loader.strange-interpreter",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="loader_patched",
    attack=("T1554", "T1574.006"),
    incident_types=("backdoor", "rootkit", "preload_backdoor"),
    texts=OTHER_TEXTS,
    next=("keep-evidence", "restore-package", "find-entry"),
    by_hand="readelf -l {program} | grep -i interpreter; ls -la {loader}",
    examples=(
        fires(_by("/usr/bin/ps", "/usr/lib/.ld.so")),
        fires(_by("/usr/sbin/sshd", "/dev/shm/ld.so")),  # noqa: S108 — the examined host's
        quiet(_by("/usr/bin/ps", "/lib64/ld-linux-x86-64.so.2")),
        quiet(_by("/usr/local/bin/curl", "/opt/toolchain/lib/ld.so.1")),
        quiet(_by("/bin/ls", "/lib/ld-musl-x86_64.so.1")),
    ),
)
def strange_interpreter(libraries: Iterable[ProgramLibrary], files: Files) -> Iterator[Claim]:
    """A command patched to start through somebody's own loader runs his code before its own."""
    for each in libraries:
        if each.how != "interpreter" or _ORDINARY.fullmatch(each.library):
            continue
        fact = files.get(each.library)
        state = fact.state if fact else Provenance.UNKNOWN
        is_hostile = is_hostile_place(each.library)
        if state in VOUCHED or each.library.startswith(_STORES):
            continue
        if not is_system_folder(each.program) and not is_hostile:
            continue
        yield Claim(
            subjects=(Subject("file", each.program), Subject("library", each.library)),
            because=(each, *((fact,) if fact else ())),
            values={"program": each.program, "loader": each.library, "state": str(state)},
            level=Level.CRITICAL if is_hostile else Level.HIGH,
            observables=(Observable("file", each.library),),
        )
