"""What the loader puts into programs: commands by their files, processes by their maps."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.collect.loading import Loading, programs_to_follow
from hemostat.detect.names import ALWAYS_ELF, WATCHED, words
from hemostat.detect.provenance import VOUCHED
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.path import HostPath, name
from hemostat.model.records import (
    FileFact,
    InjectedLibrary,
    MappedFile,
    ProgramLibrary,
    Provenance,
)
from hemostat.parse.host.elf import Elf
from hemostat.parse.host.linked import unneeded

ARTIFACT = "linux.loader.resolved"
MOST_PROGRAMS = 5
# What one looks with, and what takes passwords: followed through all their libraries. Of the other
# commands only the loader they name is looked at.
_FOLLOWED = words("""
    ls ps top ss netstat lsof find id who w last stat login su sudo passwd sshd ssh systemd init
    bash crontab cron crond lsmod ip pgrep systemctl agetty
""")
_ODD = (Provenance.UNOWNED, Provenance.CHANGED, Provenance.MISSING)
_LOADED = {"mapped", "preload", "pam", "loaded"}


def resolve_loading(work: Work) -> None:
    """Resolve what commands would load; read the libraries that nobody vouches for."""
    if work.base is None or work.info.kind == "collector":
        # The collector brings hashes of programs, not their bytes.
        work.note(ARTIFACT, "/usr/bin", Outcome.NOT_COLLECTED, "the bytes of programs are not here")
        return
    loading = Loading(work.tree)
    found = list(_followed(work, loading))
    work.records.add(found)
    _take_facts(work, {each.library for each in found})
    facts = work.records.of(FileFact)
    read = {each.library for each in found if each.how == "interpreter"}
    read |= {each.path for each in facts if _is_odd_library(each)}
    records = (loading.record(path) for path in sorted(read))
    work.records.add(record for record in records if record is not None)
    work.records.add(_injected(work, loading, facts))


def _followed(work: Work, loading: Loading) -> Iterator[ProgramLibrary]:
    """What each command would load, each library with the first program that would."""
    end = time.monotonic() + work.share("loading")
    left = 0
    seen: set[tuple[str, str]] = set()
    assert work.base is not None  # noqa: S101 — the caller looked
    for program in programs_to_follow(work.base.which, _FOLLOWED | WATCHED | ALWAYS_ELF):
        if time.monotonic() > end:
            left += 1
            continue
        if loader := loading.interpreter(program):
            yield loader
        for each in loading.libraries(program) if name(program) in _FOLLOWED else ():
            if (each.library, each.how) not in seen:
                seen.add((each.library, each.how))
                yield each
    outcome = Outcome.FAILED if left else Outcome.READ
    work.note(ARTIFACT, "/usr/bin", outcome, f"{left} commands: no time left" if left else "")


def _take_facts(work: Work, libraries: set[HostPath]) -> None:
    known = {fact.path for fact in work.records.of(FileFact)}
    wanted = dict.fromkeys(sorted(libraries - known), ("loaded",))
    if work.base is not None:
        facts, coverage = work.base.facts(wanted)
        work.records.add(facts)
        work.coverage += coverage


def _is_odd_library(fact: FileFact) -> bool:
    return bool(_LOADED.intersection(fact.used_as)) and fact.state in _ODD and fact.scope.is_host


def _injected(work: Work, loading: Loading, facts: Iterable[FileFact]) -> Iterator[InjectedLibrary]:
    """Libraries nobody vouches for, in processes in which nothing asks for them."""
    by_path = {path: fact for fact in facts for path in (fact.path, fact.real_path) if path}
    odd = {path for path, fact in by_path.items() if _is_odd_library(fact)}
    own = {each.path for each in work.records.of(InjectedLibrary)}
    mapped: dict[int, list[MappedFile]] = defaultdict(list)
    users: dict[HostPath, dict[str, MappedFile]] = defaultdict(dict)
    counts: dict[HostPath, int] = defaultdict(int)
    for each in work.records.of(MappedFile):
        if not each.scope.is_host or not each.is_executable:
            continue
        mapped[each.pid].append(each)
        fact = by_path.get(each.exe or HostPath(""))
        is_system = fact is not None and fact.state in VOUCHED
        if each.path in odd and each.path != each.exe and is_system:
            counts[each.path] += 1
            users[each.path].setdefault(each.exe or "", each)
    for path, programs in users.items():
        for each in list(programs.values())[:MOST_PROGRAMS]:
            libraries = _elves(loading, mapped[each.pid])
            if path in unneeded(libraries, [each.exe or ""]) or path in own:
                elf = libraries.get(path)
                yield InjectedLibrary(
                    source=each.source,
                    path=path,
                    exe=each.exe,
                    pid=each.pid,
                    hooks=tuple(sorted(elf.defined)) if elf else (),
                    processes=counts[path],
                )


def _elves(loading: Loading, mapped: Iterable[MappedFile]) -> dict[str, Elf]:
    """What a process's libraries say of themselves; one that is gone needs and defines nothing."""
    nothing = Elf(bits=64, is_little=True, machine=0, entry=0, sections=0)
    return {str(each.path): loading.elf(each.path) or nothing for each in mapped}
