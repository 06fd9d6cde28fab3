"""Jobs and services whose program is gone."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.startup_claims import CRON, SYSTEMD, claim_about, runs_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A job or service names a program that is gone", zh="任务或服务指向的程序已不存在"
    ),
    summary=Text(
        en="{where} starts {program}, which is not there.",
        zh="{where} 启动的 {program} 不存在。",
    ),
    benign=Text(
        en="Usually a leftover of software that was removed. Whoever can create the file decides "
        "what runs.",
        zh="多为软件卸载后的残留；能创建该文件者即可控制执行内容。",
    ),
)


def _job(command: str, program: str, state: str = "missing", place: str = "unowned") -> Startup:
    return Startup(
        mechanism=Mechanism.CRON,
        technique="T1053.003",
        account="root",
        command=command,
        programs=(HostPath(program),),
        program_states=(state,),
        place=HostPath("/etc/cron.d/job"),
        place_state=place,
        is_privileged=True,
    )


@check(
    "linux.startup.program-missing",
    level=Level.INFO,
    confidence=Level.HIGH,
    category="startup_missing",
    attack=("T1574",),
    incident_types=(),
    texts=TEXTS,
    next=("ask-owner", "disable-persistence"),
    by_hand="ls -l {program}; cat {place}",
    examples=(
        fires(_job("/opt/x", "/opt/x")),
        quiet(_job("/opt/x", "/opt/x", "unowned")),
        quiet(_job("/opt/x", "/opt/x", place="packaged")),
        quiet(_job("test -x /opt/x && /opt/x", "/opt/x")),
        quiet(_job("[ -f /opt/x ] && . /opt/x", "/opt/x")),
    ),
)
def program_missing(startups: Iterable[Startup], files: Files) -> Iterator[Claim]:
    """A job nobody misses is no job of anyone's: worth knowing, when a file was cleared away.

    Lines that first test whether the program is there, and packaged ones, are ordinary.
    """
    for run in runs_of(startups, files):
        startup = run.startup
        if run.state is not Provenance.MISSING or startup.mechanism not in CRON | SYSTEMD:
            continue
        if startup.place_state == Provenance.PACKAGED or startup.command.startswith("-"):
            continue
        if not _is_tested(startup.command, run.program):
            yield claim_about(run)


def _is_tested(command: str, program: str) -> bool:
    last = re.escape(name(program))
    return bool(re.search(rf"(?:\[|test|command|which)\s[^;&|]*{last}", command[:4_096]))
