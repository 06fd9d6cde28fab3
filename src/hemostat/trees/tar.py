"""A host in a tar: plain ones are read where they stand, all others from a nameless copy."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from hemostat.model.errors import SourceError
from hemostat.model.failure import Failure, NotCollected
from hemostat.trees.host_root import find_root
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, TreeInfo
from hemostat.trees.listing import Listed
from hemostat.trees.nodes import NO_PROC, Node, NodeTree
from hemostat.trees.spool import MAX_EXPANDED, HeldFile, Spooled, Stream, spool
from hemostat.trees.tar_format import TarReader
from hemostat.trees.tar_header import BLOCK, is_header
from hemostat.trees.tar_index import Index, index_members

_EMPTY_PROC = "the tar holds it as empty files: procfs says size 0, and tar believes that"


class Archive:
    """A tar that was read once, from end to end, for where everything in it stands."""

    def __init__(self, spooled: Spooled) -> None:
        """Index a tar.

        Args:
            spooled: its bytes; kept as long as the archive is.
        """
        self._spooled = spooled  # the descriptor of every content lives as long as this does
        descriptor = spooled.file.descriptor
        reader = TarReader(descriptor, spooled.size)
        self.index: Index = index_members(reader.members(), descriptor)
        notes = [*spooled.notes]
        if reader.bad_headers:
            notes.append(f"{reader.bad_headers} damaged places were skipped: files may be missing")
        if reader.too_long:
            notes.append(f"{reader.too_long} extended headers over 1 MiB were left out")
        if reader.is_cut:
            notes.append("it ends without its end mark, or inside a file: it is cut")
        self.is_complete = not notes and not self.index.counts["too many"]
        self.notes = (*notes, *self.index.notes)


class TarTree:
    """A `HostTree` of a tar.

    When a path is `Absent` and when `NotCollected`: see `NodeTree`. A file the tar is cut in gives
    `TooLarge` with what there is of it.
    """

    def __init__(self, archive: Archive, name: str, taken: datetime | None = None) -> None:
        """Find the host in an archive.

        Args:
            archive: the tar, indexed.
            name: what the user called it.
            taken: when it was collected, UTC, if anything says so.

        Raises:
            SourceError: nothing in it looks like a host.
        """
        found = find_root(archive.index.root)
        if found is None:
            names = b", ".join(sorted(archive.index.root.names)[:8]).decode(
                "utf-8", "backslashreplace"
            )
            raise SourceError(
                f"{name}: a tar, but nothing in it looks like a host (no etc, usr, var, proc …). "
                f"It holds: {names or 'nothing'}. Pack the root itself: tar -C / -czf …"
            )
        self._archive, self._name, self._taken = archive, name, taken
        self._notes = list(archive.notes)
        if found.path != b"/":
            self._notes.append(f"the root is {_shown(found.path)} in the archive")
        if found.others:
            others = ", ".join(_shown(each) for each in found.others[:8])
            self._notes.append(f"other roots in the archive were not read: {others}")
        self._has_processes, is_empty_proc = _judge_proc(found.node)
        self._not_covered = ((b"/proc", _EMPTY_PROC),) if is_empty_proc else ()
        self._nodes = NodeTree(
            found.node,
            knows_folders=archive.index.knows_folders,
            knows_xattrs=archive.index.knows_xattrs,
            owner=archive,
        )

    def info(self) -> TreeInfo:
        """What this source says of itself."""
        return TreeInfo(
            kind="tar",
            name=self._name,
            has_processes=self._has_processes,
            is_complete=self._archive.is_complete,
            taken=self._taken,
            not_covered=self._not_covered,
            notes=tuple(self._notes),
        )

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        return self._nodes.scandir(path)

    def listing(self, path: bytes) -> list[Listed] | Failure:
        """See `ListsAtOnce`."""
        return self._nodes.listing(path)

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        return self._nodes.stat(path)

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        return self._nodes.stat(path)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._nodes.readlink(path)

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        return self._nodes.read(path, limit)

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        return self._nodes.digest(path)

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`."""
        return self._nodes.xattr(path, name)

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._nodes.resolve(path)


def is_tar(head: bytes) -> bool:
    """Whether something begins with a tar header, of any age."""
    return len(head) >= BLOCK and is_header(head[:BLOCK])


def read_archive(
    stream: Stream, plain: HeldFile | None, spool_folder: Path | None, limit: int = MAX_EXPANDED
) -> Archive:
    """Index a tar from a stream.

    Args:
        stream: the tar, unpacked.
        plain: the file the stream reads, if it is a tar as it is: then nothing is copied.
        spool_folder: where a copy is laid down otherwise; see `spool`.
        limit: how many bytes at most.

    Raises:
        SourceError: the copy cannot be laid down.
    """
    if plain is not None and not stream.packings:
        return Archive(Spooled(plain, os.fstat(plain.descriptor).st_size))
    return Archive(spool(stream, spool_folder, limit))


def _judge_proc(root: Node) -> tuple[bool, bool]:
    """Whether /proc holds processes, and whether it is but procfs as plain tar sees it.

    In the second case its empty files are marked as not collected: they were not empty.
    """
    proc = root.names.get(b"proc")
    if proc is None or proc.kind is not FileKind.FOLDER:
        return False, False
    if not any(name.isdigit() for name in proc.names):
        proc.hole = NO_PROC
        return False, False
    files = [node for node in _below(proc) if node.kind is FileKind.FILE]
    if any(file.size for file in files):
        return True, False
    for file in files:
        file.content, file.hole = None, NotCollected(_EMPTY_PROC)
    return False, bool(files)


def _below(node: Node) -> Iterator[Node]:
    """Everything in a folder; the index lets nothing be in two places, so this ends."""
    todo = [node]
    while todo:
        for each in todo.pop().names.values():
            yield each
            if each.names:
                todo.append(each)


def _shown(path: bytes) -> str:
    """A path from the archive, fit to be printed."""
    return path.decode("utf-8", "backslashreplace").encode("unicode_escape").decode("ascii")
