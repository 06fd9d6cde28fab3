"""A folder of a tree seen as a root of its own: a container's, or one layer of its image."""

from collections.abc import Mapping
from dataclasses import replace

from hemostat.model.failure import Failed, Failure
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, HostTree, TreeInfo
from hemostat.trees.resolving import Resolver, Seen


class SubTree:
    """A `HostTree` below a folder of another; no link leads out of that folder.

    Every part of a path is looked at here, so the tree beneath never follows a link of the
    container's own: an absolute target begins at the folder, not at the host's root.
    """

    def __init__(
        self, tree: HostTree, folder: bytes = b"", skipped: Mapping[bytes, str] | None = None
    ) -> None:
        """Take a folder. Nothing is read yet.

        Args:
            tree: the tree it stands in.
            folder: its path there, free of links; empty for the tree's own root.
            skipped: places below it that must not be touched, with the reason.
        """
        self._tree = tree
        self._folder = folder.rstrip(b"/")
        self._skipped = dict(skipped or {})
        self._resolver = Resolver(self._look)

    def info(self) -> TreeInfo:
        """See `HostTree`. What stands below is no running host of its own."""
        info = self._tree.info()
        not_covered = tuple(sorted(self._skipped.items()))
        return replace(info, is_running=False, has_processes=False, not_covered=not_covered)

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._tree.scandir(real) if isinstance(real, bytes) else real

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._tree.stat(real) if isinstance(real, bytes) else real

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """The same as `stat`: magic links lead out of here."""
        return self.stat(path)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._tree.readlink(real) if isinstance(real, bytes) else real

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._tree.read(real, limit) if isinstance(real, bytes) else real

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._tree.digest(real) if isinstance(real, bytes) else real

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._tree.xattr(real, name) if isinstance(real, bytes) else real

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._resolver.resolve(path)

    def _look(self, path: bytes) -> Seen:
        if refused := self._refused(path):
            return refused
        found = self._tree.stat(self._folder + path)
        if not isinstance(found, FileStat):
            return found
        if found.kind is FileKind.LINK:
            return self._tree.readlink(self._folder + path)
        return found.kind

    def _place(self, path: bytes) -> bytes | Failure:
        """Where a path stands in the tree beneath, its folder's links followed here."""
        real = self._resolver.place(path)
        if not isinstance(real, bytes):
            return real
        if refused := self._refused(real):
            return refused
        return (self._folder + real).rstrip(b"/") or b"/"

    def _refused(self, path: bytes) -> Failed | None:
        for point, reason in self._skipped.items():
            if path == point or path.startswith(point + b"/"):
                return Failed(reason)
        return None
