"""When a deed was done, as far as a time may join two findings. Pure.

Stricter than the order of the steps: the ctime of a file first; where that is of the last minutes
before the examination (responders and their copies), or of the hour in which most packaged files
came to their place (the installation, a copy), its mtime, which anyone can set; else nothing. A
process is dated by its own file, and by its start only where that is gone: services start by
themselves.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemostat.detect.provenance import UNVOUCHED
from hemostat.incident.backing import pids_of
from hemostat.incident.chronology import Chronology, Moment, hour_of, mass_hours
from hemostat.incident.hubs import is_list
from hemostat.incident.touches import Host
from hemostat.model.finding import Finding
from hemostat.model.path import parent
from hemostat.model.records import FileFact, Process, Provenance
from hemostat.model.story import Precision

RESPONDERS = timedelta(minutes=10)
"""What changed so shortly before the examination may be the examiners' own doing."""
MOST_FOLDERS = 10
"""More folders than that written to in one window are a deployment, a restore or an upgrade."""
_OWN = (Provenance.UNOWNED, Provenance.CHANGED)


@dataclass(frozen=True, slots=True)
class Date:
    """When a deed was done.

    Attributes:
        time: UTC. precision: which clock says so. origin: the path or process it was read off.
        is_shared: it is that of a list of many hands, and says only when the last one wrote.
    """

    time: datetime
    precision: Precision
    origin: str
    is_shared: bool = False


class Dating:
    """Dates findings of one host.

    Args:
        times: of its files. host: its processes and files. moments: of the findings, by id.
        taken: when it was examined or collected; None where nobody knows.
    """

    def __init__(
        self,
        times: Chronology,
        host: Host,
        moments: Mapping[str, Moment],
        taken: datetime | None,
    ) -> None:
        self._times, self._host, self._moments = times, host, moments
        self._latest = taken - RESPONDERS if taken else None
        packaged = [fact for fact in host.facts.values() if fact.state is Provenance.PACKAGED]
        self._mass: dict[Precision, frozenset[int]] = {
            "changed": mass_hours((fact.changed for fact in packaged), 1),
            "modified": mass_hours((fact.modified for fact in packaged), 1),
        }
        self._writes = sorted(self._others(host.facts.values()))

    def of(self, finding: Finding) -> Date | None:
        """When what a finding speaks of was done; None where no clock may say so."""
        moment = self._moments[finding.id]
        if moment.precision == "started":
            return self._of_processes(finding)
        if moment.precision in ("changed", "modified"):
            return self.of_file(moment.origin)
        return self._kept(moment.time, moment.precision, moment.origin)

    def of_file(self, path: str) -> Date | None:
        """When a file was put in its place or written."""
        found = self._times.inode(path)
        if found is None or found.kind in ("folder", "missing"):
            return None
        return self._kept(found.changed, "changed", path) or self._kept(
            found.modified, "modified", path
        )

    def is_quiet(self, time: datetime, window: timedelta, but: frozenset[str]) -> bool:
        """Whether little else was written around a time: to a few folders at most.

        Args:
            time: the middle.
            window: to either side.
            but: paths that do not count, for they are what is asked about.
        """
        first = bisect_left(self._writes, (time - window, ""))
        last = bisect_right(self._writes, (time + window, "\U0010ffff"))
        folders = {parent(path) for _, path in self._writes[first:last] if path not in but}
        return len(folders) <= MOST_FOLDERS

    def _of_processes(self, finding: Finding) -> Date | None:
        found = [self._host.processes.get(pid) for pid in pids_of(finding)]
        dates = (self._of_process(process) for process in found if process)
        return min((date for date in dates if date), key=lambda date: date.time, default=None)

    def _of_process(self, process: Process) -> Date | None:
        if process.exe_state not in UNVOUCHED:
            return None
        if process.exe_is_deleted or process.exe_is_memory:
            return self._kept(process.started, "started", f"pid {process.pid}")
        return self.of_file(str(process.exe or ""))

    def _kept(self, time: datetime | None, precision: Precision, origin: str) -> Date | None:
        """A date, unless it is of the last minutes before the examination, or everybody's."""
        if time is None or (self._latest is not None and time > self._latest):
            return None
        if hour_of(time) in self._mass.get(precision, ()):
            return None
        return Date(time, precision, origin, is_list(origin))

    def _others(self, facts: Iterable[FileFact]) -> Iterable[tuple[datetime, str]]:
        for fact in facts:
            if fact.state in _OWN and fact.kind == "file" and (date := self.of_file(fact.path)):
                yield date.time, str(fact.path)
