"""Packaged units, jobs and init scripts whose content is no longer the package's."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.provenance import VOUCHED
from hemostat.detect.startup_claims import (
    CRON,
    PROFILES,
    SYSTEMD,
    claim_about,
    claim_about_startup,
    runs_of,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A packaged unit, job or start script was changed",
        zh="软件包自带的单元、任务或启动脚本被修改",
    ),
    summary=Text(
        en="{where} belongs to a package, but its content is not what was delivered. It starts: "
        "{command}",
        zh="{where} 属于软件包，但内容与发布时不一致。其启动命令：{command}",
    ),
    benign=Text(
        en="Someone edited the packaged file instead of adding a drop-in; an update will undo it. "
        "Compare it with the package's own copy.",
        zh="可能是直接修改了软件包文件（未使用 drop-in），升级会被覆盖；请与软件包原文件比对。",
    ),
)

_FILES = CRON | SYSTEMD | {
    Mechanism.INIT_SCRIPT,
    Mechanism.RC_LOCAL,
    Mechanism.SYSTEMD_GENERATOR,
    Mechanism.UDEV,
    Mechanism.MOTD,
    Mechanism.PACKAGE_HOOK,
    Mechanism.NETWORK_SCRIPT,
    Mechanism.XDG_AUTOSTART,
    Mechanism.DBUS_SERVICE,
}  # fmt: skip
_CODE = re.compile(
    r"(?:^|[\s/@:+!|-])(?:(?:ba|da|z|k|a)?sh|python[\d.]*|perl|php|ruby|node|lua)\s+-\w*[cer]\b"
)


def _unit(program: str, state: str, place_state: str, command: str = "") -> Startup:
    return Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        technique="T1543.002",
        name="x.service",
        account="root",
        command=command or program,
        programs=(HostPath(program),),
        program_states=(state,),
        place=HostPath("/usr/lib/systemd/system/x.service"),
        place_state=place_state,
        is_privileged=True,
    )


def _generator(state: str) -> Startup:
    path = HostPath("/usr/lib/systemd/system-generators/x")
    return Startup(
        mechanism=Mechanism.SYSTEMD_GENERATOR,
        technique="T1543.002",
        command=path,
        programs=(path,),
        program_states=(state,),
        place=path,
        place_state=state,
        is_privileged=True,
    )


@check(
    "linux.startup.packaged-file-changed",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="startup_changed",
    attack=("T1554",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "restore-package"),
    by_hand="stat {place}; cat {place}",
    examples=(
        fires(_unit("/usr/sbin/x", "packaged", "changed")),
        fires(_unit("/opt/x", "unowned", "changed")),
        fires(_generator("changed")),
        quiet(_unit("/usr/sbin/x", "packaged", "packaged")),
        quiet(_unit("/usr/sbin/x", "packaged", "configured")),
        quiet(_unit("/opt/x", "unowned", "unowned")),
        quiet(_generator("packaged")),
    ),
)
def packaged_file_changed(startups: Iterable[Startup], files: Files) -> Iterator[Claim]:
    """What a package starts was rewritten in place, where few look.

    Low while it still runs packaged programs only, as an administrator's edit does; medium when
    it runs something no package owns, code on its own command line, or is itself the program.
    """
    every = [each for each in startups if each.place_state == Provenance.CHANGED]
    doubtful = {run.startup.place: run for run in runs_of(every, files) if not _is_fine(run.state)}
    seen: set[tuple[str, str]] = set()
    for startup in every:
        is_new = (startup.place, str(startup.scope)) not in seen
        seen.add((startup.place, str(startup.scope)))
        if startup.mechanism not in _FILES or startup.mechanism in PROFILES:
            continue
        run = doubtful.get(startup.place)
        if run is not None and run.startup is startup:
            is_loaded = startup.mechanism is Mechanism.SYSTEMD_GENERATOR
            yield claim_about(run, Level.HIGH if is_loaded else Level.MEDIUM)
        elif _CODE.search(startup.command):
            yield claim_about_startup(startup, Level.MEDIUM)
        elif is_new and run is None:
            yield claim_about_startup(startup)


def _is_fine(state: Provenance) -> bool:
    return state in VOUCHED or state in (Provenance.UNKNOWN, Provenance.MISSING)
