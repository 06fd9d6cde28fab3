"""What started scripts say: the lines of every script that no package vouches for."""

from collections.abc import Iterable, Mapping, Sequence

from hemostat.model.coverage import CoverageEntry, entry_for
from hemostat.model.evidence import Evidence
from hemostat.model.failure import TooLarge
from hemostat.model.path import HostPath, encode
from hemostat.model.records import FileFact, Mechanism, Provenance, ScriptLine, Startup
from hemostat.parse.host.script_text import logical_lines
from hemostat.trees.host_tree import HostTree

SCRIPT_LIMIT = 256 << 10
ARTIFACT = "linux.baseline.scripts"

# A product's script is read like any other: what lies in its path may not be its own.
_READ = frozenset(Provenance) - {Provenance.PACKAGED, Provenance.MISSING}
# Places whose every line is a startup of its own: read once more, each would be told twice.
_READ_BY_LINE = frozenset({Mechanism.SHELL_PROFILE, Mechanism.RC_LOCAL})


def script_lines(
    tree: HostTree,
    facts: Iterable[FileFact],
    startups: Sequence[Startup],
    running: Mapping[HostPath, str] | None = None,
) -> tuple[tuple[ScriptLine, ...], tuple[CoverageEntry, ...]]:
    """The logical lines of scripts that something starts and that are not as a package delivered.

    Args:
        tree: the host.
        facts: provenance of the programs.
        startups: what starts by itself; each script is read once, for the first that names it,
            and not at all where its lines are startups already (`~/.bashrc`, which
            `~/.profile` sources).
        running: scripts that are running, and the account each runs as.

    Of a script over 256 KiB the first 256 KiB are read, and coverage says so.
    """
    known = {fact.path: fact for fact in facts if fact.scope.is_host}
    started: dict[HostPath, Startup | str] = {}
    for startup in startups:
        if startup.scope.is_host:
            for program in startup.programs:
                started.setdefault(program, startup)
    for path, account in (running or {}).items():
        started.setdefault(path, account)
    lines: list[ScriptLine] = []
    coverage: list[CoverageEntry] = []
    done = _read_by_line(startups)
    for path, starter in started.items():
        fact = known.get(path)
        if fact is None or fact.state not in _READ or fact.content not in ("script", "text"):
            continue
        real = fact.real_path or path
        if path not in done and real not in done:
            done.add(real)
            lines += _lines_of(tree, fact, starter, coverage)
    return tuple(lines), tuple(coverage)


def _read_by_line(startups: Iterable[Startup]) -> set[HostPath]:
    """The files on this host whose lines are startups themselves."""
    return {
        startup.place
        for startup in startups
        if startup.scope.is_host
        and startup.mechanism in _READ_BY_LINE
        and startup.source.line is not None
    }


def _lines_of(
    tree: HostTree, fact: FileFact, starter: Startup | str, coverage: list[CoverageEntry]
) -> Iterable[ScriptLine]:
    data = tree.read(encode(fact.real_path or fact.path), SCRIPT_LIMIT)
    if not isinstance(data, bytes):
        coverage.append(entry_for(ARTIFACT, fact.path, data))
        if not isinstance(data, TooLarge):
            return
        data = data.head
    evidence = Evidence(data, fact.path)
    by = starter if isinstance(starter, Startup) else None
    for number, text in logical_lines(evidence):
        yield ScriptLine(
            source=evidence.source(number, text),
            path=fact.path,
            started_by=by.place if by else HostPath(""),
            mechanism=by.mechanism.value if by else "",
            technique=by.technique if by else "",
            account=by.account if by else str(starter),
            command=text,
        )
