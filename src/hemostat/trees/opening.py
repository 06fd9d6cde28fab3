"""From what the user named to a tree: what a source is, is told by its content alone."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from hemostat.model.errors import SourceError
from hemostat.model.failure import describe
from hemostat.trees.collector_packing import is_printable_stream
from hemostat.trees.collector_stream import CollectorTree, is_collector_stream
from hemostat.trees.folder import FolderTree
from hemostat.trees.guess import guess_kind
from hemostat.trees.host_tree import FileKind, HostTree
from hemostat.trees.image import ImageTree
from hemostat.trees.image_volumes import HEAD, is_image
from hemostat.trees.live import LiveTree
from hemostat.trees.nodes import Node, NodeTree
from hemostat.trees.spool import MAX_EXPANDED, HeldFile, Stream, unpack
from hemostat.trees.tar import Archive, TarTree, is_tar, read_archive
from hemostat.trees.uac import UacTree

_UAC_ROOT = b"[root]"
_HOST_NAMES = frozenset((b"etc", b"usr", b"proc", b"var", b"home", b"bin", b"root"))
_ACCEPTED = (
    "Accepted: a folder or mounted disk holding a host's root; a disk image (raw, qcow2, VMDK); "
    "a tar of a root, also packed with gzip, zstd, bzip2 or xz; a UAC collection; the output of "
    "`hemostat collect`; or nothing, for this host."
)


def open_tree(
    source: str | None,
    stdin: BinaryIO | None = None,
    spool_folder: Path | None = None,
    limit: int = MAX_EXPANDED,
) -> HostTree:
    """Open what the user named.

    Args:
        source: a path; `-` for the stream; None for this running host.
        stdin: the stream; needed for `-` alone.
        spool_folder: where packed and streamed archives are laid down, in files without names;
            the system's folder for such files when None.
        limit: how many unpacked bytes at most.

    Raises:
        SourceError: it is missing, unreadable, or nothing that looks like a host; the message
            says what it is instead, and what would be accepted.
    """
    if source is None:
        return LiveTree()
    if source == "-":
        return _open_stdin(stdin, spool_folder, limit)
    try:
        mode = os.stat(source).st_mode  # noqa: PTH116 — one call for kind and existence
        if stat.S_ISDIR(mode):
            return _open_folder(source)
        if stat.S_ISBLK(mode):
            return ImageTree(source)
        if stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
            file = HeldFile(os.open(source, os.O_RDONLY | os.O_CLOEXEC))
            stream = Stream(lambda size: os.read(file.descriptor, size))
            plain = file if stat.S_ISREG(mode) else None
            return _open_stream(stream, source, plain, spool_folder, limit)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError(f"{source}: {reason}. {_ACCEPTED}") from error
    kind = "a device that is no disk"
    if stat.S_ISSOCK(mode):
        kind = "a socket"
    raise SourceError(f"{source}: {kind}. {_ACCEPTED}")


def _open_stdin(stdin: BinaryIO | None, spool_folder: Path | None, limit: int) -> HostTree:
    """A stream from standard input."""
    if stdin is None or stdin.isatty():
        raise SourceError(
            "-: standard input is a terminal. Send a tar or a collection into it: "
            "ssh host 'sh -s' < collect.sh | hemostat triage -"
        )
    take = cast(Callable[[int], bytes], getattr(stdin, "read1", stdin.read))
    return _open_stream(Stream(take), "-", None, spool_folder, limit)


def _open_folder(source: str) -> HostTree:
    """A folder: a UAC collection, or a root."""
    tree = FolderTree(os.fsencode(source), source)
    entries = tree.scandir(b"/")
    if not isinstance(entries, tuple):
        raise SourceError(f"{source}: cannot be listed ({describe(entries)}). Try it as root.")
    names = {entry.name for entry in entries}
    if _UAC_ROOT in names:
        return UacTree(tree, os.path.abspath(source))  # noqa: PTH100 — a name, not a place
    if names & _HOST_NAMES:
        return tree
    advice = "It is empty: is the disk mounted?" if not names else ""
    for entry in entries[:100]:
        below = tree.scandir(b"/" + entry.name) if entry.kind is FileKind.FOLDER else ()
        if isinstance(below, tuple) and len(_HOST_NAMES & {each.name for each in below}) > 1:
            advice = f"Did you mean {os.path.join(source, os.fsdecode(entry.name))!r}?"  # noqa: PTH118
            break
    raise SourceError(
        f"{source}: a folder, but nothing in it looks like a host's root (no etc, usr, proc, var, "
        f"home, bin or root). {advice or 'Name the folder that holds etc and usr.'}"
    )


def _open_stream(
    raw: Stream, name: str, plain: HeldFile | None, spool_folder: Path | None, limit: int
) -> HostTree:
    """A stream of bytes: a collection, a UAC archive, or a tar."""
    if not raw.peek(1):
        reason = f"cannot be read: {raw.damage}" if raw.damage else "is empty"
        raise SourceError(f"{name}: {reason}. Did the command that should fill it fail?")
    stream = unpack(raw)
    head = stream.peek(1024)
    if is_collector_stream(head) or is_printable_stream(head):
        return CollectorTree(cast(BinaryIO, stream), name, spool_folder)
    if plain is not None and not stream.packings and is_image(stream.peek(HEAD)):
        return ImageTree(name)
    if is_tar(head):
        archive = read_archive(stream, plain, spool_folder, limit)
        uac_top = _uac_top(archive.index.root)
        return TarTree(archive, name) if uac_top is None else _open_uac(archive, uac_top, name)
    inside = f" inside {' inside '.join(reversed(stream.packings))}" if stream.packings else ""
    damage = f", cut or damaged ({stream.damage})" if stream.damage else ""
    raise SourceError(f"{name}: {guess_kind(head)}{inside}{damage}. {_ACCEPTED}")


def _uac_top(root: Node) -> Node | None:
    """The folder that holds `[root]`: the archive's top, or the only folder in it."""
    if _UAC_ROOT in root.names:
        return root
    for node in root.names.values():
        if len(root.names) == 1 and _UAC_ROOT in node.names:
            return node
    return None


def _open_uac(archive: Archive, top: Node, name: str) -> HostTree:
    """A UAC archive."""
    # The folders of a UAC archive say nothing: UacTree has its own rule for what is missing.
    files = NodeTree(top, knows_folders=archive.index.knows_folders, owner=archive)
    return UacTree(files, name, is_complete=archive.is_complete, notes=archive.notes)
