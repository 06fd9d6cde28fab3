"""When a finding happened: the earliest time something on the host can vouch for. Pure.

A process's start and what a log wrote down come first; then the ctime of the file that a finding
is about, which no ordinary tool can set; then its mtime, which anyone can. A ctime that most of the
host's files share is that of the copy or the installation, and tells nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hemostat.incident.backing import Backing, pids_of
from hemostat.model.finding import Finding
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Process, ScriptLine, Startup
from hemostat.model.story import Precision

MASS_SHARE = 0.5
MASS_LEAST = 20
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class FileTimes:
    """What one path's inode says. `kind` as in `FileFact.kind`; `uid` the owner."""

    changed: datetime | None = None
    modified: datetime | None = None
    kind: str = "file"
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, what kind of time it is, and the thing it was read off (a path, a pid)."""

    time: datetime | None = None
    precision: Precision = "unknown"
    origin: str = ""


class Chronology:
    """Times of findings and files of one host.

    Args:
        records: of the examination.
        times: of paths no `FileFact` speaks of, such as /etc/passwd or a crontab.
    """

    def __init__(self, records: RecordSet, times: Mapping[str, FileTimes]) -> None:
        facts = {
            str(fact.path): FileTimes(fact.changed, fact.modified, fact.kind, fact.uid)
            for fact in records.of(FileFact)
            if fact.scope.is_host
        }
        self._times = {**times, **facts}
        self._started = {process.pid: process.started for process in records.of(Process)}
        packaged = [fact for fact in records.of(FileFact) if fact.state == "packaged"]
        self._mass = mass_hours((fact.changed for fact in packaged), MASS_LEAST)

    def of(self, finding: Finding, backing: Backing) -> Moment:
        """When what a finding speaks of came to be."""
        started = [
            (time, pid) for pid in pids_of(finding) if (time := self._started.get(pid)) is not None
        ]
        if started:
            time, pid = min(started)
            return Moment(time, "started", f"pid {pid}")
        if finding.first_seen and finding.first_seen not in self._changes(finding):
            return Moment(finding.first_seen, "seen", finding.id)
        for path in _paths(finding, backing):
            moment = self.of_file(path)
            if moment.time:
                return moment
        if finding.first_seen:
            return Moment(finding.first_seen, "seen", finding.id)
        return Moment()

    def of_file(self, path: str) -> Moment:
        """When a file was last put in its place: ctime, else mtime."""
        found = self._times.get(path)
        if found is None or found.kind in ("folder", "missing"):
            return Moment()
        if found.changed and hour_of(found.changed) not in self._mass:
            return Moment(found.changed, "changed", path)
        return Moment(found.modified, "modified" if found.modified else "unknown", path)

    def inode(self, path: str) -> FileTimes | None:
        """What is known of one path's times."""
        return self._times.get(path)

    def _changes(self, finding: Finding) -> Iterable[datetime]:
        """The ctimes a check may have given as first seen: they are looked at with the others."""
        for subject in finding.subjects:
            found = self._times.get(subject.value)
            if found and found.changed:
                yield found.changed


def _paths(finding: Finding, backing: Backing) -> Iterable[str]:
    """The files a finding's time may be read off, the one it is about first.

    What declares a start-up entry comes before the program it starts: the entry is the finding.
    """
    for record in backing.of(finding):
        if isinstance(record, Startup):
            yield str(record.place or record.source.path)
        elif isinstance(record, ScriptLine | FileFact):
            yield str(record.path)
    for subject in finding.subjects:
        if subject.kind in ("cron_job", "file", "library"):
            yield subject.value
        elif subject.kind == "unit":
            yield str(dict(subject.details).get("path", ""))
    for reference in finding.evidence:
        yield str(reference.source.path)


def hour_of(time: datetime) -> int:
    """Which hour since 1970."""
    return int(time.timestamp()) // _HOUR


def mass_hours(times: Iterable[datetime | None], least: int) -> frozenset[int]:
    """Hours that hold half of all times, where there are enough to say so."""
    hours = Counter(hour_of(time) for time in times if time)
    total = sum(hours.values())
    if total < least:
        return frozenset()
    return frozenset(hour for hour, count in hours.items() if count >= MASS_SHARE * total)
