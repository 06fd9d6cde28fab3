"""What lies on a disk and the running host did not show: two views of one file system.

A rootkit answers for the running kernel or library, not for the disk. Ordinary differences are
allowed for: what was made, changed or deleted between the two looks, other mounts, and writes that
had not reached the disk.

* A folder with the same mtime in both views has the same names, or one view lies: every change of
  a folder's names sets its mtime (POSIX, open/rename/unlink).
* Where mtimes differ, a file is missing for good only if the disk was written after the collection
  and the file's ctime is older than the collection by `SETTLED`.
* A file with the same size, mtime and ctime in both views has the same content, or one view lies.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.evidence import Source
from hemostat.model.failure import describe
from hemostat.model.path import decode, encode
from hemostat.model.records import DiskDifference, FileFact
from hemostat.trees.host_tree import Digests, FileKind, FileStat, HostTree

NAME = "linux.disk.compare"
MOST_FOLDERS = 200_000
MOST_DIFFERENCES = 1_000
SECONDS = 60.0
SETTLED = timedelta(minutes=10)
BLUR = timedelta(seconds=10)
_ELSEWHERE = frozenset((b"/proc", b"/sys", b"/dev", b"/run"))


@dataclass(slots=True)
class Compared:
    """What a comparison gave: differences, how many folders were compared, and holes."""

    differences: list[DiskDifference] = field(default_factory=list[DiskDifference])
    folders: int = 0
    coverage: list[CoverageEntry] = field(default_factory=list[CoverageEntry])


def disk_differences(
    live: HostTree,
    disk: HostTree,
    *,
    mounts: Collection[bytes],
    taken: datetime | None,
    written: datetime | None,
    facts: Iterable[FileFact],
) -> Compared:
    """Compare what a running host showed with its disk.

    Args:
        live: the running host, or what was collected of it.
        disk: the disk, read without that host's kernel.
        mounts: mount points of the running host that are not in `disk`.
        taken: when `live` was looked at, UTC.
        written: when the disk was last written, UTC; None when nothing says.
        facts: files whose content the live view hashed.
    """
    return _Comparer(live, disk, frozenset(mounts) | _ELSEWHERE, taken, written).run(facts)


class _Comparer:
    """One comparison under way."""

    def __init__(
        self,
        live: HostTree,
        disk: HostTree,
        elsewhere: frozenset[bytes],
        taken: datetime | None,
        written: datetime | None,
    ) -> None:
        self._live, self._disk, self._elsewhere = live, disk, elsewhere
        self._taken = taken
        self._settled = taken - SETTLED if taken and written and written >= taken else None
        self._out = Compared()

    def run(self, facts: Iterable[FileFact]) -> Compared:
        end = time.monotonic() + SECONDS
        waiting = [b"/"]
        while waiting:
            if self._out.folders >= MOST_FOLDERS or time.monotonic() > end:
                why = f"stopped after {self._out.folders} folders; {len(waiting)} known were left"
                self._note(b"/", Outcome.TOO_LARGE, why)
                break
            if len(self._out.differences) >= MOST_DIFFERENCES:
                self._note(b"/", Outcome.TOO_LARGE, f"stopped after {MOST_DIFFERENCES} differences")
                break
            folder = waiting.pop()
            waiting += sorted(self._folder(folder), reverse=True)
        self._contents(facts)
        if not self._out.coverage:
            self._note(b"/", Outcome.READ if self._out.folders else Outcome.NOT_COLLECTED, "")
        return self._out

    def _folder(self, folder: bytes) -> Iterator[bytes]:
        """Compare one folder; give the folders below it, but for those the host did not show."""
        there, shown = self._disk.scandir(folder), self._live.scandir(folder)
        if not isinstance(there, tuple):
            self._note(folder, Outcome.FAILED, describe(there))
            return
        names = {entry.name for entry in shown} if isinstance(shown, tuple) else None
        self._out.folders += names is not None
        for entry in there:
            path = folder.rstrip(b"/") + b"/" + entry.name
            if path in self._elsewhere:
                continue
            if names is not None and entry.name not in names:
                self._missing(folder, path, entry.kind)
            elif entry.kind is FileKind.FOLDER:
                yield path

    def _missing(self, folder: bytes, path: bytes, kind: FileKind) -> None:
        found = self._disk.stat(path)
        stat = found if isinstance(found, FileStat) else None
        reason = self._reason(folder, stat)
        if not reason:
            return  # made or deleted between the looks, as files are: it says nothing
        self._out.differences.append(
            DiskDifference(
                source=Source("", decode(path)),
                path=decode(path),
                kind="missing",
                file_kind=str(kind),
                size=stat.size if stat else None,
                modified=stat.modified if stat else None,
                changed=stat.changed if stat else None,
                reason=reason,
            )
        )

    def _reason(self, folder: bytes, stat: FileStat | None) -> str:
        """Why no ordinary change explains a missing name; empty if one may."""
        shown, there = _times(self._live, folder), _times(self._disk, folder)
        if self._is_old(there) and _same_time(shown, there):
            return "same-folder-time"
        if self._settled and stat and stat.changed and stat.changed < self._settled:
            return "older"
        return ""

    def _is_old(self, modified: datetime | None) -> bool:
        """Whether a folder was left alone before the host was looked at, whole seconds allowed."""
        return not (self._taken and modified) or modified < self._taken - BLUR

    def _contents(self, facts: Iterable[FileFact]) -> None:
        """Files whose times and size agree and whose content does not."""
        for fact in facts:
            path = encode(fact.real_path or fact.path)
            if not fact.sha256 or fact.changed is None or self._is_elsewhere(path):
                continue
            there = self._disk.stat(path)
            if not isinstance(there, FileStat) or there.kind is not FileKind.FILE:
                continue
            same = (
                there.size == fact.size
                and _same_time(there.modified, fact.modified)
                and _same_time(there.changed, fact.changed)
            )
            digest = self._disk.digest(path) if same else None
            if isinstance(digest, Digests) and digest.sha256 not in ("", fact.sha256):
                self._out.differences.append(_other_content(fact, there, digest.sha256))

    def _is_elsewhere(self, path: bytes) -> bool:
        return any(path.startswith(each + b"/") for each in self._elsewhere)

    def _note(self, path: bytes, outcome: Outcome, reason: str) -> None:
        self._out.coverage.append(CoverageEntry(NAME, decode(path), outcome, reason))


def _other_content(fact: FileFact, there: FileStat, disk_sha256: str) -> DiskDifference:
    return DiskDifference(
        source=fact.source,
        path=fact.real_path or fact.path,
        kind="content",
        size=there.size,
        modified=there.modified,
        changed=there.changed,
        reason="same-times",
        disk_sha256=disk_sha256,
        seen_sha256=fact.sha256,
    )


def _times(tree: HostTree, path: bytes) -> datetime | None:
    """The mtime of a folder."""
    found = tree.stat(path)
    return found.modified if isinstance(found, FileStat) else None


def _same_time(one: datetime | None, other: datetime | None) -> bool:
    """Whether two views mean the same moment; a source of whole seconds is compared in seconds."""
    if one is None or other is None:
        return False
    if not one.microsecond or not other.microsecond:
        return int(one.timestamp()) == int(other.timestamp())
    return one == other


def mounts_elsewhere(mounts: Mapping[bytes, str], inside: Collection[bytes]) -> frozenset[bytes]:
    """Mount points of a running host that are not volumes of its disk.

    Args:
        mounts: file system type by mount point.
        inside: mount points the image itself covers.
    """
    return frozenset(
        place
        for place, kind in mounts.items()
        if place != b"/" and not (place in inside and kind in ("ext2", "ext3", "ext4", "xfs"))
    )
