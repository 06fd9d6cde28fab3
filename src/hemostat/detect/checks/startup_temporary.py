# ruff: noqa: S108 — paths on the examined host, not ours.
"""Programs that start by themselves from where anyone may write, or nothing lasts."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import is_data_place, is_passing, is_upload, is_writable_for_all
from hemostat.detect.startup_claims import LINES, Run, claim_about, runs_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program starts by itself from a temporary or data folder",
        zh="自启动程序位于临时目录或数据目录",
    ),
    summary=Text(
        en="{where} starts {program} as {account} ({trigger}). Installed software does not lie "
        "there.",
        zh="{where} 以 {account} 身份启动 {program}（触发：{trigger}），"
        "正常安装的软件不会放在该目录。",
    ),
    benign=Text(
        en="Someone testing, or an installer that was interrupted, leaves such a job behind: ask "
        "who made it, and look at the file's content and times.",
        zh="可能是测试或中断的安装遗留；请向相关人员确认，并查看文件内容与时间。",
    ),
)


def _job(program: str, state: str, mechanism: Mechanism = Mechanism.CRON) -> Startup:
    return Startup(
        mechanism=mechanism,
        technique=mechanism.technique,
        account="root",
        command=program,
        programs=(HostPath(program),),
        program_states=(state,),
        place=HostPath("/etc/cron.d/job"),
        place_state="unowned",
        is_privileged=True,
    )


@check(
    "linux.startup.program-in-temporary-place",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="startup_temporary_program",
    attack=("T1036",),
    incident_types=("backdoor", "trojan", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "disable-persistence", "quarantine-file"),
    by_hand="stat {program} {place}; cat {place}",
    examples=(
        fires(_job("/tmp/.x/run", "unowned")),
        fires(_job("/dev/shm/a", "unowned", Mechanism.SYSTEMD_SERVICE)),
        fires(_job("/var/www/site/uploads/a.sh", "unowned")),
        fires(_job("/usr/share/man/man8/x", "unowned")),
        fires(
            _job("/usr/local/bin/job", "unowned"),
            FileFact(path=HostPath("/usr/local/bin/job"), real_path=HostPath("/dev/shm/x")),
        ),
        quiet(_job("/opt/app/run", "unowned")),
        quiet(_job("/dev/stdin", "unowned")),
        quiet(_job("/tmp/agent/run", "product")),
        quiet(_job("/run/systemd/generator/x", "unowned")),
        quiet(_job("/var/spool/slurmd/job1/slurm_script", "unowned")),
        quiet(_job("/usr/share/doc/x/run", "packaged")),
    ),
)
def program_in_temporary_place(startups: Iterable[Startup], files: Files) -> Iterator[Claim]:
    """An unpackaged program in such a place starts by itself.

    There it needs no rights to be put, is out of sight, and nobody keeps it in order. High where
    anyone may write; medium for a folder of data, and for a program that is gone.
    """
    for run in runs_of(startups, files):
        level = None if run.is_vouched else _level(run)
        if level is not None:
            yield claim_about(run, level)


def _level(run: Run) -> Level | None:
    if any(is_writable_for_all(path) or is_upload(path) for path in run.paths):
        if run.state is Provenance.MISSING:
            return Level.LOW if run.startup.mechanism in LINES else Level.MEDIUM
        return Level.HIGH
    if run.state is Provenance.MISSING:
        return None
    is_odd = any(is_passing(path) or is_data_place(path) for path in run.paths)
    return Level.MEDIUM if is_odd else None
