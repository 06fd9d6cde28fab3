"""Which files matter: everything the records say runs, starts, is loaded or is trusted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from hemostat.detect.loaded_library import loader_candidates
from hemostat.detect.name_services import library_paths, services_of
from hemostat.detect.plugins import plugin_files
from hemostat.model.path import HostPath, name, normal
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    Account,
    AuthorizedKey,
    EnvironVariable,
    KernelModule,
    LoaderEntry,
    MappedFile,
    PamRule,
    Process,
    ResolverEntry,
    Setting,
    Startup,
    SudoRule,
)
from hemostat.parse.host.shell_text import read_shell_text

_SECURITY_FOLDERS = (
    "/lib/security",
    "/lib64/security",
    "/usr/lib/security",
    "/usr/lib64/security",
    "/lib/x86_64-linux-gnu/security",
    "/usr/lib/x86_64-linux-gnu/security",
    "/lib/aarch64-linux-gnu/security",
    "/usr/lib/aarch64-linux-gnu/security",
)
_PRELOADS = ("LD_PRELOAD", "LD_AUDIT")
_SEARCHED = ("PATH", "LD_LIBRARY_PATH")
_READ_BY_SHELLS = ("BASH_ENV", "ENV")

Wanted = dict[HostPath, set[str]]


def wanted_files(records: RecordSet) -> Wanted:
    """Paths on the host itself, with what each is used as. Containers' files are not asked for.

    Uses: runs, mapped, starts, declares, preload, searched, pam, module, plugin, shell, trusted,
    privileged.
    """
    wanted: Wanted = defaultdict(set)
    for path, use in _named(records):
        if path.startswith("/") and "\0" not in path:
            wanted[HostPath(path)].add(use)
    return dict(wanted)


def _named(records: RecordSet) -> Iterator[tuple[str, str]]:
    for process in records.of(Process):
        if process.scope.is_host:
            yield from _of_process(process)
    for mapped in records.of(MappedFile):
        if mapped.scope.is_host and mapped.is_executable:
            yield mapped.path, "mapped"
    yield from _started(records)
    yield from _preloaded(records)
    yield from _trusted(records)


def _started(records: RecordSet) -> Iterator[tuple[str, str]]:
    for startup in records.of(Startup):
        if startup.scope.is_host:
            yield startup.place, "declares"
            yield from ((program, "starts") for program in startup.programs)


def _preloaded(records: RecordSet) -> Iterator[tuple[str, str]]:
    """Libraries the loader is told to load, in every spelling of them, and folders it searches."""
    for entry in records.of(LoaderEntry):
        yield entry.source.path, "declares"
        if entry.kind == "preload":
            yield from _libraries(entry.value)
        else:
            yield entry.value, "searched"
    for variable in records.of(EnvironVariable):
        if variable.scope.is_host:
            yield from _of_variable(variable.name, variable.value)
    for startup in records.of(Startup):
        for assignment in startup.environment:
            name_, _, value = assignment.partition("=")
            yield from _of_variable(name_, value.strip("\"'"))


def _of_variable(variable: str, value: str) -> Iterator[tuple[str, str]]:
    if variable in _PRELOADS:
        for library in value.replace(":", " ").split():
            yield from _libraries(library)
    elif variable in _SEARCHED:
        yield from ((folder, "searched") for folder in value.split(":"))
    elif variable in _READ_BY_SHELLS:
        yield value, "starts"


def _libraries(value: str) -> Iterator[tuple[str, str]]:
    yield from ((path, "preload") for path in loader_candidates(value))


def _trusted(records: RecordSet) -> Iterator[tuple[str, str]]:
    for module in records.of(KernelModule):
        if module.path:
            yield module.path, "module"
    for sudo in records.of(SudoRule):
        yield sudo.source.path, "trusted"
        yield from ((command.partition(" ")[0], "privileged") for command in sudo.commands)
    for key in records.of(AuthorizedKey):
        yield key.source.path, "trusted"
    for account in records.of(Account):
        yield account.shell, "shell"
    for entry in records.of(ResolverEntry):
        if entry.source.path.endswith("nsswitch.conf"):
            yield from _name_services(entry)
    for setting in records.of(Setting):
        yield from ((path, "plugin") for path in plugin_files(setting))
    for rule in records.of(PamRule):
        yield from ((path, "pam") for path in pam_candidates(rule.module))


def _name_services(entry: ResolverEntry) -> Iterator[tuple[str, str]]:
    """Libraries of services of nsswitch.conf, but not those of the C library itself."""
    for service in services_of(entry):
        if service not in ("files", "dns", "compat", "db"):
            yield from ((path, "name_service") for path in library_paths(service))


def _of_process(process: Process) -> Iterator[tuple[str, str]]:
    if process.exe and not process.exe_is_memory:
        yield process.exe, "runs"
    cwd = process.cwd or HostPath("/")
    # An interpreter's script is what really runs. Its arguments tell which file that is.
    for path in script_candidates(process.argv, cwd):
        yield path, "runs"


@lru_cache(maxsize=4096)
def script_candidates(argv: tuple[str, ...], cwd: str) -> tuple[HostPath, ...]:
    """The files a process's own arguments name as what it runs: at most the first three."""
    if not argv:
        return ()
    command = " ".join(_word(each) for each in argv[:8])
    # Not programs_in(), which passes over a text without a slash: `python3 run.py` is told by cwd.
    found = read_shell_text(command, cwd).programs
    return tuple(normal(path) for path in found[:3])


def running_scripts(processes: Iterable[Process]) -> dict[HostPath, str]:
    """The files that processes of the host were told to run, with the account each runs as."""
    found: dict[HostPath, str] = {}
    for process in processes:
        if process.scope.is_host:
            for path in script_candidates(process.argv, process.cwd or "/"):
                found.setdefault(path, process.account)
    return found


def _word(argument: str) -> str:
    """One argument as one word of shell text."""
    plain = argument and all(sign.isalnum() or sign in "/._-+=:@%," for sign in argument)
    return argument if plain else "'" + argument.replace("'", "'\\''") + "'"


def pam_candidates(module: str) -> tuple[HostPath, ...]:
    """Where a PAM module may lie: as written when it is a path, else in the security folders."""
    if module.startswith("/"):
        return (HostPath(module),)
    if not module or "/" in module:
        return ()
    return tuple(HostPath(f"{folder}/{name(module)}") for folder in _SECURITY_FOLDERS)
