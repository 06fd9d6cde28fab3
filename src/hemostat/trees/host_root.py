"""Where in an archive or folder the host's root is, judged by what lies there."""

from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.trees.host_tree import FileKind
from hemostat.trees.nodes import Node

TOP = frozenset(
    b"bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var".split()
)
_MARKS = frozenset((b"etc", b"usr", b"proc", b"var", b"home", b"bin", b"root"))
_PROOF = ((b"etc", b"passwd"), (b"etc", b"os-release"), (b"usr", b"lib", b"os-release"))
_WHOLE = 12
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class FoundRoot:
    """Where the root is.

    Attributes:
        node: the folder.
        path: where it stands in the archive; `/` for the archive's own top.
        others: further folders on the same level that look like roots.
    """

    node: Node
    path: bytes
    others: tuple[bytes, ...] = ()


def find_root(top: Node) -> FoundRoot | None:
    """The folder that is a host's root: the shallowest that looks like one.

    At the top any name of a root is enough (`tar c var/log`); below, it must be evident, for
    /opt/some-product has its own bin and etc. A single folder around everything is looked through.
    On one level the first by name is taken. None when nothing looks like a host.
    """
    if _is_root_at_top(top):
        return _found([(b"/", top)])
    level = list(_folders(b"", top))
    alone = level if len(top.names) == 1 else []
    for _ in range(_DEPTH):
        roots = [each for each in level if _is_evident(each[1])]
        if roots:
            return _found(roots)
        level = [below for path, node in level for below in _folders(path, node)]
    weak = [each for each in alone if TOP & each[1].names.keys()]
    return _found(weak) if weak else None


def _found(roots: list[tuple[bytes, Node]]) -> FoundRoot:
    """The first of the candidates."""
    path, node = roots[0]
    mark_whole(node)
    return FoundRoot(node, path, tuple(other for other, _ in roots[1:]))


def _is_root_at_top(top: Node) -> bool:
    """Whether the archive's top is the root, or the part of one that somebody took along.

    Not if all of it is one folder that happens to be called `root` or `home` and holds the host.
    """
    marks = TOP & top.names.keys()
    if len(marks) == 1 == len(top.names):
        return not _is_evident(top.names[next(iter(marks))])
    return bool(marks)


def _is_evident(node: Node) -> bool:
    """Whether a folder can be nothing but a host's root."""
    return len(_MARKS & node.names.keys()) > 3 or any(_has(node, proof) for proof in _PROOF)


def mark_whole(root: Node) -> None:
    """Take the root as walked when most of what stands in every root is in it.

    `tar c *` and `docker export` have no member for the root itself.
    """
    root.was_walked |= len(TOP & root.names.keys()) >= _WHOLE


def _has(node: Node, parts: tuple[bytes, ...]) -> bool:
    """Whether a path leads anywhere, links not followed."""
    for part in parts:
        if part not in node.names:
            return False
        node = node.names[part]
    return True


def _folders(path: bytes, node: Node) -> Iterator[tuple[bytes, Node]]:
    """The folders in a folder, by name."""
    for name in sorted(node.names):
        if node.names[name].kind is FileKind.FOLDER:
            yield path + b"/" + name, node.names[name]
