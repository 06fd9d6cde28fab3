"""Where the files come from that run, start, listen, are loaded or are privileged."""

import time
from collections.abc import Callable, Iterable, Sequence

from hemostat.collect.boot_modules import boot_module_files
from hemostat.detect.names import WATCHED
from hemostat.detect.script_starts import starters_of, starts_of_scripts
from hemostat.detect.startups import with_states
from hemostat.examine.baseline import Baseline
from hemostat.examine.privileged_files import privileged_paths
from hemostat.examine.script_lines import script_lines
from hemostat.examine.wanted import Wanted, running_scripts, wanted_files
from hemostat.examine.work import Work
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.host import Scope
from hemostat.model.path import HostPath, name
from hemostat.model.records import (
    FileFact,
    ModuleDirective,
    Process,
    Provenance,
    ScriptLine,
    Startup,
)
from hemostat.parse.host.process_joins import with_provenance

SCRIPT_DEPTH = 2
UNUSED_BYTES = 160 << 20
_GUESSED = (("pam",), ("plugin",))
_UNUSED = {"command", "library"}
_ODD_STATES = {Provenance.UNOWNED, Provenance.CHANGED, Provenance.PRODUCT}

StateOf = Callable[[Scope, str], tuple[Provenance, str]]
"""Of a file in a scope: its provenance, and the package that owns it."""


def compare(work: Work) -> None:
    """Compare every file that matters with its package, and read the scripts nobody vouches for."""
    base = work.base
    if base is None:
        return  # Ctrl-C in the step before: coverage says so, and nobody can tell provenance
    wanted = wanted_files(work.records)
    privileged, coverage = privileged_paths(work.tree)
    unused: dict[HostPath, set[str]] = {}
    for path, uses in privileged.items():
        if path in wanted or uses - _UNUSED:
            wanted.setdefault(path, set()).update(uses)
        else:
            unused[path] = uses
    for path in boot_module_files(work.tree, work.records.of(ModuleDirective)):
        wanted.setdefault(path, set()).add("module")
    work.coverage += (*base.coverage, *coverage)
    facts, coverage = base.facts(wanted)
    work.coverage += (each for each in coverage if not _is_guessed_module(each, wanted))
    first = sorted(unused.items(), key=_by_importance)
    until = time.monotonic() + work.share("baseline")
    altered, coverage = base.altered(dict(first), UNUSED_BYTES, lambda: time.monotonic() < until)
    work.coverage += coverage
    facts += altered
    # Where a module may lie was a guess: a candidate that is not there means nothing.
    facts = tuple(
        fact
        for fact in facts
        if fact.state is not Provenance.MISSING or fact.used_as not in _GUESSED
    )
    take_facts(work, facts)
    running = running_scripts(work.records.of(Process))
    startups = work.records.of(Startup)
    lines, coverage = script_lines(work.tree, facts, startups, running)
    work.records.add(lines)
    work.coverage += coverage
    _follow_scripts(work, base, lines)


def _is_guessed_module(entry: CoverageEntry, wanted: Wanted) -> bool:
    """Whether it is a place where a daemon's module may lie, of a source that has no such files.

    The collector brings none of them: its entry for what nothing runs says so once.
    """
    return entry.outcome is Outcome.NOT_COLLECTED and wanted.get(entry.path) == {"plugin"}


def take_facts(work: Work, facts: Sequence[FileFact]) -> None:
    """Put what is known of files beside the processes and startups that use them."""
    work.records.replace(FileFact, facts)
    state_of = _state_of(facts)
    processes = work.records.of(Process)
    joined = with_provenance(processes, lambda path, scope: state_of(scope, path))
    work.records.replace(Process, joined)
    startups = work.records.of(Startup)
    stated = with_states(startups, lambda scope, path: state_of(scope, path)[0])
    work.records.replace(Startup, stated)


def _follow_scripts(work: Work, base: Baseline, lines: Sequence[ScriptLine]) -> None:
    """What started scripts start in turn, two scripts deep, where no package vouches for it."""
    starters = starters_of(work.records.of(Startup))
    for _ in range(SCRIPT_DEPTH):
        startups = tuple(starts_of_scripts(lines, starters, base.which))
        wanted: dict[HostPath, set[str]] = {}
        for startup in startups:
            for program in startup.programs:
                wanted.setdefault(program, set()).add("starts")
        known = {fact.path for fact in work.records.of(FileFact)}
        facts, coverage = base.facts(wanted)
        work.records.add(fact for fact in facts if fact.path not in known)
        work.coverage += coverage
        state_of = _state_of(work.records.of(FileFact))
        stated = with_states(startups, lambda scope, path: state_of(scope, path)[0])  # noqa: B023
        startups = tuple(each for each in stated if _ODD_STATES & set(each.program_states))
        work.indirect.add(startups)
        lines, coverage = script_lines(work.tree, facts, startups)
        lines = tuple(line for line in lines if line.path not in starters)
        work.records.add(lines)
        work.coverage += coverage
        starters |= starters_of(startups)


def _state_of(facts: Iterable[FileFact]) -> StateOf:
    """A lookup of files by scope and path; what nobody looked at is unknown."""
    known = {(fact.scope, str(fact.path)): (fact.state, fact.package) for fact in facts}
    return lambda scope, path: known.get((scope, path), (Provenance.UNKNOWN, ""))


def _by_importance(unused: tuple[HostPath, set[str]]) -> int:
    """What an intruder replaces first: the commands one looks with, others, then libraries."""
    path, uses = unused
    return 2 if "library" in uses else int(name(path) not in WATCHED)
