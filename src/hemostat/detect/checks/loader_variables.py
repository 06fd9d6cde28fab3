# ruff: noqa: S108 — paths on the examined host, not ours.
"""LD_PRELOAD, LD_AUDIT and LD_LIBRARY_PATH: in processes, units and start-up files."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.loaded_library import Library, is_hostile_place, library_of
from hemostat.detect.places import hidden_part, home_of, is_temporary, is_unpacked
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name, parent
from hemostat.model.records import (
    EnvironVariable,
    FileFact,
    MappedFile,
    Mechanism,
    Process,
    Provenance,
    Startup,
)
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A variable loads a foreign library", zh="环境变量注入来源不明的动态库"),
    summary=Text(
        en="{variable} in {where} makes programs load {library}. Provenance of the library: "
        "{state}.",
        zh="{where} 中的 {variable} 令程序加载 {library}。该库来源：{state}。",
    ),
    benign=Text(
        en="Allocators (jemalloc, tcmalloc), fakeroot, faketime and monitoring agents are loaded "
        "so: their library belongs to a package or lies in the product's folder.",
        zh="jemalloc、tcmalloc、fakeroot、faketime 及 APM 代理会这样加载：对应库应属于软件包"
        "或产品自身目录。",
    ),
)
_VARIABLES = ("LD_PRELOAD", "LD_AUDIT")
# For everybody, or for root: what stands here reaches far beyond one service.
_FOR_ALL = (Mechanism.SHELL_PROFILE, Mechanism.SYSTEMD_ENVIRONMENT)
_BOOT = (Mechanism.INIT_SCRIPT, Mechanism.RC_LOCAL, Mechanism.INITTAB)
# Built by hand often enough; only their place and reach say more.
_TOOLS = re.compile(
    r"lib(jemalloc|tcmalloc|mimalloc|eatmydata|faketime|fakeroot|stderred|gtk3-nocsd|nss_wrapper"
    r"|torsocks|proxychains|bdwgc|asan|tsan|ubsan|hoard|snmalloc|keepalive|authbind)[\w.+-]*"
)
_DAEMONS = re.compile(
    r"/(usr/)?(s?bin|lib/systemd|lib/openssh)/(sshd(-session)?|crond?|atd|login|agetty|su|sudo"
    r"|rsyslogd|dbus-daemon|systemd(-\w+)?|init|auditd|polkitd|NetworkManager|chronyd)"
)
_AT_LOG_IN = ("/.ssh/environment", "/.pam_environment")
_PACKAGE_FOLDERS = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/libexec", "/lib32")
_OWN_SETTINGS = re.compile(r"/etc/profile\.d/(?P<own>[^/]+)\.c?sh")
_PRODUCT_TREE = re.compile(
    r"/(?:opt|apps?|sw|software|cvmfs|usr/local)/(?P<product>[^/.][^/]*)/(?:[^/.][^/]*/)*lib(?:32|64)?/"
)
_SHORTEST = 3
_CARRIED = ("/snap", "/var/lib/snapd", "/var/lib/flatpak", "/nix/store", "/gnu/store")


def _variable(name: str, value: str, exe: str = "/usr/bin/a") -> EnvironVariable:
    return EnvironVariable(pid=7, exe=HostPath(exe), name=name, value=value)


def _startup(assignment: str, place: str, mechanism: Mechanism, account: str = "") -> Startup:
    return Startup(
        mechanism=mechanism,
        place=HostPath(place),
        account=account,
        environment=(assignment,),
        is_privileged=not account,
    )


def _fact(path: str, state: Provenance) -> FileFact:
    return FileFact(path=HostPath(path), state=state, used_as=("preload",))


@check(
    "linux.loader.preload-variable",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="loader_variable",
    attack="T1574.006",
    incident_types=("preload_backdoor", "rootkit", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "repair-loader", "quarantine-file", "find-entry"),
    by_hand="ls -la {library}; grep -alz LD_ /proc/[0-9]*/environ",
    examples=(
        fires(
            _variable("LD_PRELOAD", "/dev/shm/.k.so"), _fact("/dev/shm/.k.so", Provenance.UNOWNED)
        ),
        fires(
            _startup("LD_PRELOAD=/opt/z/l.so", "/etc/environment", Mechanism.SHELL_PROFILE),
            _fact("/opt/z/l.so", Provenance.UNOWNED),
        ),
        fires(
            _startup(
                'LD_AUDIT="/usr/lib/a.so"',
                "/etc/systemd/system/a.service",
                Mechanism.SYSTEMD_SERVICE,
            ),
            _fact("/usr/lib/a.so", Provenance.UNOWNED),
        ),
        fires(
            _variable("LD_PRELOAD", "/usr/lib/libx.so.1"),
            _fact("/usr/lib/libx.so.1", Provenance.MISSING),
            MappedFile(
                pid=7, path=HostPath("/usr/lib/libx.so.1"), is_deleted=True, is_executable=True
            ),
        ),
        fires(
            _startup(
                "LD_PRELOAD=/home/li/l/x.so",
                "/home/li/.ssh/environment",
                Mechanism.SHELL_PROFILE,
                "li",
            ),
            _fact("/home/li/l/x.so", Provenance.UNOWNED),
        ),
        quiet(
            _variable("LD_PRELOAD", "/usr/lib/libx.so.1"),
            _fact("/usr/lib/libx.so.1", Provenance.MISSING),
        ),
        quiet(
            _variable("LD_PRELOAD", "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"),
            _fact("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", Provenance.PACKAGED),
        ),
        quiet(
            _variable("LD_PRELOAD", "libfakeroot-sysv.so"),
            _variable("LD_LIBRARY_PATH", "/opt/x/lib"),
        ),
        quiet(
            _variable("LD_PRELOAD", "/opt/agent/lib64/liba.so"),
            _fact("/opt/agent/lib64/liba.so", Provenance.PRODUCT),
        ),
    ),
)
def preload_variable(
    variables: Iterable[EnvironVariable],
    startups: Iterable[Startup],
    mapped: Iterable[MappedFile],
    files: Files,
    context: HostContext,
) -> Iterator[Claim]:
    """LD_PRELOAD or LD_AUDIT names a library that nobody vouches for.

    Whoever sets it runs code inside programs that are themselves unchanged. High for a library
    in an odd place, for any that reaches every session or root's, and for LD_AUDIT; medium for
    one that no package owns in a folder packages fill or inside a packaged service; low for a
    product's own library. Medium too where ~/.ssh/environment or ~/.pam_environment names one in a
    home: it reaches log-ins of that account without any start-up file. A library
    that was loaded and then taken away is high as well: an
    upgrade would have put another in its place.
    """
    gone = {(each.pid, each.path) for each in mapped if each.is_deleted and each.is_executable}
    for variable in variables:
        if variable.name in _VARIABLES and variable.scope.is_host:
            for library in _libraries(variable.value, files):
                level = _level(library, variable.name, context)
                is_foreign = library.is_missing and not (library.fact and library.fact.package)
                if is_foreign and (variable.pid, library.path) in gone:
                    level = Level.HIGH
                if level is not None:
                    level = max(level, _inside(library, variable.exe))
                    level = Level.LOW if _is_own(library, variable.exe) else level
                    yield _claim(library, variable.name, variable, level)
    for startup, key, value in _set_at_start(startups):
        for library in _libraries(value, files):
            found = (
                _level(library, key, context),
                _reach(startup, library, context),
                _at_log_in(startup, library, context),
            )
            levels = [level for level in found if level is not None]
            if levels:
                yield _claim(library, key, startup, max(levels))


def _set_at_start(startups: Iterable[Startup]) -> Iterator[tuple[Startup, str, str]]:
    for startup in startups:
        if startup.scope.is_host:
            for key, value in _assignments(startup, _VARIABLES):
                yield startup, key, value


def _libraries(value: str, files: Files) -> Iterator[Library]:
    for each in re.split(r"[\s:]+", value.strip("\"'")):
        if each.startswith("/") and not any(is_within(each, folder) for folder in _CARRIED):
            yield library_of(each, files)


def _assignments(startup: Startup, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for assignment in startup.environment:
        key, _, value = assignment.partition("=")
        if key in names and value:
            yield key, value.strip("\"'")


def _level(library: Library, variable: str, context: HostContext) -> Level | None:
    """How bad one library is by itself; None: explained, or nobody can tell."""
    if library.is_vouched:
        return None
    if is_hostile_place(library.path) and not is_unpacked(library.path):
        # A name of a file that is gone still says what was loaded.
        return Level.HIGH
    if not library.is_unowned(context):
        return None
    if variable == "LD_AUDIT" or library.state is Provenance.CHANGED:
        return Level.HIGH
    if any(is_within(library.path, folder) for folder in _PACKAGE_FOLDERS):
        return Level.LOW if _TOOLS.fullmatch(name(library.path)) else Level.MEDIUM
    return Level.LOW


def _reach(startup: Startup, library: Library, context: HostContext) -> Level | None:
    """What the place adds: one that concerns everybody or root, or a program of the system."""
    if library.is_vouched:
        return None
    is_strange = library.is_unowned(context)
    if startup.mechanism in _FOR_ALL and startup.account in ("", "root"):
        is_tool = bool(_TOOLS.fullmatch(name(library.path)))
        if _is_of_product(startup, library):
            return Level.LOW
        return Level.HIGH if is_strange and not is_tool else Level.MEDIUM
    # Settings of /etc/default and rc.local reach daemons of the system as well.
    is_of_system = Provenance.PACKAGED in startup.program_states[:1] or startup.mechanism in _BOOT
    if is_strange and is_of_system and not _TOOLS.fullmatch(name(library.path)):
        return Level.MEDIUM
    return None


def _at_log_in(startup: Startup, library: Library, context: HostContext) -> Level | None:
    """A file read at log-in, where no shell is needed, names a library in somebody's home."""
    is_read = startup.place.endswith(_AT_LOG_IN)
    is_strange = library.is_unowned(context) and not _TOOLS.fullmatch(name(library.path))
    return Level.MEDIUM if is_read and is_strange and home_of(library.path) else None


def _is_of_product(startup: Startup, library: Library) -> bool:
    """Whether a product's own settings name its own library: three names that agree.

    Sites with many users measure what runs by a library for everybody (XALT, Darshan): it stands
    in a folder for libraries of the product's tree, bears the product's name, as the file in
    profile.d does, and only root may write it. A lone library in /opt is none.
    """
    place, fact = _OWN_SETTINGS.fullmatch(startup.place), library.fact
    tree = _PRODUCT_TREE.match(library.path)
    if place is None or tree is None or fact is None or fact.uid != 0:
        return False
    product = tree["product"].lower()
    is_safe = fact.kind == "file" and not fact.is_writable_by_others
    is_named = product in name(library.path).lower() and product in place["own"].lower()
    return is_safe and is_named and len(product) >= _SHORTEST


def _inside(library: Library, exe: str | None) -> Level:
    """What it adds that the program is a daemon of the system, which needs no library of ours."""
    if exe and _DAEMONS.fullmatch(exe) and not _TOOLS.fullmatch(name(library.path)):
        return Level.HIGH
    return Level.INFO


def _is_own(library: Library, exe: str | None) -> bool:
    """Whether a program brings the library along in its own folder, as AppImages do."""
    if not exe:
        return False
    folder = parent(library.path)
    return is_unpacked(library.path) or (
        len(folder.split("/")) > 3 and not is_temporary(folder) and is_within(exe, folder)
    )


def _claim(
    library: Library, variable: str, record: EnvironVariable | Startup, level: Level
) -> Claim:
    if isinstance(record, Startup):
        place, where = record.place, str(record.place)
    else:
        place, where = HostPath(""), f"{record.exe or ''}[{record.pid}]"
    subjects = (Subject("library", library.path),)
    return Claim(
        subjects=(*subjects, Subject("file", place)) if place else subjects,
        because=(record, *((library.fact,) if library.fact else ())),
        values={
            "variable": variable,
            "where": where,
            "library": library.path,
            "state": str(library.state),
        },
        level=level,
        observables=(Observable("file", library.path),),
        scope=record.scope,
    )


PATH_TEXTS = RuleTexts(
    title=Text(
        en="Root's programs take libraries from a folder for scraps",
        zh="高权限程序优先从临时或隐藏目录加载动态库",
    ),
    summary=Text(
        en="LD_LIBRARY_PATH in {where} puts {folder} before the system's own folders.",
        zh="{where} 中的 LD_LIBRARY_PATH 使 {folder} 优先于系统库目录。",
    ),
    benign=Text(
        en="Installers and self-unpacking programs run from temporary folders for a short while.",
        zh="安装程序或自解压程序会短时间使用临时目录。",
    ),
)


@check(
    "linux.loader.library-path",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="loader_variable",
    attack="T1574.006",
    incident_types=("preload_backdoor", "backdoor"),
    texts=PATH_TEXTS,
    next=("keep-evidence", "ask-owner", "repair-loader"),
    by_hand="ls -la {folder}",
    examples=(
        fires(_startup("LD_LIBRARY_PATH=/tmp/l:/usr/lib", "/etc/profile", Mechanism.SHELL_PROFILE)),
        fires(_variable("LD_LIBRARY_PATH", "/var/tmp/.l"), Process(pid=7, euid=0)),
        quiet(_variable("LD_LIBRARY_PATH", "/tmp/_MEIabc123"), Process(pid=7, euid=0)),
        quiet(_variable("LD_LIBRARY_PATH", "/usr/local/cuda/lib64:"), Process(pid=7, euid=0)),
        quiet(_variable("LD_LIBRARY_PATH", "/tmp/l"), Process(pid=7, euid=1000)),
    ),
)
def library_path(
    variables: Iterable[EnvironVariable], startups: Iterable[Startup], processes: Iterable[Process]
) -> Iterator[Claim]:
    """The first folder of LD_LIBRARY_PATH is temporary or hidden, for root or for everybody."""
    roots = {process.pid for process in processes if process.euid == 0}
    for variable in variables:
        if variable.name == "LD_LIBRARY_PATH" and variable.pid in roots:
            own = parent(variable.exe) if variable.exe else ""
            folder = _first_folder(variable.value)
            if folder and variable.scope.is_host and not (own and is_within(own, folder)):
                yield _path_claim(folder, f"{variable.exe}[{variable.pid}]", variable)
    for startup in startups:
        if startup.is_privileged:
            for _, value in _assignments(startup, ("LD_LIBRARY_PATH",)):
                if folder := _first_folder(value):
                    yield _path_claim(folder, startup.place, startup)


def _first_folder(value: str) -> str:
    """The first folder, if it is one nobody should load from; empty otherwise."""
    first = value.strip("\"'").partition(":")[0]
    if not first.startswith("/") or is_unpacked(first):
        return ""
    is_hidden = bool(hidden_part(first)) and not (home_of(first) and not is_temporary(first))
    return first if is_temporary(first) or is_hidden else ""


def _path_claim(folder: str, where: str, record: EnvironVariable | Startup) -> Claim:
    place = record.place if isinstance(record, Startup) else ""
    subjects = (Subject("file", folder),)
    return Claim(
        subjects=(*subjects, Subject("file", place)) if place else subjects,
        because=(record,),
        values={"folder": folder, "where": where},
        scope=record.scope,
    )
