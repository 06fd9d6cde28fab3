"""The whole walk of `--deep`: every folder, every packaged file hashed; stops and goes on."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from hemostat.collect.walk import ARTIFACT as WALK
from hemostat.collect.walk import Folder
from hemostat.collect.whole_walk import area_of, whole_walk
from hemostat.examine.package_verification import ARTIFACT, Verification
from hemostat.examine.work import Work
from hemostat.model.area import Area
from hemostat.model.coverage import Outcome, entry_for
from hemostat.model.failure import Failure
from hemostat.model.path import HostPath, decode, encode, name, parent
from hemostat.model.records import FileFact, Package
from hemostat.store.deep_progress import MOST_PATHS, DeepProgress, load_progress, save_progress
from hemostat.trees.host_tree import FileKind
from hemostat.trees.listing import Listed, list_folder

BATCH_FILES = 60_000
BATCH_SECONDS = 10.0
MOST_FAILURES = 50


class DeepWalk:
    """One whole walk of one host."""

    def __init__(
        self,
        work: Work,
        areas: Sequence[Area],
        visit: Callable[[Folder], None],
        has_entered: Callable[[bytes], bool],
        odd: Callable[[], list[HostPath]],
    ) -> None:
        """Take what to walk.

        Args:
            work: the examination.
            areas: say what each folder is for.
            visit: called with each folder that the bounded walk did not enter.
            has_entered: whether it did.
            odd: the paths that `visit` found worth keeping so far.
        """
        self._work, self._areas = work, tuple(areas)
        self._visit, self._has_entered, self._odd = visit, has_entered, odd
        self._batch: list[tuple[HostPath, int]] = []
        self._verification = Verification(work.tree, work.base) if work.base else None
        self._failed = 0
        self._since = time.monotonic()
        self._progress = DeepProgress(
            host=work.identity.id,
            source=work.info.name,
            packages=_fingerprint(work.records.of(Package)),
        )
        self._saved = self._progress

    def run(self) -> None:
        """Walk to the end, or until Ctrl-C; what is done by then is kept for the next run."""
        cache = self._work.settings.cache
        if cache is not None:
            self._go_on(cache)
        began = time.monotonic()
        self._since = began - self._progress.seconds
        first: float | None = None
        flushed = began
        try:
            for visited in whole_walk(self._work.tree, encode(self._progress.cursor)):
                first = visited.share if first is None else first
                self._take(visited.path, visited.lines)
                now = time.monotonic()
                if len(self._batch) >= BATCH_FILES or now - flushed > BATCH_SECONDS:
                    self._flush(decode(visited.path))
                    passed = max(visited.share - first, 1e-6)
                    left = (time.monotonic() - began) * (1 - visited.share) / passed
                    self._say(decode(visited.path), left)
                    flushed = time.monotonic()
            self._flush(self._progress.cursor)
            self._progress = replace(self._progress, is_done=True)
            self._keep()
        finally:
            self._report()

    def _go_on(self, cache: Path) -> None:
        """Take over what an earlier run left, if it is of this host and these packages."""
        found = load_progress(cache)
        if isinstance(found, str):
            if found:
                self._say_note(f"--cache {cache}: not used, begun anew: {found}")
            return
        mine = self._progress
        if (found.host, found.source, found.packages) != (mine.host, mine.source, mine.packages):
            self._say_note(f"--cache {cache}: of another host, source or set of packages")
            return
        if found.is_done:
            self._say_note(f"--cache {cache}: that walk was complete; begun anew")
            return
        self._progress = self._saved = found
        self._say_note(
            f"the deep walk went on after {found.cursor}: {found.names} names and "
            f"{found.verified} packaged files were done in {found.seconds:.0f} s before"
        )
        if self._verification:
            self._verification.look_again([HostPath(path) for path in found.changed])
            self._verification.files = found.verified
            self._verification.size = found.verified_bytes
        self._look_again(found.odd)

    def _look_again(self, odd: Sequence[str]) -> None:
        """List once more the folders of what an earlier run kept."""
        for folder, paths in groupby(sorted(odd), key=parent):
            if self._has_entered(encode(folder)):
                continue
            names = {encode(name(path)) for path in paths}
            lines = list_folder(self._work.tree, encode(folder))
            if not isinstance(lines, Failure):
                kept = [line for line in lines if line.name in names]
                area = area_of(encode(folder), self._areas)
                self._visit(Folder(encode(folder), kept, area, 1))

    def _take(self, path: bytes, lines: list[Listed] | Failure) -> None:
        if isinstance(lines, Failure):
            self._failed += 1
            if self._failed <= MOST_FAILURES:
                self._work.coverage.append(entry_for(WALK, decode(path), lines))
            return
        self._progress = replace(self._progress, names=self._progress.names + len(lines))
        if not self._has_entered(path):
            self._visit(Folder(path, lines, area_of(path, self._areas), 1))
        start = decode(path).rstrip("/") + "/"
        self._batch += [
            (HostPath(start + decode(line.name)), line.size)
            for line in lines
            if line.kind is FileKind.FILE
        ]

    def _flush(self, cursor: str) -> None:
        """Compare the batch with its packages; then everything up to the cursor is done."""
        if self._verification:
            self._verification.verify(self._batch)
        self._batch = []
        self._progress = replace(
            self._progress, cursor=cursor, seconds=time.monotonic() - self._since
        )
        self._keep()

    def _keep(self) -> None:
        found = self._verification
        self._saved = self._progress = replace(
            self._progress,
            verified=found.files if found else 0,
            verified_bytes=found.size if found else 0,
            changed=tuple(fact.path for fact in found.changed) if found else (),
        )
        if self._work.settings.cache is not None:
            # Only who goes on later needs these, and there may be very many.
            odd = tuple(dict.fromkeys(self._odd()))[:MOST_PATHS]
            self._saved = self._progress = replace(self._progress, odd=odd)
            save_progress(self._work.settings.cache, self._saved)

    def _report(self) -> None:
        """Facts and coverage of what was done, however it ended."""
        work, saved = self._work, self._saved
        if self._verification:
            known = {fact.path for fact in work.records.of(FileFact)}
            work.records.add(each for each in self._verification.changed if each.path not in known)
            work.coverage += self._verification.holes
        done = f"{saved.names} names, {saved.verified} packaged files, {saved.verified_bytes} bytes"
        if saved.is_done:
            work.note(ARTIFACT, "/", Outcome.READ, done)
        else:
            again = "give the same --cache to go on" if work.settings.cache else "no --cache"
            reason = f"stopped after {saved.cursor or 'nothing'}: {done}; {again}"
            work.note(ARTIFACT, "/", Outcome.TOO_LARGE, reason)

    def _say(self, place: str, left: float) -> None:
        self._work.settings.within(f"{self._progress.names} {place}", left)

    def _say_note(self, text: str) -> None:
        self._work.info = replace(self._work.info, notes=(*self._work.info.notes, text))


def _fingerprint(packages: Sequence[Package]) -> str:
    """Of what is installed: after an upgrade nothing verified before counts."""
    lines = sorted(f"{each.manager} {each.name} {each.version}" for each in packages)
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
