"""The seam every source stands behind: a host is a tree of files that can only be read.

Paths are POSIX bytes, absolute, within the tree. No method raises for what a host holds or lacks:
each returns a value or a typed failure. No method follows a symbolic link, except `resolve`, which
follows within the tree and never out of it, and the kernel's magic links below /proc/PID (exe,
cwd, root, fd/N, map_files/N), which `read`, `stat_target` and `digest` follow on a running host.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hemostat.model.failure import Failure


class FileKind(StrEnum):
    """What a directory entry is."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    FIFO = "fifo"
    SOCKET = "socket"
    DEVICE = "device"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder. `name` is bytes without a slash, as the host has them."""

    name: bytes
    kind: FileKind


@dataclass(frozen=True, slots=True)
class FileStat:
    """What lstat says. None where a source cannot know (a tar has no ctime and no inode).

    Times are UTC with microseconds; sizes are bytes; `mode` holds the 12 permission bits only.
    """

    kind: FileKind
    mode: int
    size: int
    uid: int | None = None
    gid: int | None = None
    modified: datetime | None = None
    changed: datetime | None = None
    inode: int | None = None
    device: int | None = None
    links: int | None = None


@dataclass(frozen=True, slots=True)
class Digests:
    """Hashes of one file's content, hex; empty where a collection brought only some."""

    sha256: str = ""
    md5: str = ""
    sha1: str = ""


@dataclass(frozen=True, slots=True)
class TreeInfo:
    """What a source says of itself.

    Attributes:
        kind: `live`, `folder`, `tar`, `collector`, `uac` or `image`.
        name: what the user called it: a path, `-`, or `this host`.
        is_running: whether /proc is answered by the kernel itself.
        has_processes: whether it holds /proc of a running system (a snapshot, or the real one).
        is_complete: False when the stream was visibly cut, or its own hash list disagrees.
        taken: when it was collected, UTC, if it says so; for a live tree: now.
        not_covered: mounts and parts that were skipped, with the reason, in the system's words.
        notes: what else a reader must know, such as why `is_complete` is False.
    """

    kind: str
    name: str
    is_running: bool = False
    has_processes: bool = False
    is_complete: bool = True
    taken: datetime | None = None
    not_covered: tuple[tuple[bytes, str], ...] = ()
    notes: tuple[str, ...] = ()


class HostTree(Protocol):
    """A read-only view of one host's files. See the module for what holds for every method."""

    def info(self) -> TreeInfo:
        """What this source says of itself."""
        ...

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """The names in a folder, sorted by bytes, at most 1,000,000; not of what a link names."""
        ...

    def stat(self, path: bytes) -> FileStat | Failure:
        """What lstat says of the path itself."""
        ...

    def readlink(self, path: bytes) -> bytes | Failure:
        """The text of a symbolic link (of magic links too); `Failed` for anything else."""
        ...

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """The bytes of a plain file; `TooLarge` with the first `limit` bytes if it has more.

        Opened without waiting (a FIFO or device is `Failed`) and without touching atime where the
        system allows that.
        """
        ...

    def digest(self, path: bytes) -> Digests | Failure:
        """Hashes of a plain file's whole content, or those the collection brought along."""
        ...

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """One extended attribute."""
        ...

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """What stat says of what a magic link below /proc names; else the same as `stat`."""
        ...

    def resolve(self, path: bytes) -> bytes | Failure:
        """The path with every link followed, within the tree, at most 40 links.

        `Absent` where a part is missing; `Failed` for a loop. An absolute link target begins at
        the tree's own root, and `..` never leaves it.
        """
        ...
