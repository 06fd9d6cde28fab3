"""A host that lies in a folder: a mounted disk, an unpacked root, a container's root."""

import os
from datetime import datetime
from typing import TypeVar

from hemostat.model.failure import Absent, Failure
from hemostat.trees.disk import MAX_NAMES, Disk
from hemostat.trees.footprint import Footprint, Touches
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, TreeInfo
from hemostat.trees.listing import Listed
from hemostat.trees.nodes import ALWAYS_THERE, LEFT_OUT, NO_PROC
from hemostat.trees.resolving import Resolver
from hemostat.trees.tail import Part

T = TypeVar("T")


class FolderTree:
    """A `HostTree` of the files below one local folder.

    The folder may lie behind a link (`/proc/PID/root` of a container does); below it no link
    leads out of it. What every host has (/etc, /var, /proc with processes …) and this folder has
    not is `NotCollected`: somebody unpacked a part, or a disk that was not running.
    """

    def __init__(self, root: bytes, name: str = "", taken: datetime | None = None) -> None:
        """Take a folder. Nothing is read yet.

        Args:
            root: a local folder.
            name: what the user called it; the folder's own path when empty.
            taken: when it was collected, UTC, if something beside it says so.
        """
        local = os.path.abspath(root).rstrip(b"/")  # noqa: PTH100 — resolve() would follow links
        self._name = name or os.fsdecode(root)
        self._taken = taken
        self._touches = Touches()
        self._disk = Disk(local, self._touches)
        self._resolver = Resolver(lambda path: self._told(path, self._disk.look(path)))
        self._tops: frozenset[bytes] | None = None
        self._holds_processes: bool | None = None

    def info(self) -> TreeInfo:
        """What this source says of itself."""
        return TreeInfo(
            kind="folder",
            name=self._name,
            has_processes=self._has_processes(),
            taken=self._taken,
            not_covered=tuple(
                (path, f"more than {MAX_NAMES} names: the others were not listed")
                for path in sorted(self._disk.long_folders)
            ),
        )

    def footprint(self) -> Footprint:
        """What was touched so far; paths within the tree."""
        return self._touches.footprint()

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.scandir(real)) if isinstance(real, bytes) else real

    def listing(self, path: bytes) -> list[Listed] | Failure:
        """See `ListsAtOnce`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.listing(real)) if isinstance(real, bytes) else real

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.stat(real)) if isinstance(real, bytes) else real

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """The same as `stat`: a folder has no magic links."""
        return self.stat(path)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.readlink(real)) if isinstance(real, bytes) else real

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.read(real, limit)) if isinstance(real, bytes) else real

    def tail(self, path: bytes, limit: int) -> Part | Failure:
        """See `HasTail`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.tail(real, limit)) if isinstance(real, bytes) else real

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.digest(real)) if isinstance(real, bytes) else real

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`."""
        real = self._resolver.place(path)
        return self._told(real, self._disk.xattr(real, name)) if isinstance(real, bytes) else real

    def inode_flags(self, path: bytes) -> int | Failure:
        """See `HasInodeFlags`."""
        real = self._resolver.place(path)
        return self._disk.inode_flags(real) if isinstance(real, bytes) else real

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._resolver.resolve(path)

    def _told(self, path: bytes, answer: T | Failure) -> T | Failure:
        """`NotCollected` instead of `Absent` where every host has what this folder has not."""
        if not isinstance(answer, Absent):
            return answer
        top = path.split(b"/", 2)[1]
        if top not in ALWAYS_THERE:
            return answer
        if self._tops is None:
            entries = self._disk.scandir(b"/")
            names = (
                {entry.name for entry in entries} if isinstance(entries, tuple) else set[bytes]()
            )
            self._tops = frozenset(names)
        if top not in self._tops:
            return LEFT_OUT
        return NO_PROC if top == b"proc" and not self._has_processes() else answer

    def _has_processes(self) -> bool:
        """Whether /proc holds at least one process; looked at once, for it may hold 20,000."""
        if self._holds_processes is None:
            entries = self._disk.scandir(b"/proc")
            self._holds_processes = isinstance(entries, tuple) and any(
                entry.name.isdigit() and entry.kind is FileKind.FOLDER for entry in entries
            )
        return self._holds_processes
