"""Programs that start by themselves from hidden folders, or under names made to be overlooked."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import (
    STARTED_FROM_HIDDEN,
    disguised_part,
    hidden_parts,
    home_of,
    is_upload,
    is_writable_for_all,
    service_home_of,
)
from hemostat.detect.startup_claims import LINES, PROFILES, Run, claim_about, runs_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A hidden program starts by itself", zh="隐藏路径中的程序自启动"),
    summary=Text(
        en="{where} starts {program} as {account} ({trigger}). A part of its path is hidden, and "
        "no package or known product explains it.",
        zh="{where} 以 {account} 身份启动 {program}（触发：{trigger}），路径含隐藏部分，"
        "且不属于任何软件包或已知产品。",
    ),
    benign=Text(
        en="Tools that install themselves into a hidden folder of a home, and deployments kept in "
        "one. See who owns the folder, when it was made, and what else lies in it.",
        zh="部分工具会安装到家目录下的隐藏目录；请确认目录属主、创建时间及其中其他文件。",
    ),
)


def _job(
    program: str,
    state: str = "unowned",
    mechanism: Mechanism = Mechanism.CRON,
    *,
    command: str = "",
    is_privileged: bool = True,
    place: str = "/etc/x",
) -> Startup:
    return Startup(
        mechanism=mechanism,
        technique=mechanism.technique,
        account="root" if is_privileged else "u",
        command=command or program,
        programs=(HostPath(program),),
        program_states=(state,),
        place=HostPath(place),
        place_state="unowned",
        is_privileged=is_privileged,
    )


_PROFILE = Mechanism.SHELL_PROFILE


@check(
    "linux.startup.hidden-program",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="startup_hidden_program",
    attack=("T1564.001",),
    incident_types=("backdoor", "trojan", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "disable-persistence", "quarantine-file"),
    by_hand="stat {program}; ls -la -- {place}",
    examples=(
        fires(_job("/usr/lib/.x/agent")),
        fires(_job("/opt/...", mechanism=Mechanism.SYSTEMD_SERVICE)),
        fires(_job("/usr/bin/ls ")),
        fires(_job("/home/u/.configrc/a/upd", is_privileged=False)),
        fires(_job("/home/u/.config/.x/run", mechanism=_PROFILE, is_privileged=False)),
        quiet(_job("/root/.acme.sh/acme.sh")),
        quiet(_job("/home/u/.nvm/versions/node/v20/bin/node")),
        quiet(_job("/opt/app/.venv/bin/python")),
        quiet(_job("/home/u/.githooks", mechanism=Mechanism.GIT, is_privileged=False)),
        quiet(_job("/usr/lib/.x/agent", "packaged")),
        quiet(_job("/home/u/.tool/env", mechanism=_PROFILE, command=". /home/u/.tool/env")),
        quiet(_job("/home/u/dotfiles/.aliases", mechanism=_PROFILE,
                   command="source /home/u/dotfiles/.aliases")),
        quiet(_job("/etc/.x", "missing", _PROFILE)),
        quiet(_job("/srv/git/.bashrc", mechanism=_PROFILE, command='. "$HOME/.bashrc"',
                   place="/srv/git/.profile")),
        fires(_job("/srv/git/.config/.x/run", mechanism=_PROFILE, place="/srv/git/.profile")),
        fires(_job("/srv/.x/run", mechanism=_PROFILE, command=". /srv/.x/run",
                   place="/srv/git/.profile")),
    ),
)  # fmt: skip
def hidden_program(startups: Iterable[Startup], files: Files) -> Iterator[Claim]:
    """No package or product explains a hidden program that starts by itself.

    High where it runs as root or lies outside homes; in the first hidden folder of a home, where
    tools also live, medium, and less for a person's own profile or desktop.
    """
    for run in runs_of(startups, files):
        if run.is_vouched:
            continue
        if any(is_writable_for_all(path) or is_upload(path) for path in run.paths):
            continue  # linux.startup.program-in-temporary-place says so already
        levels = [level for path in run.paths if (level := _level(run, path)) is not None]
        if levels:
            yield claim_about(run, max(levels))


def _level(run: Run, path: str) -> Level | None:
    is_gone = run.state is Provenance.MISSING
    is_line = run.startup.mechanism in LINES
    if disguised_part(path):
        return Level.MEDIUM if is_gone else Level.HIGH
    hidden = hidden_parts(path, STARTED_FROM_HIDDEN)
    if not hidden or (is_gone and is_line):
        return None
    folder = parent(path)
    home = home_of(folder) or service_home_of(folder) or _home_by_profile(run, path)
    if home and run.startup.mechanism in PROFILES and _is_sourced(run.startup.command, path):
        return None
    is_first = bool(home) and path.split("/")[home.count("/") + 1] == hidden[0] and not hidden[1:]
    if is_first:
        is_own = run.startup.mechanism in (*PROFILES, Mechanism.XDG_AUTOSTART)
        return Level.LOW if is_own or is_gone else Level.MEDIUM
    is_grave = run.startup.is_privileged and run.startup.mechanism not in PROFILES
    if home and run.startup.mechanism in PROFILES:
        return Level.MEDIUM
    return Level.HIGH if (is_grave or not home) and not is_gone else Level.MEDIUM


def _home_by_profile(run: Run, path: str) -> str:
    """The folder of a person's own profile is a home, wherever the account has it."""
    place = run.startup.place
    folder = parent(place)
    is_own = run.startup.mechanism in PROFILES and name(place).startswith(".")
    return folder if is_own and path.startswith(f"{folder}/") else ""


def _is_sourced(command: str, path: str) -> bool:
    """Whether the line reads the file rather than runs it, as dotfiles do with each other."""
    last = re.escape(name(path))
    return bool(re.search(rf"(?:^|[\s;&|({{])(?:\.|source)\s+[^;&|]*{last}", command[:4_096]))
