"""What a finding about a record is about: its subjects, and the values its texts may name. Pure."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, cast

from hemostat.detect.sigma.flat import ANY_FIELD, Value, flat_of, once_a_type, readers_of
from hemostat.detect.sigma.sources import types_by_category
from hemostat.model.finding import Subject
from hemostat.model.path import name as last_part
from hemostat.model.records import (
    Account,
    AtJob,
    AuthorizedKey,
    Credential,
    CronJob,
    EnvironVariable,
    FileFact,
    FileSign,
    Group,
    HostsEntry,
    KernelModule,
    LoaderEntry,
    MappedFile,
    ModuleDirective,
    Mount,
    OpenFile,
    Package,
    PamRule,
    Process,
    Provenance,
    ScriptLine,
    Shadow,
    Socket,
    Startup,
    SudoRule,
    UnitFile,
    UnitLink,
)

VALUE_LIMIT = 400
"""Characters of one value in a text; the whole stands in the evidence."""

_DOUBTFUL = (Provenance.UNOWNED, Provenance.CHANGED, Provenance.UNKNOWN, Provenance.MISSING)
_SYSTEM_FOLDERS = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")
_CRON = ("cron", "anacron", "periodic", "at")
_COMMON = ("where", "place", "line")
"""Values every record has: where it stands in words, its file, its line."""

Details = tuple[tuple[str, str | int], ...]


def subjects_of(record: object) -> tuple[Subject, ...]:
    """The subjects of a finding about one record, the first the most telling, each once."""
    own = _SUBJECTS.get(type(record))
    found = own(cast(Any, record)) if own else _of_file(_source_path(record))
    return tuple(dict.fromkeys(found))


def values_of(record: object) -> dict[str, str]:
    """The values a rule's texts may name; see `value_names`."""
    flat = flat_of(record)
    values = {name: _shown(flat.raw[name]) for name in _own_names(type(record))}
    values["place"] = _place(record)
    line = flat.raw["source.line"]
    values["line"] = str(line) if line is not None else ""
    values["where"] = _where(record, values["place"], values["line"])
    return values


@cache
def value_names(category: str) -> frozenset[str]:
    """The values that texts of a rule for this category may name: those all its records have."""
    first, *others = types_by_category()[category]
    return _own_names(first).intersection(*map(_own_names, others)) | frozenset(_COMMON)


@once_a_type
def _own_names(record_type: type[object]) -> frozenset[str]:
    return frozenset(n for n in readers_of(record_type) if n != ANY_FIELD and "." not in n)


def _shown(value: Value) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= VALUE_LIMIT else text[: VALUE_LIMIT - 1] + "…"


def _source_path(record: object) -> str:
    return str(getattr(getattr(record, "source", None), "path", ""))


def _place(record: object) -> str:
    match record:
        case Startup():
            return record.place or _source_path(record)
        case ScriptLine() | FileFact():
            return record.path
        case Process():
            return f"/proc/{record.pid}/cmdline"
        case _:
            return _source_path(record)


def _where(record: object, place: str, line: str) -> str:
    if isinstance(record, Process):
        return f"{record.exe or record.name}[{record.pid}]"
    return f"{place}:{line}" if line else place


def _of_file(path: str) -> Iterator[Subject]:
    if path:
        yield Subject("file", path)


def _is_doubtful(path: str, state: str) -> bool:
    """Whether a file deserves naming: nobody vouches for it.

    Where nobody could tell, or the file was not collected, the system's own folders of programs
    are given the benefit: else each finding on such a host would name /bin/sh.
    """
    if state in (Provenance.UNKNOWN, Provenance.MISSING) and path.startswith(_SYSTEM_FOLDERS):
        return False
    return state in _DOUBTFUL


def _of_startup(record: Startup) -> Iterator[Subject]:
    place = record.place or _source_path(record)
    details = _details(command=record.command, account=record.account, line=record.source.line)
    if record.mechanism in _CRON:
        yield Subject("cron_job", place, details)
    elif record.mechanism.startswith("systemd") and record.name:
        yield Subject("unit", record.name, (*_details(path=place), *details))
    yield from _of_file(place)
    for program, state in zip(record.programs, record.program_states, strict=False):
        if _is_doubtful(program, state):
            yield Subject("file", program)


def _of_script_line(record: ScriptLine) -> Iterator[Subject]:
    yield Subject("file", record.path, _details(line=record.source.line))
    starter = record.started_by
    if starter and record.mechanism in _CRON:
        yield Subject("cron_job", starter)
    elif starter and record.mechanism.startswith("systemd"):
        yield Subject("unit", last_part(starter), _details(path=starter))
    elif starter:
        yield Subject("file", starter)


def _of_process(record: Process) -> Iterator[Subject]:
    details = _details(
        pid=record.pid,
        started=record.started.isoformat() if record.started else None,
        cmdline=record.command,
        account=record.account,
    )
    yield Subject("process", record.exe or record.name, details)
    if record.exe and not record.exe_is_memory and _is_doubtful(record.exe, record.exe_state):
        yield Subject("file", record.exe)


def _of_key(record: AuthorizedKey) -> Iterator[Subject]:
    if record.fingerprint:
        yield Subject("key", record.fingerprint, _details(comment=record.comment))
    if record.owner:
        yield Subject("account", record.owner)
    yield from _of_file(record.source.path)


def _of_sudo_rule(record: SudoRule) -> Iterator[Subject]:
    for user in record.users:
        if user.startswith("%"):
            yield Subject("group", user[1:])
        elif user != "ALL" and user[:1] not in "#!+":
            yield Subject("account", user)
    yield from _of_file(record.source.path)


def _of_socket(record: Socket) -> Iterator[Subject]:
    local = f"{record.protocol} {record.local_address}:{record.local_port}"
    yield Subject("socket", local)
    if record.remote_address:
        yield Subject("address", record.remote_address, _details(port=record.remote_port))
    for exe in record.process_exes:
        yield Subject("process", exe)


def _of_mapped_file(record: MappedFile) -> Iterator[Subject]:
    yield Subject("library", record.path)
    if record.exe:
        yield Subject("process", record.exe, _details(pid=record.pid))


def _of_hosts_entry(record: HostsEntry) -> Iterator[Subject]:
    for each in record.names:
        yield Subject("domain", each)
    yield Subject("address", record.address)
    yield from _of_file(record.source.path)


def _of_loader_entry(record: LoaderEntry) -> Iterator[Subject]:
    if record.kind == "preload":
        yield Subject("library", record.value)
    yield from _of_file(record.source.path)


def _of_pam_rule(record: PamRule) -> Iterator[Subject]:
    yield from _of_file(record.source.path)
    if "/" in record.module:
        yield Subject("library", record.module)


def _of_environ(record: EnvironVariable) -> Iterator[Subject]:
    yield Subject("process", record.exe or f"pid {record.pid}", _details(pid=record.pid))


def _of_open_file(record: OpenFile) -> Iterator[Subject]:
    if record.target.startswith("/"):
        yield Subject("file", record.target)
    yield Subject("process", f"pid {record.pid}", _details(pid=record.pid))


def _of_job(record: CronJob | AtJob) -> Iterator[Subject]:
    details = _details(command=record.command, line=record.source.line)
    yield Subject("cron_job", record.source.path, details)


def _named(kind: str, field: str) -> Callable[[Any], Iterator[Subject]]:
    """Subjects of a record that one field names, and the file it stands in."""

    def subjects(record: object) -> Iterator[Subject]:
        value = str(getattr(record, field))
        if value:
            yield Subject(kind, value)
        yield from _of_file(_source_path(record))

    return subjects


def _only_named(kind: str, field: str) -> Callable[[Any], Iterator[Subject]]:
    """Subjects of a record that one field names; its file is the system's own list."""

    def subjects(record: object) -> Iterator[Subject]:
        yield Subject(kind, str(getattr(record, field)))

    return subjects


def _details(**values: str | int | None) -> Details:
    return tuple(
        (name, value) for name, value in values.items() if value is not None and value != ""
    )


_SUBJECTS: Mapping[type[object], Callable[[Any], Iterator[Subject]]] = {
    Account: _only_named("account", "name"),
    AtJob: _of_job,
    AuthorizedKey: _of_key,
    CronJob: _of_job,
    EnvironVariable: _of_environ,
    Credential: _only_named("file", "path"),
    FileFact: _only_named("file", "path"),
    FileSign: _only_named("file", "path"),
    Group: _only_named("group", "name"),
    HostsEntry: _of_hosts_entry,
    KernelModule: _only_named("module", "name"),
    LoaderEntry: _of_loader_entry,
    MappedFile: _of_mapped_file,
    ModuleDirective: _named("module", "module"),
    Mount: _only_named("file", "mount_point"),
    OpenFile: _of_open_file,
    Package: _only_named("package", "name"),
    PamRule: _of_pam_rule,
    Process: _of_process,
    ScriptLine: _of_script_line,
    Shadow: _only_named("account", "name"),
    Socket: _of_socket,
    Startup: _of_startup,
    SudoRule: _of_sudo_rule,
    UnitFile: _named("unit", "name"),
    UnitLink: _named("unit", "name"),
}
"""How subjects come from each record type; the others are about the file they stand in."""
