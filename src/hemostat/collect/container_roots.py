"""The root of a container as a tree: of its running process, else from its layers on disk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hemostat.collect.container_layers import Layers, Mounted, layers_of, mounted_for
from hemostat.model.records import Container, Mount, Process
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import FileStat, HostTree
from hemostat.trees.layered_tree import LayeredTree
from hemostat.trees.sub_tree import SubTree


@dataclass(frozen=True, slots=True)
class ContainerRoot:
    """A container's files.

    Attributes:
        tree: what the container sees; None where nothing of it can be read.
        reason: why `tree` is None.
        layers: where it lies on the host, if it is an overlay.
        upper: what it changed since it was made; None if unknown.
        lower: its image; None if unknown.
        points: what is mounted over its root: volumes, folders of the host, memory.
        pid: the process whose root it is; 0 for one read from disk.
    """

    tree: HostTree | None
    reason: str = ""
    layers: Layers | None = None
    upper: HostTree | None = None
    lower: LayeredTree | None = None
    points: tuple[bytes, ...] = ()
    pid: int = 0


def container_root(
    tree: HostTree,
    identity: str,
    processes: Sequence[Process],
    container: Container | None = None,
    mounts: Iterable[Mount] = (),
) -> ContainerRoot:
    """Find a container's files.

    Args:
        tree: the host.
        identity: the container's id.
        processes: those that run in it, none for a stopped one.
        container: its configuration, where one was read.
        mounts: of the host.
    """
    first = _leader(processes)
    seen = mounted_for(tree, first.pid) if first else Mounted()
    layers = seen.layers or layers_of(tree, container, identity, mounts)
    upper, lower = _trees_of(tree, layers)
    points = seen.points
    if first and tree.info().kind == "live":
        return _running(first, seen, layers, upper, lower)
    if upper is None:
        return ContainerRoot(None, "neither its root nor the layers of its image are there")
    shown = LayeredTree([upper, *_lower_trees(tree, layers)])
    return ContainerRoot(shown, "", layers, upper, lower, points)


def _running(
    first: Process,
    seen: Mounted,
    layers: Layers | None,
    upper: HostTree | None,
    lower: LayeredTree | None,
) -> ContainerRoot:
    # Opened as a folder of its own: links below it must not be followed in our root.
    shown = SubTree(FolderTree(b"/proc/%d/root" % first.pid), b"", dict(seen.skipped))
    found = shown.stat(b"/")
    reason = "" if isinstance(found, FileStat) else "the root of its process cannot be read"
    return ContainerRoot(
        None if reason else shown, reason, layers, upper, lower, seen.points, first.pid
    )


def _leader(processes: Sequence[Process]) -> Process | None:
    """The container's first process: its parent is no process of the container."""
    own = {each.pid for each in processes}
    outer = [each for each in processes if each.ppid not in own and not each.is_kernel_thread]
    return min(outer or processes, key=lambda each: each.pid, default=None)


def _trees_of(tree: HostTree, layers: Layers | None) -> tuple[HostTree | None, LayeredTree | None]:
    if layers is None:
        return None, None
    upper = SubTree(tree, layers.upper)
    if not isinstance(upper.stat(b"/"), FileStat):
        return None, None
    lower = _lower_trees(tree, layers)
    return upper, LayeredTree(lower) if lower else None


def _lower_trees(tree: HostTree, layers: Layers | None) -> list[HostTree]:
    found: list[HostTree] = []
    for path in layers.lower if layers else ():
        # l/NAME is a short name for ../ID/diff.
        real = tree.resolve(path)
        if isinstance(real, bytes) and isinstance(tree.stat(real), FileStat):
            found.append(SubTree(tree, real))
    return found
