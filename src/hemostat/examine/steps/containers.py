"""Containers: what they are, what changed in them, and where the files come from that run there."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hemostat.collect.artifact import Artifact
from hemostat.collect.container_roots import ContainerRoot, container_root
from hemostat.collect.engine_sockets import engine_sockets
from hemostat.collect.gather import Gathered, Gatherer
from hemostat.collect.layer_changes import layer_changes
from hemostat.detect.container_parts import scopes_of, whole_containers, with_images
from hemostat.detect.container_startups import startups_of_containers, within
from hemostat.detect.startups import draft_startups
from hemostat.examine.container_files import (
    Databases,
    container_facts,
    preloaded,
    wanted_of,
)
from hemostat.examine.steps.baseline import take_facts
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.host import Scope
from hemostat.model.path import HostPath, encode
from hemostat.model.records import (
    Container,
    EnvironVariable,
    FileFact,
    LayerChange,
    MappedFile,
    Mechanism,
    Mount,
    OpenFile,
    Process,
)
from hemostat.parse.host.catalogue import parsers
from hemostat.run.watchdog import Raised, TimedOut, each

ARTIFACT = "linux.container.files"
LAYERS = "linux.container.layers"
MOST_CONTAINERS = 64
EACH_SECONDS = 3.0
_CHANGES_SECONDS = 0.5


@dataclass(slots=True)
class _Answer:
    """What came of one container."""

    facts: tuple[FileFact, ...] = ()
    changes: tuple[LayerChange, ...] = ()
    startups: tuple[object, ...] = ()
    reason: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class _Task:
    """One container to look at."""

    scope: Scope
    container: Container | None
    processes: tuple[Process, ...] = ()
    mapped: tuple[MappedFile, ...] = field(default=())


def look_into_containers(work: Work) -> None:
    """Name the containers, then look at their files: of those that run first, newest first."""
    name_containers(work)
    work.records.add(engine_sockets(work.tree))
    tasks = sorted(_tasks(work), key=_age)
    if not tasks:
        return
    until, databases = time.monotonic() + work.share("containers"), Databases({})
    facts: list[FileFact] = []
    try:
        done = _looked_at(work, tasks[:MOST_CONTAINERS], databases, until)
        for task, answer in done:
            facts += answer.facts
            work.records.add((*answer.changes, *answer.startups))
            _note(work, task, answer)
    finally:
        take_facts(work, (*work.records.of(FileFact), *facts))
    for task in tasks[MOST_CONTAINERS:]:
        reason = f"more than {MOST_CONTAINERS} containers: this one was not looked into"
        work.note(ARTIFACT, str(task.scope), Outcome.TOO_LARGE, reason)


def name_containers(work: Work) -> None:
    """One record a container, and the image in the scope of everything that runs in it."""
    containers = whole_containers(work.records.of(Container))
    work.records.replace(Container, containers)
    scopes = scopes_of(containers)
    records = work.records
    records.replace(Process, with_images(records.of(Process), scopes))
    records.replace(MappedFile, with_images(records.of(MappedFile), scopes))
    records.replace(EnvironVariable, with_images(records.of(EnvironVariable), scopes))
    records.replace(OpenFile, with_images(records.of(OpenFile), scopes))
    work.records.add(startups_of_containers(containers))


def _tasks(work: Work) -> Iterator[_Task]:
    """The containers: those in which something runs, and those that only lie on disk."""
    known = {container.id: container for container in work.records.of(Container)}
    running: defaultdict[Scope, list[Process]] = defaultdict(list)
    mapped: defaultdict[Scope, list[MappedFile]] = defaultdict(list)
    for process in work.records.of(Process):
        if not process.scope.is_host:
            running[process.scope].append(process)
    for file in work.records.of(MappedFile):
        if not file.scope.is_host:
            mapped[file.scope].append(file)
    for scope, processes in running.items():
        if not scope.id and len({_mount_namespace(one) for one in processes}) > 1:
            reason = "several containers whose names nobody knows: they cannot be told apart"
            work.note(ARTIFACT, str(scope), Outcome.UNSUPPORTED, reason)
            continue
        yield _Task(scope, known.get(scope.id), tuple(processes), tuple(mapped[scope]))
    for scope in scopes_of(known.values()).values():
        if scope not in running and known[scope.id].engine != "static-pod":
            yield _Task(scope, known[scope.id])


def _age(task: _Task) -> tuple[bool, float]:
    """Running before stopped, then newest first: an intruder's are younger than the services."""
    started = [process.started for process in task.processes if process.started]
    made = task.container.created if task.container else None
    time_ = min(started, default=made)
    return not task.processes, -time_.timestamp() if time_ else 0.0


def _looked_at(
    work: Work, tasks: Sequence[_Task], databases: Databases, until: float
) -> Iterator[tuple[_Task, _Answer]]:
    artifacts = [
        artifact
        for artifact in work.artifacts
        if artifact.name.startswith("linux.cron.") or artifact.mechanism is Mechanism.RC_LOCAL
    ]

    def look(task: _Task) -> _Answer:
        if time.monotonic() > until:
            return _Answer(reason="not looked into: the time was over; use --deep")
        return _look(work, task, databases, artifacts, until)

    for task, answer in each(look, tasks, EACH_SECONDS):
        if isinstance(answer, _Answer):
            yield task, answer
        elif isinstance(answer, Raised) and isinstance(answer.error, KeyboardInterrupt):
            raise answer.error
        elif isinstance(answer, TimedOut):
            yield task, _Answer(reason=f"did not answer within {EACH_SECONDS:.0f} s")
        else:
            # One container's surprise must not cost the others.
            yield task, _Answer(reason=f"our reading of it failed: {answer.error!r}")


def _look(
    work: Work, task: _Task, databases: Databases, artifacts: Sequence[Artifact], until: float
) -> _Answer:
    """Everything about one container."""
    mounts = work.records.of(Mount)
    root = container_root(work.tree, task.scope.id, task.processes, task.container, mounts)
    if root.tree is None:
        return _Answer(reason=root.reason)
    answer = _Answer()
    if root.upper is not None:
        folder = root.layers.upper if root.layers else b""
        until = min(until, time.monotonic() + _CHANGES_SECONDS)
        found = layer_changes(root.upper, root.lower, task.scope, folder=folder, until=until)
        answer.changes, answer.left = found.records, found.left
        answer.startups = _started_later(root, answer.changes, artifacts, task.scope)
    wanted = wanted_of(task.processes, task.mapped, answer.changes)
    for path in preloaded(root):
        wanted.setdefault(HostPath(path), set()).add("preload")
    opened = databases.of(root, root.tree)
    answer.facts = container_facts(root, opened, wanted, task.scope)
    if root.pid and _has_ended(work, root.pid, task):
        # Its files vanished under our eyes: nothing said of them can be trusted.
        return _Answer(changes=answer.changes, reason="ended while it was looked at")
    return answer


def _started_later(
    root: ContainerRoot, changes: Sequence[LayerChange], artifacts: Sequence[Artifact], scope: Scope
) -> tuple[object, ...]:
    """What starts by itself from files that were put into the container after its start."""
    written = [str(change.path) for change in changes if change.kind != "deleted"]
    if root.upper is None or not any("cron" in path or "/rc" in path for path in written):
        return ()
    gathered = Gathered()
    Gatherer(root.upper, parsers(), {}, means="read").walk(artifacts, (), gathered)
    return tuple(within(draft_startups(gathered.records, lambda _: None), scope))


def _has_ended(work: Work, pid: int, task: _Task) -> bool:
    """Whether the process whose root was read is gone, or another has its number."""
    known = next((one for one in task.processes if one.pid == pid), None)
    link = work.tree.readlink(b"/proc/%d/ns/mnt" % pid)
    if not isinstance(link, bytes):
        return True
    return known is not None and encode(_mount_namespace(known)) not in (b"", link)


def _mount_namespace(process: Process) -> str:
    return next((each for each in process.namespaces if each.startswith("mnt:")), "")


def _note(work: Work, task: _Task, answer: _Answer) -> None:
    place = str(task.scope)
    if answer.reason:
        # Of one in which nothing runs, its engine's settings and records were read all the same.
        state = "" if task.processes else "nothing runs in it: "
        work.note(ARTIFACT, place, Outcome.NOT_COLLECTED, state + answer.reason)
    else:
        work.note(ARTIFACT, place, Outcome.READ, "")
    if answer.left:
        work.note(LAYERS, place, Outcome.TOO_LARGE, answer.left)
