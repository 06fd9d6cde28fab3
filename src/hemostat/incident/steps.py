"""A group's findings in order of time, each thing once. Pure.

Steps without a time stand last, in the order of a break-in: what was left, what starts, what runs.
"""

from collections.abc import Iterator

from hemostat.detect.process_programs import SERVICES
from hemostat.incident.group import Group
from hemostat.incident.ways_back import ways_back
from hemostat.model.finding import Finding, Subject
from hemostat.model.path import name
from hemostat.model.records import FileFact, Process, Provenance
from hemostat.model.story import Phrase, Step
from hemostat.model.text import Text

MOST_FILES = 8
EARLY = 1.0
"""Linux says in whole seconds when it booted: a process's start reads up to so many too early."""

_FOUND = Text("{title}: {subject}", "{title}：{subject}")
_PUT = Text("{path} was put there", "写入 {path}")
_LOGGED_IN = Text("{account} logged in from {address}", "{account} 从 {address} 登录")
_STARTED = Text("{path} was started as {account}", "以 {account} 启动 {path}")
_ALTERED = Text("{path} was last altered", "{path} 最后一次改动")
_WAY_BACK = Text(
    "{path}, a way in or to root for {account}, was altered",
    "{path} 被改动，可供账号 {account} 登录或提权",
)
_KINDS = ("account", "group", "key", "file", "library", "module", "cron_job", "unit")
"""The order of things without a time; processes and sockets come last."""
_OWN = (Provenance.UNOWNED, Provenance.CHANGED)


def steps_of(group: Group) -> tuple[Step, ...]:
    """What happened, in order."""
    told = [*_of_findings(group), *_of_files(group), *_of_starts(group), *_of_logins(group)]
    told += _of_ways_back(group)
    return tuple(step for _, step in sorted(told, key=lambda pair: pair[0]))


_Key = tuple[bool, float, int, int]


def _of_findings(group: Group) -> Iterator[tuple[_Key, Step]]:
    """One step for the findings about one thing at one time, told by the worst of them."""
    folded: dict[tuple[str, object], list[Finding]] = {}
    for finding in group.findings:
        subject = _main(finding)
        moment = group.moments[finding.id]
        folded.setdefault((moment.origin or subject.value, moment.time), []).append(finding)
    for findings in folded.values():
        worst, subject = findings[0], _main(findings[0])
        moment = group.moments[worst.id]
        values = (("title", worst.rule.texts.title), ("subject", subject.value))
        step = Step(
            time=moment.time,
            precision=moment.precision,
            text=Phrase(_FOUND, values),
            finding=worst.id,
            also=tuple(each.id for each in findings[1:]),
        )
        yield _key(step, subject, -worst.level), step


def _of_files(group: Group) -> Iterator[tuple[_Key, Step]]:
    """When the files came to their place that the findings name, where no step says so yet."""
    told = {group.moments[finding.id].origin for finding in group.findings}
    for fact in _own_files(group)[:MOST_FILES]:
        moment = group.times.of_file(fact.path)
        if moment.time is None or fact.path in told:
            continue
        template = _ALTERED if fact.state is Provenance.CHANGED else _PUT
        step = Step(
            time=moment.time,
            precision=moment.precision,
            text=Phrase(template, (("path", str(fact.path)),)),
            record=("file_fact", str(fact.path)),
        )
        yield _key(step, Subject("file", fact.path), 0), step


def _of_starts(group: Group) -> Iterator[tuple[_Key, Step]]:
    """When the story's own files were started, where no finding is about that process."""
    told = {process.pid for process in group.processes()}
    own = {str(fact.path) for fact in _own_files(group)}
    first: dict[str, Process] = {}
    for process in group.host.processes.values():
        if process.started and process.exe in own and process.pid not in told:
            earlier = first.get(process.exe)
            if earlier is None or (earlier.started or process.started) > process.started:
                first[process.exe] = process
    for path, process in list(first.items())[:MOST_FILES]:
        values = (("path", path), ("account", process.account or str(process.euid)))
        step = Step(
            time=process.started,
            precision="started",
            text=Phrase(_STARTED, values),
            record=("process", f"/proc/{process.pid}"),
        )
        yield _key(step, Subject("process", path), 0), step


def _of_logins(group: Group) -> Iterator[tuple[_Key, Step]]:
    """Who logged in before it began, or with its key or from its address."""
    for login in group.leading_logins():
        values = (("account", login.account), ("address", login.address))
        source = login.source
        step = Step(
            time=login.started,
            precision="event",
            text=Phrase(_LOGGED_IN, values),
            record=("login", ":".join(str(part) for part in (source.path, source.line) if part)),
        )
        yield _key(step, Subject("account", login.account), 0), step


def _of_ways_back(group: Group) -> Iterator[tuple[_Key, Step]]:
    """Keys and sudo grants of its accounts that were written after it began."""
    for table, path, account, moment in ways_back(group):
        values = (("path", path), ("account", account))
        step = Step(
            time=moment.time,
            precision=moment.precision,
            text=Phrase(_WAY_BACK, values),
            record=(table, path),
        )
        yield _key(step, Subject("account", account), 0), step


def _own_files(group: Group) -> list[FileFact]:
    paths = [
        subject.value
        for subject in group.subjects()
        if subject.kind in ("file", "library", "process", "cron_job")
    ]
    facts = (group.host.fact(path, "host") for path in dict.fromkeys(paths))
    own = [fact for fact in facts if fact and fact.state in _OWN and fact.kind == "file"]
    # A service that was exploited is the way in, and its program no step of the intruder's.
    return [fact for fact in own if not SERVICES.fullmatch(name(fact.path))]


def _main(finding: Finding) -> Subject:
    return finding.subjects[0] if finding.subjects else Subject("host", finding.host.name)


def _key(step: Step, subject: Subject, level: int) -> _Key:
    order = _KINDS.index(subject.kind) if subject.kind in _KINDS else len(_KINDS)
    if step.time is None:
        return (True, 0.0, order, level)
    early = EARLY if step.precision == "started" else 0.0
    return (False, step.time.timestamp() + early, order, level)
