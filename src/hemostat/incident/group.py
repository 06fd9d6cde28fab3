"""Findings that belong together, with what is known of them, before their story is told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from hemostat.incident.backing import Backing, pids_of
from hemostat.incident.chronology import Chronology, Moment
from hemostat.incident.logins import Login, leading_to
from hemostat.incident.touches import Host
from hemostat.model.finding import Finding, Subject
from hemostat.model.records import AuthorizedKey, Process, Startup
from hemostat.model.story import Link

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Group:
    """What every part of a story is told from.

    Attributes:
        findings: ranked, worst first. links: between them.
        ranked: all findings of the host that are told.
        moments: when each happened, by id.
        backing, host, times: where records, files and their times are looked up.
        was_running: whether processes were there to see.
        logins: those that worked, in order of time.
    """

    findings: tuple[Finding, ...]
    links: tuple[Link, ...]
    moments: Mapping[str, Moment]
    backing: Backing
    host: Host
    times: Chronology
    was_running: bool
    logins: tuple[Login, ...] = ()
    ranked: tuple[Finding, ...] = ()

    def leading_logins(self) -> tuple[Login, ...]:
        """The log-ins that tie up with the story."""
        return leading_to(
            self.logins,
            min((m.time for m in map(self._moment, self.findings) if m.time), default=None),
            accounts=frozenset(
                each
                for each in self._values("account") | self._running()
                if self.host.is_person(each)
            ),
            keys=frozenset(self._values("key")),
            addresses=self.addresses(),
        )

    def addresses(self) -> frozenset[str]:
        """The remote addresses of the story that are not everybody's."""
        seen = {
            each.value
            for finding in self.findings
            for each in finding.observables
            if each.type in ("ipv4-addr", "ipv6-addr")
        }
        named = seen | self._values("address")
        return frozenset(each for each in named if not self.host.hubs.is_address(each))

    def _values(self, kind: str) -> set[str]:
        return {subject.value for subject in self.subjects() if subject.kind == kind}

    def _running(self) -> set[str]:
        return {process.account for process in self.processes()}

    def _moment(self, finding: Finding) -> Moment:
        return self.moments[finding.id]

    def subjects(self) -> tuple[Subject, ...]:
        """What the findings are about, each kind and value once, the worst finding's first."""
        known: dict[tuple[str, str], Subject] = {}
        for finding in self.findings:
            for subject in finding.subjects:
                known.setdefault((subject.kind, subject.value), subject)
        return tuple(known.values())

    def processes(self) -> tuple[Process, ...]:
        """The processes the findings are about."""
        pids = dict.fromkeys(pid for finding in self.findings for pid in pids_of(finding))
        found = (self.host.processes.get(pid) for pid in pids)
        return tuple(process for process in found if process is not None)

    def startups(self) -> tuple[Startup, ...]:
        """The start-up entries behind the findings."""
        return tuple(dict.fromkeys(self._behind(Startup)))

    def keys(self) -> tuple[AuthorizedKey, ...]:
        """The SSH keys behind the findings."""
        return tuple(dict.fromkeys(self._behind(AuthorizedKey)))

    def _behind(self, kind: type[R]) -> list[R]:
        return [
            record
            for finding in self.findings
            for record in self.backing.of(finding)
            if isinstance(record, kind)
        ]
