"""From the members of a tar to a tree: unsafe names made safe or refused, and counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hemostat.model.failure import NotCollected
from hemostat.trees.disk_times import time_of
from hemostat.trees.host_tree import FileKind
from hemostat.trees.nodes import Node, PlacedContent, folder
from hemostat.trees.tar_format import Member

MAX_MEMBERS = 2_000_000
_MAX_NAME, _MAX_PATH = 255, 4096
_KINDS = {
    "2": FileKind.LINK,
    "3": FileKind.DEVICE,
    "4": FileKind.DEVICE,
    "5": FileKind.FOLDER,
    "D": FileKind.FOLDER,
    "6": FileKind.FIFO,
}
_IGNORED = "VM"  # the label of a volume, and the rest of a file begun on another one
_WORDS = {
    "above": "members with `..` in their name were left out",
    "bad name": "members with a name no Linux host could hold were left out",
    "below a file": "members below a file or a link were left out",
    "absolute": "members have absolute names; they were taken as relative to the root",
    "twice": "members came more than once; the last of each is shown",
    "control": "names hold control characters",
    "unlinked": "hard links name a file that is not in the archive",
    "replaced": "folders were replaced by a later member that is none",
    "too many": "the archive has more than 2,000,000 members; the others were left out",
}


@dataclass(slots=True)
class Index:
    """A tar as a tree, before anybody asked where in it the host's root is.

    Attributes:
        root: the archive's own top.
        knows_folders: whether it has folders as members.
        knows_xattrs: whether any member has extended attributes.
        counts: how often each of `_WORDS` happened.
    """

    root: Node
    knows_folders: bool
    knows_xattrs: bool
    counts: Counter[str]

    @property
    def notes(self) -> tuple[str, ...]:
        """The counts as sentences."""
        said = [(self.counts[key], words) for key, words in _WORDS.items() if self.counts[key]]
        return tuple(
            words if words.startswith("the archive") else f"{count} {words}"
            for count, words in said
        )


def index_members(members: Iterable[Member], descriptor: int) -> Index:
    """Put members where they belong. Never follows a link, never leaves the root.

    Args:
        members: in the order of the archive; of several at one place the last is kept.
        descriptor: the file their content stands in.
    """
    index = Index(folder(), knows_folders=False, knows_xattrs=False, counts=Counter())
    for number, member in enumerate(members):
        if number >= MAX_MEMBERS:
            index.counts["too many"] += 1
            break
        if member.type not in _IGNORED:
            _add(index, member, descriptor)
    return index


def _add(index: Index, member: Member, descriptor: int) -> None:
    """Put one member in its place."""
    parts = _safe_parts(member.name, index.counts)
    if parts is None:
        return
    kind = _KINDS.get(member.type, FileKind.FILE)
    index.knows_folders |= kind is FileKind.FOLDER
    index.knows_xattrs |= bool(member.xattrs)
    if not parts:
        index.root.was_walked |= kind is FileKind.FOLDER
        return
    parent = _parent(index, parts[:-1])
    if parent is None:
        return
    standing = parent.names.get(parts[-1])
    node = _node(index, member, kind, descriptor)
    if standing is not None:
        _replace(index.counts, standing, node)
    parent.names[parts[-1]] = node


def _replace(counts: Counter[str], standing: Node, node: Node) -> None:
    """A folder that comes again keeps what is in it; all else gives way to what comes last."""
    if standing.kind is FileKind.FOLDER and node.kind is FileKind.FOLDER:
        counts["twice"] += standing.was_walked
        node.names = standing.names
    else:
        counts["replaced" if standing.kind is FileKind.FOLDER else "twice"] += 1


def _safe_parts(name: bytes, counts: Counter[str]) -> list[bytes] | None:
    """The parts of a name below the root; None if it must not be taken."""
    parts = [part for part in name.split(b"/") if part not in (b"", b".")]
    if b".." in parts:
        counts["above"] += 1
        return None
    if len(name) > _MAX_PATH or b"\0" in name or any(len(part) > _MAX_NAME for part in parts):
        counts["bad name"] += 1
        return None
    counts["absolute"] += name.startswith(b"/")
    counts["control"] += any(byte < 0x20 or byte == 0x7F for byte in name)
    return parts


def _parent(index: Index, parts: list[bytes]) -> Node | None:
    """The folder a member stands in, made where only passed through; None below a non-folder."""
    node = index.root
    for part in parts:
        below = node.names.get(part)
        if below is None:
            below = node.names[part] = folder()
        elif below.kind is not FileKind.FOLDER:
            index.counts["below a file"] += 1
            return None
        node = below
    return node


def _node(index: Index, member: Member, kind: FileKind, descriptor: int) -> Node:
    """A member as a node."""
    node = Node(
        kind,
        mode=member.mode,
        uid=member.uid,
        gid=member.gid,
        modified=time_of(member.mtime),
        xattrs=member.xattrs,
        was_walked=kind is FileKind.FOLDER,
    )
    if kind is FileKind.LINK:
        node.target, node.size = member.target, len(member.target)
    elif member.type == "1":
        _share(index, node, member.target)
    elif kind is FileKind.FILE:
        node.size = member.size
        node.content = PlacedContent(descriptor, member.pieces, member.size)
    return node


def _share(index: Index, node: Node, target: bytes) -> None:
    """Give a hard link the content of the file it names, which stands before it in a tar."""
    standing: Node | None = index.root
    for part in target.split(b"/"):
        if part not in (b"", b".") and standing is not None:
            standing = standing.names.get(part)
    if standing is None or standing.kind in (FileKind.FOLDER, FileKind.UNKNOWN):
        index.counts["unlinked"] += 1
        node.hole = NotCollected("a hard link to a file that is not in the archive")
        return
    node.kind, node.target = standing.kind, standing.target
    node.content, node.hole, node.size = standing.content, standing.hole, standing.size
