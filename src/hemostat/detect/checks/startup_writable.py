"""Programs that root starts and that others may change."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.startup_claims import PROFILES, Run, claim_about, runs_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="Root starts a program that others may change", zh="root 启动的程序可被其他账号修改"
    ),
    summary=Text(
        en="{where} starts {program} as root, and others than root may change that file.",
        zh="{where} 以 root 身份启动 {program}，而该文件可被 root 以外的账号修改。",
    ),
    benign=Text(
        en="Careless rights, set by hand or by an unpacked archive. It is a way to root all the "
        "same: give the file to root and take the others' right to write.",
        zh="多为手工设置或解压归档遗留的权限问题，但仍可被用于提权："
        "应将属主改为 root 并去除他人写权限。",
    ),
)

_PATH = HostPath("/opt/job.sh")
_JOB = Startup(
    mechanism=Mechanism.CRON,
    technique="T1053.003",
    account="root",
    command=_PATH,
    programs=(_PATH,),
    program_states=("unowned",),
    place=HostPath("/etc/cron.d/job"),
    is_privileged=True,
)


@check(
    "linux.startup.writable-by-others",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="startup_writable",
    attack=("T1574.005",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("ask-owner", "harden"),
    by_hand="ls -l {program}",
    examples=(
        fires(_JOB, FileFact(path=_PATH, mode=0o777, uid=0, gid=0)),
        fires(_JOB, FileFact(path=_PATH, mode=0o755, uid=1000, gid=1000)),
        fires(_JOB, FileFact(path=_PATH, mode=0o775, uid=0, gid=1000)),
        quiet(_JOB, FileFact(path=_PATH, mode=0o755, uid=0, gid=0)),
        quiet(_JOB, FileFact(path=_PATH, mode=0o775, uid=0, gid=0)),
        quiet(_JOB, FileFact(path=_PATH, kind="device", mode=0o666, uid=0, gid=0)),
        quiet(_JOB, FileFact(path=_PATH)),
    ),
)
def writable_by_others(startups: Iterable[Startup], files: Files) -> Iterator[Claim]:
    """Whoever may write the file becomes root at the next start.

    Medium where anyone may write it; low for one account or group.
    """
    for run in runs_of(startups, files):
        startup = run.startup
        if not startup.is_privileged or startup.mechanism in PROFILES:
            continue
        level = _level(run)
        if level is not None:
            yield claim_about(run, level)


def _level(run: Run) -> Level | None:
    fact = run.fact
    if fact is None or fact.kind != "file" or fact.mode is None:
        return None
    if fact.mode & 0o002:
        return Level.MEDIUM
    if run.state is Provenance.PACKAGED:
        return None  # a package that gives a program to its own account meant it
    is_of_group = bool(fact.mode & 0o020) and fact.gid not in (0, None)
    return Level.LOW if is_of_group or fact.uid not in (0, None) else None
