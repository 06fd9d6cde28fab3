"""What checks of startups share: each program with its state, and how a claim about it looks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hemostat.detect.check import Files
from hemostat.detect.provenance import VOUCHED
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Mechanism, Provenance, Startup

CRON = frozenset({Mechanism.CRON, Mechanism.ANACRON, Mechanism.PERIODIC, Mechanism.AT})
SYSTEMD = frozenset({Mechanism.SYSTEMD_SERVICE, Mechanism.SYSTEMD_TIMER, Mechanism.SYSTEMD_USER})
# A person's own start-up files: what they source is that person's business.
PROFILES = frozenset({Mechanism.SHELL_PROFILE, Mechanism.SSH_RC, Mechanism.EDITOR, Mechanism.GIT})
# Lines of shell files: a script names many programs it would run only in some case.
LINES = PROFILES | {Mechanism.RC_LOCAL, Mechanism.INIT_SCRIPT, Mechanism.MOTD, Mechanism.UPSTART}


@dataclass(frozen=True, slots=True)
class Run:
    """One program of one startup.

    Attributes:
        startup: what starts it.
        program: its path as named.
        state: its provenance.
        fact: what the baseline says of it, if it was asked.
    """

    startup: Startup
    program: HostPath
    state: Provenance
    fact: FileFact | None

    @property
    def paths(self) -> tuple[str, ...]:
        """The path as named and, where a link leads elsewhere, the real one."""
        real = self.fact.real_path if self.fact else ""
        return (self.program, real) if real and real != self.program else (self.program,)

    @property
    def is_vouched(self) -> bool:
        """Whether a package or a known product explains the program."""
        return self.state in VOUCHED


def runs_of(startups: Iterable[Startup], files: Files) -> Iterator[Run]:
    """Each program of each startup of the host itself."""
    for startup in startups:
        if not startup.scope.is_host:
            continue
        for index, program in enumerate(startup.programs):
            states = startup.program_states
            state = states[index] if index < len(states) else Provenance.UNKNOWN
            yield Run(startup, program, Provenance(state), files.get(program, startup.scope))


def claim_about(run: Run, level: Level | None = None, confidence: Level | None = None) -> Claim:
    """A claim whose first subject is the program, the next what starts it."""
    because = (run.startup, run.fact) if run.fact else (run.startup,)
    return Claim(
        subjects=(Subject("file", run.program), *declaring(run.startup, run.program)),
        because=because,
        values={**values_of(run.startup), "program": run.program},
        level=level,
        confidence=confidence,
        attack=(run.startup.technique,) if run.startup.technique else (),
        first_seen=run.fact.changed if run.fact else None,
        scope=run.startup.scope,
    )


def claim_about_startup(
    startup: Startup, level: Level | None = None, confidence: Level | None = None
) -> Claim:
    """A claim about what is started, whatever the program."""
    return Claim(
        subjects=declaring(startup),
        because=(startup,),
        values={**values_of(startup), "program": startup.programs[0] if startup.programs else ""},
        level=level,
        confidence=confidence,
        attack=(startup.technique,) if startup.technique else (),
        scope=startup.scope,
    )


def declaring(startup: Startup, program: str = "") -> tuple[Subject, ...]:
    """The subjects for the declaring thing: job or unit, and its file."""
    place = startup.place
    details = tuple(
        (key, value)
        for key, value in (
            ("command", startup.command[:400]),
            ("account", startup.account),
            ("line", startup.source.line),
        )
        if value
    )
    found: list[Subject] = []
    if startup.mechanism in CRON:
        found.append(Subject("cron_job", place, details))
    elif startup.mechanism in SYSTEMD:
        found.append(Subject("unit", startup.name, (("path", place), *details)))
    if place and place != program:
        found.append(Subject("file", place))
    return tuple(found)


def values_of(startup: Startup) -> dict[str, str]:
    """The values that texts of these checks may name."""
    return {
        "place": startup.place,
        "where": _where(startup.place, startup.source),
        "command": startup.command[:400] or startup.name,
        "account": startup.account or "?",
        "name": startup.name,
        "trigger": startup.trigger[:200] or "?",
    }


def _where(place: str, source: Source) -> str:
    return f"{place}:{source.line}" if source.line else place
