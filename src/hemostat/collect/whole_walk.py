"""Every folder of a host, in the order of names, so that one path says how far a walk came."""

from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.collect.walk import FOREIGN, FOREIGN_NAMES
from hemostat.model.area import Area, AreaKind
from hemostat.model.failure import Absent, Failure
from hemostat.model.path import HostPath, decode, is_within
from hemostat.trees.host_tree import FileKind, HostTree
from hemostat.trees.listing import Listed, list_folder

_SKIPPED = FOREIGN


@dataclass(frozen=True, slots=True)
class Visited:
    """One folder of the walk.

    Attributes:
        path: free of links. lines: its names, or why there are none.
        share: how much of the tree lies before it, 0 to 1, guessed from the names passed so far.
    """

    path: bytes
    lines: list[Listed] | Failure
    share: float


@dataclass(slots=True)
class _Level:
    """One folder on the way down: what is below it, and which is next."""

    path: bytes
    below: list[bytes]
    next: int
    start: float
    width: float


def whole_walk(tree: HostTree, after: bytes = b"") -> Iterator[Visited]:
    """Every folder, a folder before what is below it, names sorted by bytes.

    Memory holds the names of one folder and of those above it. A bind mount that shows a folder
    twice is walked twice: links are never followed, so that is finite.

    Args:
        tree: the host.
        after: the last folder that was done earlier; empty for a walk from the beginning.
    """
    done = tuple(part for part in after.split(b"/") if part) if after else None
    root = _Level(b"", [b""], 0, 0.0, 1.0)
    stack = [root]
    while stack:
        level = stack[-1]
        if level.next >= len(level.below):
            stack.pop()
            continue
        name = level.below[level.next]
        width = level.width / len(level.below)
        start = level.start + width * level.next
        level.next += 1
        path = level.path.rstrip(b"/") + b"/" + name
        is_known = done is not None and _is_before(path, done)
        if is_known and not _leads_to(path, done or ()):
            continue
        lines = list_folder(tree, path)
        found = lines if isinstance(lines, Failure) else list(lines)
        if not is_known and not isinstance(found, Absent):
            yield Visited(path, found, start)
        if isinstance(found, list) and (below := _folders(path, found)):
            stack.append(_Level(path, below, 0, start, width))


def _folders(path: bytes, lines: list[Listed]) -> list[bytes]:
    start = path.rstrip(b"/") + b"/"
    return [
        line.name
        for line in lines
        if line.kind is FileKind.FOLDER
        and line.name not in FOREIGN_NAMES
        and start + line.name not in _SKIPPED
    ]


def _parts(path: bytes) -> tuple[bytes, ...]:
    return tuple(part for part in path.split(b"/") if part)


def _is_before(path: bytes, done: tuple[bytes, ...]) -> bool:
    """Whether a folder was done already: it comes no later than the last one done."""
    return _parts(path) <= done


def _leads_to(path: bytes, done: tuple[bytes, ...]) -> bool:
    """Whether the last folder done is this one or lies below: later ones may, too."""
    parts = _parts(path)
    return done[: len(parts)] == parts


def kind_of(path: bytes, areas: tuple[Area, ...]) -> AreaKind:
    """What a folder is for: the kind of the nearest area above it."""
    place = decode(path)
    above = [area for area in areas if area.path != "/" and is_within(place, area.path)]
    return max(above, key=lambda area: len(area.path)).kind if above else AreaKind.OTHER


def area_of(path: bytes, areas: tuple[Area, ...]) -> Area:
    """An area for one folder of a whole walk."""
    return Area(HostPath(decode(path)), kind_of(path, areas))
