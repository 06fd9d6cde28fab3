"""What one finding holds on to: by its subjects, its observables, and the records behind it.

The way of a story is start-up item → file → package state → process → socket → who was logged in;
each record type adds the things it knows. A new record type joins by one entry in `_OF_RECORD`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hemostat.detect.names import CLOSED_ACCOUNTS, SERVICE_ACCOUNTS
from hemostat.detect.process_programs import is_interpreter, is_shell, script_of
from hemostat.detect.provenance import UNVOUCHED
from hemostat.incident import sites
from hemostat.incident.backing import Backing, pids_of
from hemostat.incident.deeds import deeds_of, printed_by
from hemostat.incident.hubs import (
    Hubs,
    is_common_account,
    is_common_domain,
    is_common_name,
    is_folder_of_many,
    is_list,
    is_ordinary_place,
    private_folder,
    stem,
)
from hemostat.incident.things import Thing, Touch
from hemostat.model.finding import Finding, Subject
from hemostat.model.host import HOST
from hemostat.model.level import Level
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    Account,
    AuthorizedKey,
    EmbeddedStrings,
    EnvironVariable,
    FileFact,
    LoaderEntry,
    Process,
    Provenance,
    ScriptLine,
    Socket,
    Startup,
    SudoRule,
)

ANCESTORS = 3
_LEAST_BYTES = 64
_VOUCHED = (Provenance.PACKAGED, Provenance.PRODUCT)

MAX_TEXT = 4096
_PATH = re.compile(r"(?<![\w.:/])/(?:[\w.+@%~-]+/)*[\w.+@%~-]+", re.ASCII)
_WORD = re.compile(r"(?<![\w./-])[a-z_][a-z0-9_.-]{3,31}(?![\w./-])", re.ASCII)

_NAMED = {"key": "key", "module": "module", "unit": "unit", "socket": "socket"}
_PATHS = ("file", "library")


class Host:
    """What all findings' touches are looked up in."""

    def __init__(
        self, records: RecordSet, hubs: Hubs, folders: frozenset[str] = frozenset()
    ) -> None:
        self.hubs = hubs
        self.folders = folders
        self.processes = {each.pid: each for each in records.of(Process)}
        self.facts = {(str(each.scope), str(each.path)): each for each in records.of(FileFact)}
        self.accounts = {each.uid: each.name for each in reversed(records.of(Account))}
        self.people = {each.name for each in records.of(Account) if self.is_person(each.name)}
        self.keys, self.grants = records.of(AuthorizedKey), records.of(SudoRule)
        self.strings: dict[tuple[str, str], list[EmbeddedStrings]] = {}
        for strings in records.of(EmbeddedStrings):
            key = (str(strings.scope), str(strings.path))
            self.strings.setdefault(key, []).append(strings)
        self.sockets: dict[int, list[Socket]] = {}
        for socket in records.of(Socket):
            for pid in socket.pids:
                self.sockets.setdefault(pid, []).append(socket)
        self.packaged_units = {
            each.name
            for each in records.of(Startup)
            if each.mechanism.startswith("systemd") and each.place_state in _VOUCHED
        }

    @staticmethod
    def is_person(account: str) -> bool:
        """Whether an account may be a person's; not all are in /etc/passwd, nor stay there."""
        return not is_common_account(account) and account not in CLOSED_ACCOUNTS | SERVICE_ACCOUNTS

    def fact(self, path: str, scope: str) -> FileFact | None:
        """What is known of a file."""
        return self.facts.get((scope, path))

    def ancestors(self, process: Process) -> Iterator[Process]:
        """The processes above one, up to the first that starts things for everybody."""
        for _ in range(ANCESTORS):
            above = self.processes.get(process.ppid)
            if above is None or self.hubs.is_process(above):
                return
            yield above
            process = above


def touches_of(finding: Finding, backing: Backing, host: Host) -> tuple[Touch, ...]:
    """Everything one finding holds on to, each thing once with its best confidence."""
    best: dict[Thing, Touch] = {}
    for touch in _all(finding, backing, host):
        known = best.get(touch.thing)
        if known is None or known.confidence < touch.confidence:
            best[touch.thing] = touch
    return tuple(best.values())


def _all(finding: Finding, backing: Backing, host: Host) -> Iterator[Touch]:
    scope = str(finding.scope)
    if not finding.scope.is_host and finding.scope.id:
        container = Subject("container", finding.scope.id)
        yield Touch(Thing("container", finding.scope.id), Level.MEDIUM, container)
    for subject in finding.subjects:
        yield from _of_subject(subject, scope, host)
    printed = printed_by(finding, host.strings)
    for observable in finding.observables:
        for touch in _of_observable(observable.type, observable.value, host):
            if observable.value in printed:
                yield replace(touch, confidence=Level.MEDIUM, is_mention=True)
            else:
                yield touch
    yield from sites.of_web_shell(finding)
    family = _one_family(finding, host)
    for process in family:
        yield from _of_process(process, host)
    yield from deeds_of(finding, family, backing.of(finding))
    for record in backing.of(finding):
        if isinstance(record, Process) and record not in family:
            continue
        of_record = _OF_RECORD.get(type(record))
        if of_record:
            yield from of_record(record, host)
        yield from _of_command(str(getattr(record, "command", "")), scope, host)


def _of_subject(subject: Subject, scope: str, host: Host) -> Iterator[Touch]:
    if subject.kind in _PATHS:
        yield from _of_path(subject.value, scope, host)
    elif subject.kind == "process" and subject.value.startswith("/"):
        yield from _of_program(subject.value, scope, host)
    elif subject.kind == "account" and not is_common_account(subject.value):
        yield Touch(Thing("account", subject.value, scope), Level.MEDIUM, subject)
        yield from _of_name("account", subject.value)
    elif subject.kind == "cron_job":
        yield from _of_job(subject, scope, host)
    elif subject.kind in _NAMED:
        if subject.value not in host.packaged_units:
            thing = Thing(_NAMED[subject.kind], subject.value, scope)
            yield Touch(thing, Level.HIGH, subject)
            yield from _of_name(subject.kind, subject.value)
    elif subject.kind in ("address", "domain"):
        yield from _of_remote(subject.kind, subject.value, host)
    elif subject.kind == "container":
        yield Touch(Thing("container", subject.value), Level.MEDIUM, subject)


def _of_job(subject: Subject, scope: str, host: Host) -> Iterator[Touch]:
    """One job: its line, where the file holds those of others too."""
    line = dict(subject.details).get("line")
    if line is not None or not is_list(subject.value):
        shown = f"{subject.value}:{line}" if line is not None else subject.value
        yield Touch(Thing("job", shown, scope), Level.HIGH, Subject("cron_job", shown))
    yield from _of_path(subject.value, scope, host)


def _of_observable(kind: str, value: str, host: Host) -> Iterator[Touch]:
    if kind in ("ipv4-addr", "ipv6-addr", "domain-name"):
        yield from _of_remote(kind, value, host)
    elif kind == "url":
        yield Touch(Thing("url", value), Level.HIGH, Subject("domain", value))
    elif kind == "x-ssh-key":
        yield Touch(Thing("key", value), Level.HIGH, Subject("key", value))


def _of_command(command: str, scope: str, host: Host) -> Iterator[Touch]:
    """What a command names: files, and accounts of people."""
    text = command[:MAX_TEXT]
    for path in dict.fromkeys(_PATH.findall(text)):
        for touch in _of_path(path, scope, host):
            if touch.thing.kind in ("file", "folder"):
                is_file = touch.thing.kind == "file"
                yield replace(touch, confidence=Level.MEDIUM, is_mention=is_file)
    for word in dict.fromkeys(_WORD.findall(text)):
        if word in host.people:
            subject = Subject("account", word)
            yield Touch(Thing("account", word, scope), Level.MEDIUM, subject, is_mention=True)


def _of_remote(kind: str, value: str, host: Host) -> Iterator[Touch]:
    """A remote address or a domain, where not everybody's."""
    is_domain = kind.startswith("domain")
    if not (is_common_domain(value) if is_domain else host.hubs.is_address(value)):
        found = "domain" if is_domain else "address"
        yield Touch(Thing(found, value), Level.MEDIUM, Subject(found, value))


def _of_name(kind: str, value: str) -> Iterator[Touch]:
    """An unusual name: an account and a unit or program that share one are one person's work."""
    bare = stem(value)
    if not is_common_name(bare):
        yield Touch(Thing("name", bare), Level.LOW, Subject(kind, bare))


def _of_program(path: str, scope: str, host: Host) -> Iterator[Touch]:
    """An executable; an interpreter or shell says nothing unless it lies in an odd place."""
    process = Process(pid=0, exe=path)  # type: ignore[arg-type]
    if not (is_interpreter(process) or is_shell(process)) or private_folder(path):
        yield from _of_path(path, scope, host)


def _of_path(path: str, scope: str, host: Host) -> Iterator[Touch]:
    """A file, where it is somebody's own: no package's, no folder, no list of many hands."""
    if not path.startswith("/") or path.startswith("/proc/") or is_folder_of_many(path):
        return
    fact = host.fact(path, scope)
    if path in host.folders or (fact and fact.kind == "folder"):
        yield from _of_folder(f"{path}/x", scope)
        return
    if fact and (fact.state in _VOUCHED or fact.kind == "device"):
        return
    if fact is None and is_ordinary_place(path):
        return
    if is_list(path) or (fact and fact.state is Provenance.CONFIGURED):
        yield Touch(Thing("list", path, scope), Level.LOW, Subject("file", path))
        return
    yield Touch(Thing("file", path, scope), Level.HIGH, Subject("file", path))
    yield from _of_name("file", path)
    yield from _of_folder(path, scope)
    if fact:
        yield from _of_fact(fact, host)


def _of_folder(path: str, scope: str) -> Iterator[Touch]:
    if folder := private_folder(path):
        yield Touch(Thing("folder", folder, scope), Level.MEDIUM, Subject("file", folder))


def _of_fact(fact: FileFact, host: Host) -> Iterator[Touch]:
    scope = str(fact.scope)
    if fact.real_path and fact.real_path != fact.path:
        yield Touch(Thing("file", fact.real_path, scope), Level.HIGH, Subject("file", fact.path))
    has_content = fact.sha256 and (fact.size or 0) >= _LEAST_BYTES
    if has_content and not host.hubs.is_content(fact.sha256):
        yield Touch(Thing("hash", fact.sha256), Level.LOW, Subject("file", fact.path))
    if fact.uid is not None:
        yield from _of_actor(host.accounts.get(fact.uid, str(fact.uid)), scope)


def _of_file_fact(fact: FileFact, host: Host) -> Iterator[Touch]:
    yield from _of_path(fact.path, str(fact.scope), host)


def _of_actor(account: str, scope: str) -> Iterator[Touch]:
    """Who acted: weak, for much is done as one account; a service's account does everything."""
    if not is_common_account(account) and account not in SERVICE_ACCOUNTS:
        yield Touch(Thing("account", account, scope), Level.LOW, Subject("account", account))


def _of_process(process: Process, host: Host) -> Iterator[Touch]:
    scope = str(process.scope)
    yield _process_touch(process, Level.HIGH)
    yield from sites.of_working_folders((process, *host.ancestors(process)))
    for above in host.ancestors(process):
        yield _process_touch(above, Level.MEDIUM)
    if process.exe and not process.exe_is_memory:
        yield from _of_program(process.exe, scope, host)
    if script := script_of(process) if is_interpreter(process) or is_shell(process) else "":
        yield from _of_path(script, scope, host)
    if process.cwd:
        yield from _of_folder(f"{process.cwd}/x", scope)
    yield from _of_session(process, host)
    yield from _of_actor(process.account, scope)
    for socket in host.sockets.get(process.pid, ()):
        yield from _of_socket(socket, host)


def _one_family(finding: Finding, host: Host) -> tuple[Process, ...]:
    """The processes of a finding, unless it counts unrelated runs of one packaged program.

    Such a finding (two scripts of one python) is two stories; to join both would be wrong.
    """
    found = [host.processes[pid] for pid in pids_of(finding) if pid in host.processes]
    if all(process.exe_state in UNVOUCHED for process in found):
        return tuple(found)
    related = {process.pid for process in found[:1]} | {process.session for process in found[:1]}
    for process in found[1:]:
        above = {each.pid for each in host.ancestors(process)} | {process.session, process.ppid}
        if not above & related:
            return ()
        related.add(process.pid)
    return tuple(found)


def _process_touch(process: Process, confidence: Level) -> Touch:
    started = process.started.isoformat() if process.started else ""
    subject = Subject("process", process.exe or process.name, (("pid", process.pid),))
    return Touch(Thing("process", f"{process.pid} {started}"), confidence, subject)


def _of_session(process: Process, host: Host) -> Iterator[Touch]:
    """The unit a process runs in, where it is no packaged one; else the session it began with."""
    unit, session = process.unit, process.session
    if unit.startswith("session-") and unit.endswith(".scope"):
        yield Touch(Thing("session", unit), Level.MEDIUM, Subject("unit", unit))
    elif unit.endswith(".service") and _is_own_unit(unit, host):
        yield Touch(Thing("unit", unit), Level.MEDIUM, Subject("unit", unit))
    leader = host.processes.get(session)
    is_common = session <= 1 or host.hubs.is_examiner(session)
    if not is_common and not (leader and host.hubs.is_process(leader)):
        said = f"session {session}"
        yield Touch(Thing("session", said), Level.MEDIUM, Subject("process", said))


def _is_own_unit(unit: str, host: Host) -> bool:
    """Whether a unit is no package's, no person's manager, and none that starts what others ask."""
    is_known = unit in host.packaged_units or host.hubs.is_unit(unit)
    return not is_known and not unit.startswith("user@")


def _of_socket(socket: Socket, host: Host) -> Iterator[Touch]:
    if socket.remote_address:
        yield from _of_remote("address", socket.remote_address, host)
    if socket.local_port and not socket.remote_address:
        said = f"{socket.protocol} {socket.local_address}:{socket.local_port}"
        yield Touch(Thing("socket", said), Level.HIGH, Subject("socket", said))


def _of_startup(startup: Startup, host: Host) -> Iterator[Touch]:
    scope = str(startup.scope)
    place = str(startup.place or startup.source.path)
    if startup.source.line is not None:
        shown = f"{place}:{startup.source.line}"
        yield Touch(Thing("job", shown, scope), Level.HIGH, Subject("cron_job", shown))
    yield from _of_path(place, scope, host)
    for program in startup.programs:
        yield from _of_program(program, scope, host)
    for assignment in startup.environment:
        name, _, value = assignment.partition("=")
        if name in ("LD_PRELOAD", "LD_AUDIT"):
            yield from _of_paths(value, scope, host)
    yield from _of_actor(startup.account, scope)


def _of_script_line(line: ScriptLine, host: Host) -> Iterator[Touch]:
    scope = str(line.scope)
    yield from _of_path(line.path, scope, host)
    if line.started_by:
        yield from _of_path(line.started_by, scope, host)
    yield from _of_actor(line.account, scope)


def _of_key(key: AuthorizedKey, host: Host) -> Iterator[Touch]:
    if key.fingerprint:
        subject = Subject("key", key.fingerprint)
        yield Touch(Thing("key", key.fingerprint), Level.HIGH, subject)
    if not is_common_account(key.owner):
        subject = Subject("account", key.owner)
        yield Touch(Thing("account", key.owner, str(HOST)), Level.MEDIUM, subject)
    yield from _of_path(key.source.path, str(HOST), host)


def _of_loader_entry(entry: LoaderEntry, host: Host) -> Iterator[Touch]:
    yield from _of_paths(entry.value, str(HOST), host)
    yield from _of_path(entry.source.path, str(HOST), host)


def _of_variable(variable: EnvironVariable, host: Host) -> Iterator[Touch]:
    yield from _of_paths(variable.value, str(variable.scope), host)


def _of_paths(text: str, scope: str, host: Host) -> Iterator[Touch]:
    """Each path of a list of them, as the loader and PATH take them."""
    for part in text.strip("\"'").replace(":", " ").split():
        yield from _of_path(part, scope, host)


_OF_RECORD: Mapping[type[object], Callable[[Any, Host], Iterator[Touch]]] = {
    AuthorizedKey: _of_key,
    EnvironVariable: _of_variable,
    FileFact: _of_file_fact,
    LoaderEntry: _of_loader_entry,
    Process: _of_process,
    ScriptLine: _of_script_line,
    Socket: _of_socket,
    Startup: _of_startup,
}
