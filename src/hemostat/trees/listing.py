"""A folder's names with what lstat says of each, in one call: what a walk over millions needs.

`scandir` and `stat` of a `HostTree` resolve the links of a path's folder each time and build the
exact types that records need. A walk looks at each name once and drops nearly all of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, cast

from hemostat.model.failure import Absent, Failure
from hemostat.trees.disk_times import nanoseconds_of, time_of
from hemostat.trees.host_tree import FileKind, FileStat, HostTree


class Listed(NamedTuple):
    """One name in a folder, with what lstat says. A tuple: millions of them are made.

    Attributes:
        name: bytes, without a slash. kind: what it is.
        mode: the 12 permission bits. size: bytes. uid, gid: owner; -1 where a source has none.
        modified_ns, changed_ns: mtime and ctime, nanoseconds since 1970; None where unknown.
        inode, device, links: 0 where unknown.
    """

    name: bytes
    kind: FileKind
    mode: int
    size: int
    uid: int = -1
    gid: int = -1
    modified_ns: int | None = None
    changed_ns: int | None = None
    inode: int = 0
    device: int = 0
    links: int = 0

    @property
    def modified(self) -> datetime | None:
        """mtime, UTC."""
        return None if self.modified_ns is None else time_of(self.modified_ns)

    @property
    def changed(self) -> datetime | None:
        """ctime, UTC."""
        return None if self.changed_ns is None else time_of(self.changed_ns)


class ListsAtOnce(Protocol):
    """A tree that lists a folder with all its stats faster than name by name."""

    def listing(self, path: bytes) -> Sequence[Listed] | Failure:
        """The names in a folder with lstat of each, sorted by bytes, at most 1,000,000."""
        ...


def list_folder(tree: HostTree, path: bytes) -> Sequence[Listed] | Failure:
    """The names in a folder with lstat of each, sorted by bytes; what vanished is left out.

    No link is followed for the last part of the path. A name whose stat fails otherwise is
    listed with `FileKind.UNKNOWN`, so that nobody takes it for absent.
    """
    # Not isinstance(): against a protocol it costs as much as a small folder.
    if hasattr(tree, "listing"):
        return cast(ListsAtOnce, tree).listing(path)
    entries = tree.scandir(path)
    if not isinstance(entries, tuple):
        return entries
    start = path.rstrip(b"/") + b"/"
    found: list[Listed] = []
    for entry in entries:
        stat = tree.stat(start + entry.name)
        if isinstance(stat, FileStat):
            found.append(listed(entry.name, stat))
        elif not isinstance(stat, Absent):
            found.append(Listed(entry.name, FileKind.UNKNOWN, 0, 0))
    return found


def listed(name: bytes, stat: FileStat) -> Listed:
    """What a `FileStat` says, as one line of a listing."""
    return Listed(
        name,
        stat.kind,
        stat.mode,
        stat.size,
        -1 if stat.uid is None else stat.uid,
        -1 if stat.gid is None else stat.gid,
        None if stat.modified is None else nanoseconds_of(stat.modified),
        None if stat.changed is None else nanoseconds_of(stat.changed),
        stat.inode or 0,
        stat.device or 0,
        stat.links or 0,
    )
