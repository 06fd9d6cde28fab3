"""Made-up findings with the records behind them, for the tests of threads."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hemostat.detect.judge import findings_of
from hemostat.detect.subjects import subjects_of
from hemostat.examine.knowledge import shipped_knowledge
from hemostat.incident.backing import Backing
from hemostat.incident.chronology import Chronology
from hemostat.incident.correlate import groups_of
from hemostat.incident.group import Group
from hemostat.incident.hubs import Hubs
from hemostat.incident.threads import Known, threads_of
from hemostat.incident.touches import Host
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Finding, Observable, RuleInfo
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import CronJob, FileFact, Mechanism, Process, Provenance, Startup
from hemostat.model.story import Thread
from report.made import HOST, rule

KNOWLEDGE = shipped_knowledge()
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINER = "/var/tmp/.x/kworker"


def process(pid: int, exe: str, **more: object) -> Process:
    """A running process; a sound parent at pid 1, a session of its own."""
    values: dict[str, object] = {
        "source": Source(path=HostPath(f"/proc/{pid}")),
        "pid": pid,
        "ppid": 1,
        "name": exe.rpartition("/")[2][:15],
        "exe": HostPath(exe),
        "argv": (exe,),
        "command": exe,
        "account": "root",
        "session": pid,
        "started": NOON + timedelta(seconds=pid),
        "exe_state": "unowned",
    }
    return Process(**(values | more))  # type: ignore[arg-type]


def startup(place: str, *programs: str, line: int | None = 1, **more: object) -> Startup:
    """A cron job of root's that starts some programs."""
    values: dict[str, object] = {
        "source": Source("sha256:" + "1" * 64, HostPath(place), line, None, "job"),
        "mechanism": Mechanism.CRON,
        "technique": "T1053.003",
        "account": "root",
        "command": " ".join(programs),
        "programs": tuple(map(HostPath, programs)),
        "program_states": ("unowned",) * len(programs),
        "place": HostPath(place),
        "place_state": "unowned",
    }
    return Startup(**(values | more))  # type: ignore[arg-type]


def fact(path: str, minutes: float | None = None, **more: object) -> FileFact:
    """A file nobody owns; its ctime so many minutes after noon."""
    changed = None if minutes is None else NOON + timedelta(minutes=minutes)
    values: dict[str, object] = {
        "source": Source(path=HostPath(path)),
        "path": HostPath(path),
        "real_path": HostPath(path),
        "mode": 0o755,
        "uid": 0,
        "size": 4096,
        "changed": changed,
        "modified": changed,
        "state": Provenance.UNOWNED,
    }
    return FileFact(**(values | more))  # type: ignore[arg-type]


_Claimed = tuple[RuleInfo, Claim]


def about(
    record: object,
    name: str = "linux.test.a",
    level: Level = Level.HIGH,
    *,
    addresses: Iterable[str] = (),
    **more: object,
) -> _Claimed:
    """A claim about one record, with the subjects a rule would give."""
    observables = tuple(Observable("ipv4-addr", each) for each in addresses)
    claim = Claim(subjects=subjects_of(record), because=(record,), observables=observables)
    return rule(name, level, **more), claim


def found(*claims: _Claimed) -> tuple[Finding, ...]:
    """The claims as findings, ranked."""
    return findings_of(claims, HOST)


def told(*claims: _Claimed, records: Iterable[object] = (), **known: object) -> tuple[Thread, ...]:
    """The threads of the claims, told from the records they rest on and some more."""
    behind = [each for _, claim in claims for each in claim.because]
    every = RecordSet(dict.fromkeys([*behind, *records]))
    facts = Known(records=every, knowledge=KNOWLEDGE, **known)  # type: ignore[arg-type]
    return threads_of(found(*claims), facts)


def touching(*claims: _Claimed, records: Iterable[object] = ()) -> list[int]:
    """How many findings each group holds by what they touch alone, the worst first."""
    behind = [each for _, claim in claims for each in claim.because]
    every = RecordSet(dict.fromkeys([*behind, *records]))
    findings = found(*claims)
    backing, times = Backing((every,), findings), Chronology(every, {})
    moments = {each.id: times.of(each, backing) for each in findings}
    groups = groups_of(findings, backing, Host(every, Hubs(every)), moments)
    return [len(members) for members, _ in groups]


def group(*claims: _Claimed, records: Iterable[object] = ()) -> Group:
    """The one group that the claims make; all of them are joined, or it is an error."""
    behind = [each for _, claim in claims for each in claim.because]
    every = RecordSet(dict.fromkeys([*behind, *records]))
    findings = found(*claims)
    host, backing = Host(every, Hubs(every)), Backing((every,), findings)
    times = Chronology(every, {})
    moments = {each.id: times.of(each, backing) for each in findings}
    ((members, links),) = groups_of(findings, backing, host, moments)
    return Group(members, links, moments, backing, host, times, bool(every.of(Process)))


def job(path: str = "/etc/cron.d/x") -> CronJob:
    """A job as the parser gives it."""
    return CronJob(source=Source(path=HostPath(path), line=1), when="@reboot", user="root")
