"""The walk: a bounded look at all files that may matter, behind everything that cannot wait."""

import time
from collections.abc import Sequence
from dataclasses import replace

from hemostat.collect.walk import ARTIFACT, TIME_OVER, Folder, Walk, Walked
from hemostat.collect.walk_areas import walk_areas
from hemostat.examine.candidates import Gathered, recent_since
from hemostat.examine.credentials import CredentialFiles
from hemostat.examine.document_names import DocumentNames
from hemostat.examine.sightings import Sightings
from hemostat.examine.work import Work
from hemostat.model.area import Area
from hemostat.model.coverage import Outcome
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance
from hemostat.model.records.file_signs import (
    COPIED_TIME,
    DEVICE_FILE,
    DISGUISED_NAME,
    HIDDEN_PROGRAM,
)
from hemostat.run.watchdog import TimedOut, each, unwrapped
from hemostat.trees.disk_times import nanoseconds_of
from hemostat.trees.listing import list_folder

LOOK_SHARE = 0.25
"""Of the walk's time, kept for opening odd files after it."""
HANG_SECONDS = 3.0
"""A folder that does not answer for so long is left, with the rest of its area."""
MOST_FACTS = 300
_ASKED = (HIDDEN_PROGRAM, DEVICE_FILE, DISGUISED_NAME, COPIED_TIME)
SHARE = 0.25
_LEAST_SHARE = 0.1


def walk_files(work: Work) -> None:
    """Walk the areas within the budget; leaves candidates for the content scan."""
    seconds = work.share("walk")
    # Opening the odd files comes after the walk, and within its time.
    look_seconds = seconds * LOOK_SHARE
    taken = nanoseconds_of(work.taken) if work.taken else None
    gathered = Gathered(recent_since(_command_times(work), taken))
    sightings, secrets = Sightings(), CredentialFiles()
    names = work.names = DocumentNames(work.tree)

    def visit(folder: Folder) -> None:
        gathered.visit(folder)
        sightings.visit(folder)
        secrets.visit(folder)
        names.visit(folder)

    walk = Walk(work.tree, visit, time.monotonic)
    try:
        areas = walk_areas(work.tree)
        _walk_areas(work, walk, areas, time.monotonic() + seconds - look_seconds)
        if work.settings.deep:
            from hemostat.examine.deep_walk import DeepWalk

            def odd() -> list[HostPath]:
                return [*sightings.paths, *gathered.paths]

            DeepWalk(work, areas, visit, walk.has_entered, odd).run()
    finally:
        # Interrupted or not: what was seen so far counts.
        walk.is_stopped = True
        credentials, coverage = secrets.read(work.tree)
        work.records.add(credentials)
        work.coverage += coverage
        _take_signs(work, sightings, look_seconds)
        work.candidates = gathered.candidates(work.base, work.records.of(FileFact))
        if gathered.dropped:
            reason = f"{gathered.dropped} files of less importance were left out of the scan"
            work.note(ARTIFACT, "/", Outcome.TOO_LARGE, reason)


def _take_signs(work: Work, sightings: Sightings, seconds: float) -> None:
    """What is odd about files becomes records; of the oddest it is asked what they are."""
    base = work.base
    until = float("inf") if work.settings.deep else time.monotonic() + seconds
    signs = sightings.signs(
        work.tree, base.ownership if base else None, lambda: time.monotonic() < until
    )
    if unread := sum(not sign.content and sign.kind == "file" for sign in signs):
        reason = f"{unread} odd files were not opened: the time for it was over"
        option = "" if work.settings.deep else "--deep"
        work.note(ARTIFACT, "/", Outcome.TOO_LARGE, reason, option)
    work.records.add(signs)
    if base is None:
        return
    known = {fact.path for fact in work.records.of(FileFact)}
    wanted: dict[HostPath, set[str]] = {path: {"set_id"} for path in sightings.set_id}
    for sign in [sign for sign in signs if sign.sign in _ASKED][:MOST_FACTS]:
        if sign.kind == "file" and sign.state is Provenance.UNOWNED:
            wanted.setdefault(sign.path, set()).add("odd")
    new = {path: uses for path, uses in wanted.items() if path not in known}
    facts, coverage = base.facts(new)
    work.coverage += coverage
    work.records.add(facts)


def _walk_areas(work: Work, walk: Walk, areas: Sequence[Area], end: float) -> None:
    """All of them with a share of the time each, then once more those whose share was too small."""
    rounds = [(area, Walked(area), SHARE) for area in areas]
    rounds += [(area, walked, 2 * SHARE) for area, walked, _ in rounds]
    try:
        for number, (area, walked, share) in enumerate(rounds):
            if number >= len(areas) and walked.why != TIME_OVER:
                continue
            now = time.monotonic()
            # A share only: one huge area must not hide the others.
            until = min(end, now + max(_LEAST_SHARE, (end - now) * share))
            work.settings.within(area.path, max(0.0, end - now))
            _walk_watched(walk, area, until, walked)
    finally:
        for _, walked, _ in rounds[: len(areas)]:
            # A deep run goes on from here by itself.
            work.coverage += (
                replace(entry, option="") if work.settings.deep else entry
                for entry in walked.coverage
            )


def _walk_watched(walk: Walk, area: Area, until: float, walked: Walked) -> None:
    """Walk one area in a thread that can be left behind if the kernel does not answer."""
    seconds = max(0.0, until - time.monotonic()) + HANG_SECONDS

    def walk_one(one: Area) -> None:
        walk.walk(one, until, walked)

    for _, answer in each(walk_one, [area], seconds):
        if isinstance(answer, TimedOut):
            walked.why = f"did not answer within {HANG_SECONDS:.0f} s"
        else:
            unwrapped(answer)


def _command_times(work: Work) -> list[int | None]:
    """When the system's own commands last changed: how old the installation is."""
    real = work.tree.resolve(b"/usr/bin")
    lines = list_folder(work.tree, real) if isinstance(real, bytes) else ()
    if not isinstance(lines, Sequence):
        return []
    return [line.modified_ns if line.changed_ns is None else line.changed_ns for line in lines]
