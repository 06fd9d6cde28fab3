"""The last part of a file: what a log was told last counts most."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hemostat.model.failure import Failure, TooLarge
from hemostat.trees.host_tree import HostTree

ALIGNMENT = 9_600
"""The last part begins at a multiple of this: whole records of wtmp, in both of their sizes."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file.

    Attributes:
        data: the bytes. offset: where they begin in the file. size: of the whole file, in bytes.
    """

    data: bytes
    offset: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the file is missing."""
        return len(self.data) >= self.size


@runtime_checkable
class HasTail(Protocol):
    """A tree that can read the end of a file without what stands before it."""

    def tail(self, path: bytes, limit: int) -> Part | Failure:
        """At most `limit` bytes, those at the end."""
        ...


def tail_start(size: int, limit: int) -> int:
    """Where the last part of a file begins."""
    over = max(size - limit, 0)
    return -(-over // ALIGNMENT) * ALIGNMENT


def read_tail(tree: HostTree, path: bytes, limit: int) -> Part | Failure:
    """The last `limit` bytes of a file; the first, where the source gives no others."""
    if isinstance(tree, HasTail):
        return tree.tail(path, limit)
    data = tree.read(path, limit)
    if isinstance(data, TooLarge):
        return Part(data.head, 0, data.size)
    return Part(data, 0, len(data)) if isinstance(data, bytes) else data
