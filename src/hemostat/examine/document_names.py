"""Names of files where people and services keep their documents, whoever lists the folders."""

from collections.abc import Iterable

from hemostat.collect.walk import Folder
from hemostat.detect.renamed_files import RenamedFiles
from hemostat.model.path import decode
from hemostat.trees.host_tree import Entry, FileKind, HostTree
from hemostat.trees.listing import Listed

_TOPS = (
    b"/home",
    b"/root",
    b"/srv",
    b"/data",
    b"/var/www",
    b"/www",
    b"/opt",
    b"/mnt",
    b"/media",
    b"/backup",
    b"/export",
    b"/var/lib/mysql",
    b"/var/lib/postgresql",
    b"/var/backups",
    b"/vmfs",
    b"/var/lib/libvirt/images",
    b"/usr/local",
)
_PASSED_OVER = frozenset(
    (b"node_modules", b"site-packages", b".git", b".cache", b"vendor", b"overlay2")
)
_MOST_PARTS = 10
"""Of the path of a folder that is still entered."""


class DocumentNames:
    """What the folders seen so far say of renamed documents, and which were not seen yet."""

    def __init__(self, tree: HostTree) -> None:
        """Find where to look, links followed."""
        found = (tree.resolve(top) for top in _TOPS)
        self._tops = tuple(dict.fromkeys(each for each in found if isinstance(each, bytes)))
        self._starts = tuple(top.rstrip(b"/") + b"/" for top in self._tops)
        self._seen: set[bytes] = set()
        self._below: set[bytes] = set()
        self.files = RenamedFiles()

    @property
    def folders(self) -> int:
        """How many were seen."""
        return len(self._seen)

    @property
    def left(self) -> list[bytes]:
        """Folders to look into that nobody listed, the outermost first."""
        missing = self._below.union(self._tops) - self._seen
        return sorted(missing, key=lambda path: (path.count(b"/"), path))

    def visit(self, folder: Folder) -> None:
        """Take a folder of the walk, if it is one of these."""
        path = folder.path
        is_wanted = path in self._tops or path.startswith(self._starts)
        if is_wanted and _PASSED_OVER.isdisjoint(path.split(b"/")):
            self.see(path, folder.lines)

    def see(self, path: bytes, entries: Iterable[Entry | Listed]) -> None:
        """Take the names of one folder, whose path is free of links."""
        if path in self._seen:
            return
        self._seen.add(path)
        start = path.rstrip(b"/") + b"/"
        is_deep = start.count(b"/") > _MOST_PARTS
        names: list[str] = []
        for entry in entries:
            if entry.kind is FileKind.FILE:
                names.append(decode(entry.name))
            elif entry.kind is FileKind.FOLDER and not is_deep and entry.name not in _PASSED_OVER:
                self._below.add(start + entry.name)
        self.files.see(decode(path), names)
