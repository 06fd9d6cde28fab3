"""Drop-ins that make a packaged service run something no package owns."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.places import is_odd
from hemostat.detect.provenance import VOUCHED
from hemostat.detect.startup_claims import SYSTEMD, Run, claim_about, runs_of
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name, parent
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A drop-in makes a packaged service run something unpackaged",
        zh="drop-in 使软件包服务运行来源不明的程序",
    ),
    summary=Text(
        en="{where} changes {name}, a packaged service: it now runs {program}, which no "
        "package owns, as {account}.",
        zh="{where} 修改了软件包服务 {name}：以 {account} 身份运行不属于任何软件包的 {program}。",
    ),
    benign=Text(
        en="Administrators hang checks and notifications on services this way. Read the program "
        "and ask who added the drop-in.",
        zh="运维人员有时用这种方式挂接检查或通知脚本；请查看程序内容并确认添加人。",
    ),
)

_OWN_FOLDERS = ("/usr/local", "/opt", "/srv", "/data", "/app", "/www")
_TOOLS = ("/usr/local/sbin", "/usr/local/bin")
_SSH = HostPath("/usr/lib/systemd/system/ssh.service")
_DROP_IN = HostPath("/etc/systemd/system/ssh.service.d/a.conf")


def _part(place: HostPath, key: str, program: str, state: str, *environment: str) -> Startup:
    return Startup(
        source=Source(path=place, text=f"{key}={program}"),
        mechanism=Mechanism.SYSTEMD_SERVICE,
        technique="T1543.002",
        name="ssh.service",
        account="root",
        command=program,
        programs=(HostPath(program),) if program else (),
        program_states=(state,) if program else (),
        environment=environment,
        place=place,
        place_state="packaged" if place == _SSH else "unowned",
        is_privileged=True,
    )


_BASE = _part(_SSH, "ExecStart", "/usr/sbin/sshd", "packaged")


@check(
    "linux.systemd.drop-in-runs-unpackaged",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="systemd_drop_in",
    attack=("T1543.002",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence", "quarantine-file"),
    by_hand="cat {place}; stat {program}",
    examples=(
        fires(_BASE, _part(_DROP_IN, "ExecStartPost", "/opt/x/agent", "unowned")),
        fires(_BASE, _part(_DROP_IN, "ExecStart", "/usr/local/sbin/sshd", "unowned")),
        quiet(_BASE),
        quiet(_BASE, _part(_DROP_IN, "ExecStartPre", "/usr/bin/sleep", "packaged")),
        quiet(_BASE, _part(_DROP_IN, "ExecStart", "/usr/sbin/sshd", "packaged")),
        quiet(_BASE, _part(_DROP_IN, "", "", "", "HTTP_PROXY=http://192.0.2.1:3128")),
        quiet(_part(_DROP_IN, "ExecStartPost", "/opt/x/agent", "unowned")),
    ),
)
def drop_in_runs_unpackaged(
    startups: Iterable[Startup], files: Files, context: HostContext
) -> Iterator[Claim]:
    """A packaged service is trusted and restarted; a drop-in rides on it without touching it.

    Low where only ExecStart is replaced by one below /usr/local or /opt, as people do to run a
    newer version, and where a script that only root may write is run from among the site's own
    tools, as configuration management sets up: what its lines do is judged as theirs. Limits,
    restarts and variables are ordinary, and libraries that variables name are judged by
    linux.loader.preload-variable.
    """
    if not context.has_package_database:
        return
    every = [each for each in startups if each.mechanism in SYSTEMD]
    packaged = {
        (each.name, each.mechanism is Mechanism.SYSTEMD_USER)
        for each in every
        if each.place_state in (Provenance.PACKAGED, Provenance.CHANGED) and not _is_drop_in(each)
    }
    added = [
        each
        for each in every
        if _is_drop_in(each)
        and each.place_state not in VOUCHED
        and (each.name, each.mechanism is Mechanism.SYSTEMD_USER) in packaged
    ]
    for run in runs_of(added, files):
        if run.state in (Provenance.UNOWNED, Provenance.CHANGED):
            yield claim_about(run, _level(run))


def _is_drop_in(startup: Startup) -> bool:
    return name(parent(startup.place)).endswith(".d") and startup.place.endswith(".conf")


def _level(run: Run) -> Level:
    if run.state is not Provenance.UNOWNED:
        return Level.MEDIUM
    replaces = run.startup.source.text.startswith("ExecStart=")
    is_own = any(is_within(run.program, folder) for folder in _OWN_FOLDERS)
    return Level.LOW if (replaces and is_own) or _is_plain_script(run) else Level.MEDIUM


def _is_plain_script(run: Run) -> bool:
    """Whether it is a script of root's among the site's own tools, plain to see and to read."""
    fact = run.fact
    return (
        fact is not None
        and all(parent(HostPath(path)) in _TOOLS and not is_odd(path) for path in run.paths)
        and fact.content == "script"
        and fact.uid == 0
        and fact.mode is not None
        and not fact.is_writable_by_others
    )
