"""Layers of folders seen as one root, as overlayfs shows them: what a container sees.

Source: Documentation/filesystems/overlayfs.rst ("whiteouts and opaque directories"); the names
`.wh.NAME` and `.wh..wh..opq` are those of AUFS and of fuse-overlayfs without rights.
"""

from collections.abc import Sequence

from hemostat.model.failure import Absent, Failure
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, HostTree, TreeInfo
from hemostat.trees.resolving import Resolver, Seen

_WHITEOUT = b".wh."
_OPAQUE = b".wh..wh..opq"
_OPAQUE_ATTRIBUTES = ("trusted.overlay.opaque", "user.overlay.opaque")
_MOST_REMEMBERED = 20_000

Listing = dict[bytes, tuple[Entry, int]]
"""What a folder shows: each name with its entry and the layer it comes from."""


def is_whiteout(entry: Entry) -> bool:
    """Whether a name in an upper layer says that a lower one's is gone.

    A device counts as one: images bring none, and a container's own stand in its /dev.
    """
    return entry.kind is FileKind.DEVICE or entry.name.startswith(_WHITEOUT)


class LayeredTree:
    """A `HostTree` over layers, the uppermost first."""

    def __init__(self, layers: Sequence[HostTree]) -> None:
        """Take layers, at least one, the uppermost first."""
        self._layers = tuple(layers)
        self._listings: dict[bytes, Listing | Failure] = {}
        self._folders: dict[bytes, tuple[int, ...] | Failure] = {}
        self._resolver = Resolver(self._look)

    def info(self) -> TreeInfo:
        """See `HostTree`: that of the uppermost layer."""
        return self._layers[0].info()

    def layer_of(self, path: bytes) -> int | None:
        """Which layer a path comes from, counted from the uppermost; None if it is in none."""
        found = self._find(path)
        return found[1] if isinstance(found, tuple) else None

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        real = self._resolver.place(path)
        listing = self._listing(real) if isinstance(real, bytes) else real
        if not isinstance(listing, dict):
            return listing
        return tuple(entry for _, (entry, _) in sorted(listing.items()))

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        found = self._layer(path)
        return found[0].stat(found[1]) if isinstance(found, tuple) else found

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """The same as `stat`: layers have no magic links."""
        return self.stat(path)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        found = self._layer(path)
        return found[0].readlink(found[1]) if isinstance(found, tuple) else found

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        found = self._layer(path)
        return found[0].read(found[1], limit) if isinstance(found, tuple) else found

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        found = self._layer(path)
        return found[0].digest(found[1]) if isinstance(found, tuple) else found

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`."""
        found = self._layer(path)
        return found[0].xattr(found[1], name) if isinstance(found, tuple) else found

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._resolver.resolve(path)

    def _layer(self, path: bytes) -> tuple[HostTree, bytes] | Failure:
        real = self._resolver.place(path)
        if not isinstance(real, bytes):
            return real
        found = self._find(real)
        return (self._layers[found[1]], real) if isinstance(found, tuple) else found

    def _look(self, path: bytes) -> Seen:
        found = self._find(path)
        if not isinstance(found, tuple):
            return found
        kind, layer = found
        return self._layers[layer].readlink(path) if kind is FileKind.LINK else kind

    def _find(self, path: bytes) -> tuple[FileKind, int] | Failure:
        """What stands at a path whose folder is free of links, and in which layer."""
        if path in (b"", b"/"):
            return FileKind.FOLDER, 0
        folder, _, name = path.rpartition(b"/")
        listing = self._listing(folder or b"/")
        if not isinstance(listing, dict):
            return listing
        if name not in listing:
            return Absent()
        entry, layer = listing[name]
        return entry.kind, layer

    def _listing(self, folder: bytes) -> Listing | Failure:
        if folder not in self._listings:
            if len(self._listings) >= _MOST_REMEMBERED:
                self._listings.clear()
            self._listings[folder] = self._merged(folder)
        return self._listings[folder]

    def _merged(self, folder: bytes) -> Listing | Failure:
        """The names of a folder over all layers that show through there."""
        shown = self._shown(folder)
        if not isinstance(shown, tuple):
            return shown
        merged: Listing = {}
        gone: set[bytes] = set()
        for number in shown:
            entries = self._layers[number].scandir(folder)
            if not isinstance(entries, tuple):
                return entries
            for entry in entries:
                plain = entry.name.removeprefix(_WHITEOUT)
                if is_whiteout(entry):
                    gone.add(plain)
                elif plain not in gone and plain not in merged:
                    merged[plain] = (entry, number)
        return merged

    def _shown(self, folder: bytes) -> tuple[int, ...] | Failure:
        """The layers whose names of a folder are seen, the uppermost first."""
        if folder not in self._folders:
            if len(self._folders) >= _MOST_REMEMBERED:
                self._folders.clear()
            self._folders[folder] = self._shows(folder)
        return self._folders[folder]

    def _shows(self, folder: bytes) -> tuple[int, ...] | Failure:
        if folder in (b"", b"/"):
            return tuple(range(len(self._layers)))
        above, _, name = folder.rpartition(b"/")
        shown = self._shown(above or b"/")
        if not isinstance(shown, tuple):
            return shown
        found: list[int] = []
        failure: Failure = Absent()
        for number in shown:
            entries = self._layers[number].scandir(above or b"/")
            if not isinstance(entries, tuple):
                failure = entries
                continue
            kinds = {each.kind for each in entries if each.name == name}
            if FileKind.FOLDER in kinds:
                found.append(number)
            is_end = bool(kinds) or any(each.name == _WHITEOUT + name for each in entries)
            if is_end and (FileKind.FOLDER not in kinds or self._is_opaque(number, folder)):
                break
        return tuple(found) or failure

    def _is_opaque(self, number: int, folder: bytes) -> bool:
        layer = self._layers[number]
        if any(layer.xattr(folder, name) == b"y" for name in _OPAQUE_ATTRIBUTES):
            return True
        return isinstance(layer.stat(folder + b"/" + _OPAQUE), FileStat)
