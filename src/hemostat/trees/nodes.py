"""A tree held as nodes in memory, its content elsewhere: what archives become once indexed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5, sha1, sha256
from typing import Protocol

from hemostat.model.failure import Absent, Failed, Failure, NotCollected, TooLarge
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat
from hemostat.trees.listing import Listed, listed
from hemostat.trees.resolving import Resolver, Seen
from hemostat.trees.tar_sparse import Piece

MAX_DIGEST = 4 << 30
_CHUNK = 1 << 20


class Content(Protocol):
    """Bytes of one file, wherever they stand."""

    def chunks(self, most: int) -> Iterator[bytes]:
        """The bytes in order, at most `most`; fewer than the size if they are cut off."""
        ...


@dataclass(frozen=True, slots=True)
class HeldContent:
    """Bytes in memory."""

    data: bytes

    def chunks(self, most: int) -> Iterator[bytes]:
        """See `Content`."""
        yield self.data[:most]


@dataclass(frozen=True, slots=True)
class PlacedContent:
    """Bytes in runs of a file of ours, with zeros in the holes between them."""

    descriptor: int
    pieces: tuple[Piece, ...]
    size: int

    def chunks(self, most: int) -> Iterator[bytes]:
        """See `Content`."""
        most = min(most, self.size)
        done = 0
        for piece in (*self.pieces, Piece(self.size, 0, 0)):
            for hole in _zeros(min(piece.at, most) - done):
                done += len(hole)
                yield hole
            left, offset = min(piece.size, most - done), piece.offset
            while left > 0:
                part = os.pread(self.descriptor, min(left, _CHUNK), offset)
                if not part:
                    return
                left, offset, done = left - len(part), offset + len(part), done + len(part)
                yield part


@dataclass(slots=True)
class Node:
    """One place in the tree.

    Attributes:
        content: of plain files; None where it was not collected, for the reason in `hole`.
        hole: why the content is missing; of a link, its text; of a
            folder, any name that is not in it.
        names: of a folder, what is in it.
        was_walked: of a folder, whether whoever collected it listed it: then a name that is not
            in it was not there. A folder known only from paths through it was not walked.
    """

    kind: FileKind
    mode: int = 0o755
    size: int = 0
    uid: int | None = None
    gid: int | None = None
    modified: datetime | None = None
    target: bytes = b""
    content: Content | None = None
    hole: Failure | None = None
    xattrs: tuple[tuple[str, bytes], ...] = ()
    names: "dict[bytes, Node]" = field(default_factory=dict[bytes, "Node"])
    was_walked: bool = False


def folder(*, was_walked: bool = False) -> Node:
    """An empty folder."""
    return Node(FileKind.FOLDER, was_walked=was_walked)


# What every Linux host has: where one of these is missing, it was left out.
ALWAYS_THERE = frozenset((b"proc", b"sys", b"dev", b"run", b"tmp", b"etc", b"usr", b"var"))
LEFT_OUT = NotCollected("left out by the collection: every host has it")
NO_PROC = NotCollected("no snapshot of /proc: the host was not running, or it was left out")


class NodeTree:
    """The reading half of a `HostTree` over nodes.

    A name that is not there is `Absent` only if somebody would have found it:

    - its folder was walked, that is, collected as a folder of its own and not merely passed
      through on the way to another file (`tar c etc/passwd` says nothing about /etc/shadow);
    - or the collection tells no folders at all (`find -type f`), and took other files, or links,
      from the same folder.

    Everything else is `NotCollected`, and so is a missing /etc, /proc, /var … of a walked root:
    no host is without them.
    """

    def __init__(
        self,
        root: Node,
        *,
        knows_folders: bool = True,
        knows_xattrs: bool = True,
        owner: object = None,
    ) -> None:
        """Take the root.

        Args:
            root: a folder.
            knows_folders: whether the collection has folders as entries of their own.
            knows_xattrs: whether it has extended attributes at all.
            owner: whatever must live as long as the content is to be read.
        """
        self._owner = owner
        self._root, self._knows_folders, self._knows_xattrs = root, knows_folders, knows_xattrs
        self._resolver = Resolver(self._look)

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        node = self.node(path)
        if not isinstance(node, Node):
            return node
        if node.kind is FileKind.LINK:
            return Failed("a symbolic link: not followed")
        if node.kind is not FileKind.FOLDER:
            return Absent()
        return tuple(Entry(name, node.names[name].kind) for name in sorted(node.names))

    def listing(self, path: bytes) -> list[Listed] | Failure:
        """See `ListsAtOnce`."""
        node = self.node(path)
        if not isinstance(node, Node):
            return node
        if node.kind is not FileKind.FOLDER:
            return Absent()
        return [listed(name, _stat_of(node.names[name])) for name in sorted(node.names)]

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        node = self.node(path)
        return _stat_of(node) if isinstance(node, Node) else node

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """The same as `stat`: nothing runs here, so there are no magic links."""
        return self.stat(path)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        node = self.node(path)
        if not isinstance(node, Node):
            return node
        if node.kind is not FileKind.LINK:
            return Failed("not a symbolic link")
        return node.target if node.hole is None else node.hole

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`. A file the archive is cut in is `TooLarge`, with what there is of it."""
        file = self._file(path)
        if not isinstance(file, tuple):
            return file
        content, size = file
        try:
            data = b"".join(content.chunks(min(limit + 1, size)))
        except OSError as error:
            return Failed(error.strerror or str(error))
        return data if len(data) == size <= limit else TooLarge(size, data[:limit])

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`. `TooLarge` over 4 GiB."""
        file = self._file(path)
        if not isinstance(file, tuple):
            return file
        content, size = file
        if size > MAX_DIGEST:
            return TooLarge(size)
        hashes = sha256(), md5(usedforsecurity=False), sha1(usedforsecurity=False)
        total = 0
        try:
            for chunk in content.chunks(size):
                total += len(chunk)
                for each in hashes:
                    each.update(chunk)
        except OSError as error:
            return Failed(error.strerror or str(error))
        if total != size:
            return Failed("the archive is cut inside this file")
        return Digests(*(each.hexdigest() for each in hashes))

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`; `NotCollected` where the collection left all of them out."""
        node = self.node(path)
        if not isinstance(node, Node):
            return node
        if not self._knows_xattrs:
            return NotCollected("the collection holds no extended attributes")
        return next((value for key, value in node.xattrs if key == name), Absent())

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._resolver.resolve(path)

    def node(self, path: bytes) -> Node | Failure:
        """What stands at a path, the links of its folder followed."""
        place = self._resolver.place(path)
        return self._at(place) if isinstance(place, bytes) else place

    def _look(self, path: bytes) -> Seen:
        """What stands at one link-free path, for the resolver."""
        node = self._at(path)
        if not isinstance(node, Node):
            return node
        return node.target if node.kind is FileKind.LINK else node.kind

    def _at(self, path: bytes) -> Node | Failure:
        """What stands at one link-free path."""
        node = self._root
        for name in path.split(b"/"):
            if not name:
                continue
            below = node.names.get(name)
            if below is None:
                return self._missing(node, name)
            node = below
        return node

    def _missing(self, parent: Node, name: bytes) -> Failure:
        """Why a name is not in a folder; see the class."""
        if parent.hole is not None:
            return parent.hole
        if parent is self._root:
            if name in ALWAYS_THERE:
                return LEFT_OUT
            is_known = parent.was_walked
        else:
            is_known = parent.was_walked or not self._knows_folders
            is_known &= parent.was_walked or any(
                each.kind is not FileKind.FOLDER for each in parent.names.values()
            )
        return Absent() if is_known else NotCollected("its folder was not collected as a whole")

    def _file(self, path: bytes) -> tuple[Content, int] | Failure:
        """The content and size of a plain file."""
        node = self.node(path)
        if not isinstance(node, Node):
            return node
        if node.kind is not FileKind.FILE:
            return Failed(f"not a plain file but a {node.kind}")
        if node.content is None:
            return node.hole or NotCollected("its content was not collected")
        return node.content, node.size


def _stat_of(node: Node) -> FileStat:
    return FileStat(node.kind, node.mode, node.size, node.uid, node.gid, node.modified)


def _zeros(size: int) -> Iterator[bytes]:
    """A hole."""
    while size > 0:
        yield bytes(min(size, _CHUNK))
        size -= _CHUNK
