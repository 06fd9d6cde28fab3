"""The first act on a running host: whether something stands between us and it."""

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from hemostat.collect.probes.own_maps import ARTIFACT, look_at_own_maps
from hemostat.detect.check import Files, HostContext
from hemostat.detect.checks.self_library import foreign_library
from hemostat.detect.judge import findings_of
from hemostat.examine.baseline import open_baseline
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.level import Level
from hemostat.model.records import InjectedLibrary
from hemostat.trees.live import LiveTree

NOTE = (
    "a library stands between this examination and the host, so what the host told may be false: "
    "collect again with `hemostat collect --busybox FILE`"
)


def look_at_self(work: Work) -> None:
    """Read our own maps; a library nobody here asked for is said at once."""
    if not isinstance(work.tree, LiveTree):
        return
    try:
        raw = work.tree.raw()
    except OSError as error:
        work.note(ARTIFACT, "/proc/self/maps", Outcome.UNSUPPORTED, error.strerror or str(error))
        return
    found = look_at_own_maps(raw, own_folders(), os.getpid())
    work.coverage += found.coverage
    work.records.add(found.injected)
    if found.injected:
        _say_at_once(work, found.injected)


def own_folders() -> Iterator[str]:
    """Where Python's modules and ours lie: maps name what links lead to."""
    for folder in _own_folders():
        yield folder
        if (real := os.path.realpath(folder)) != folder:
            yield real


def _own_folders() -> Iterator[str]:
    yield from sysconfig.get_paths().values()
    yield from (entry for entry in sys.path if entry.startswith("/"))
    yield from (
        each for each in (sys.prefix, sys.base_prefix) if each not in ("/usr", "/usr/local")
    )
    yield str(Path(__file__).parents[2])


def _say_at_once(work: Work, injected: tuple[InjectedLibrary, ...]) -> None:
    """Judge what is in us before all else: packages say whether it is somebody's product."""
    work.base = work.base or open_baseline(work.tree)
    facts, _ = work.base.facts({each.path: ("preload",) for each in injected})
    context = HostContext(identity=work.identity, has_package_database=work.has_database)
    claims = [
        (foreign_library.info, claim)
        for claim in foreign_library.function(
            injected=injected, files=Files.of(facts), context=context
        )
    ]
    for finding in findings_of(claims, work.identity, trust="untrusted"):
        if finding.level >= Level.HIGH:
            work.settings.early(finding)
            work.notes[:] = dict.fromkeys((*work.notes, NOTE))
