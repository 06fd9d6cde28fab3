"""Folders by `readdir` against `getdents64`, and by their link count.

A hooked C library leaves names out of the first; a hooked kernel leaves them out of both, but often
forgets that a folder's link count tells how many folders it holds.
"""

import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.evidence import Source
from hemostat.model.failure import Absent
from hemostat.model.path import HostPath, decode
from hemostat.model.records import CrossView
from hemostat.trees.host_tree import HostTree
from hemostat.trees.raw import RawHost, RawName, RawStat

ARTIFACT = "linux.probe.folders"
READDIR, GETDENTS, LINKS = "readdir", "getdents64", "link count"
MOST_NAMES = 20_000
TRIES = 3
# linux/magic.h: ext2/3/4, xfs, tmpfs count a link for each folder inside; btrfs and overlay do not.
_COUNTS_FOLDERS = (0xEF53, 0x58465342, 0x01021994)

Listing = Callable[[bytes], frozenset[bytes] | None]
"""The names in a folder as any program gets them from the C library; None if it cannot be read."""


@dataclass(slots=True)
class FolderViews:
    """What differs, and how the folders went."""

    differences: list[CrossView] = field(default_factory=list[CrossView])
    coverage: list[CoverageEntry] = field(default_factory=list[CoverageEntry])
    seen: int = 0


def listing_of(tree: HostTree) -> Listing:
    """The names as the C library gives them to every program: this Python's own `readdir`."""

    def listed(path: bytes) -> frozenset[bytes] | None:
        entries = tree.scandir(path)
        return frozenset(e.name for e in entries) if isinstance(entries, tuple) else None

    return listed


def compare_folders(
    raw: RawHost, paths: Iterable[bytes], *, ordinary: Listing, until: Callable[[], bool]
) -> FolderViews:
    """Look at each folder in both ways, and count its folders.

    Args:
        raw: this host by bare system calls.
        paths: real folders, without links in them.
        ordinary: the C library's view.
        until: whether time is up; folders left then are counted in the coverage.
    """
    found = FolderViews()
    left = 0
    for path in dict.fromkeys(paths):
        if until():
            left += 1
            continue
        names = raw.names(path)
        if isinstance(names, tuple) and len(names) <= MOST_NAMES:
            found.seen += 1
            found.differences += _differences(raw, path, names, ordinary)
    outcome = Outcome.FAILED if left else Outcome.READ
    reason = f"{left} folders were not compared: no time left" if left else ""
    found.coverage.append(CoverageEntry(ARTIFACT, HostPath("/"), outcome, reason))
    return found


def _differences(
    raw: RawHost, path: bytes, names: tuple[RawName, ...], ordinary: Listing
) -> Iterator[CrossView]:
    before = ordinary(path)
    if before is None:
        return
    for name in sorted({each.name for each in names} - before):
        if _is_hidden(raw, path, name, ordinary):
            yield _hidden(raw, path, name)
    missing = _missing_folders(raw, path)
    if missing:
        yield CrossView(
            source=Source(path=decode(path)),
            kind="folder",
            value=decode(path),
            seen_by=LINKS,
            missing_from=GETDENTS,
            count=missing,
        )


def _is_hidden(raw: RawHost, path: bytes, name: bytes, ordinary: Listing) -> bool:
    """Whether a name stays in one list and out of the other: files come and go."""
    for _ in range(TRIES):
        again = raw.names(path)
        now = ordinary(path)
        if not isinstance(again, tuple) or now is None or name in now:
            return False
        if name not in {each.name for each in again}:
            return False
    return True


def _hidden(raw: RawHost, path: bytes, name: bytes) -> CrossView:
    whole = path.rstrip(b"/") + b"/" + name
    found = raw.stat(whole)
    is_folder = isinstance(found, RawStat) and stat.S_ISDIR(found.mode)
    return CrossView(
        source=Source(path=decode(path)),
        kind="folder" if is_folder else "file",
        value=decode(whole),
        seen_by=GETDENTS,
        missing_from=READDIR,
        inode=found.inode if isinstance(found, RawStat) else 0,
    )


def _missing_folders(raw: RawHost, path: bytes) -> int:
    """How many folders the link count tells of that no list shows, each time we look."""
    kind = raw.file_system(path)
    if kind not in _COUNTS_FOLDERS:
        return 0
    least = 0
    for _ in range(TRIES):
        before, names, after = raw.stat(path), raw.names(path), raw.stat(path)
        if not isinstance(before, RawStat) or not isinstance(names, tuple) or before != after:
            return 0
        # 1: more folders than ext4 counts (dir_nlink).
        if before.links < 2 or any(each.is_folder is None for each in names):
            return 0
        missing = before.links - 2 - sum(bool(each.is_folder) for each in names)
        if missing <= 0:
            return 0
        least = min(least or missing, missing)
    return least


def known_but_unlisted(
    raw: RawHost, paths: Iterable[bytes], *, ordinary: Listing
) -> Iterator[CrossView]:
    """Files that answer by name though neither list of their folder has them.

    A kernel that hides a name from lists often lets it be opened by whoever knows it.
    """
    for path in paths:
        folder, _, name = path.rpartition(b"/")
        folder = folder or b"/"
        if isinstance(raw.stat(path), Absent) or not isinstance(raw.stat(path), RawStat):
            continue
        names, plain = raw.names(folder), ordinary(folder)
        if not isinstance(names, tuple) or plain is None:
            continue
        is_listed = name in plain or name in {each.name for each in names}
        if not is_listed and isinstance(raw.stat(path), RawStat):
            yield CrossView(
                source=Source(path=decode(folder)),
                kind="file",
                value=decode(path),
                seen_by="stat",
                missing_from=f"{READDIR}, {GETDENTS}",
            )
