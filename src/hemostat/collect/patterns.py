"""Patterns of paths, matched against a tree without ever reading more folders than they name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from hemostat.model.failure import Absent, Failure
from hemostat.trees.host_tree import Entry, FileKind, FileStat, HostTree

DEEPEST = 6
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Match:
    """One place a pattern names: a path that is there, or a folder on the way that cannot be read.

    `failure` is None for a path that exists; `Absent` where the pattern names nothing.
    """

    path: bytes
    failure: Failure | None = None


def expand(tree: HostTree, pattern: bytes) -> Iterator[Match]:
    """Every path in a tree that a pattern names, at most 20,000, folders sorted by bytes.

    `*`, `?` and `[…]` stay within one part and match names that begin with a dot; `**` stands for
    up to six folders. Folders reached through a link are read where the link leads.
    """
    parts = [part for part in pattern.split(b"/") if part]
    yield from islice(_descend(tree, b"", parts, DEEPEST), MOST)


def _descend(tree: HostTree, path: bytes, parts: list[bytes], depth: int) -> Iterator[Match]:
    if not parts:
        yield Match(path or b"/")
        return
    part, rest = parts[0], parts[1:]
    if part == b"**":
        yield from _anywhere(tree, path, rest, depth)
    elif is_pattern(part):
        fits = _fits(part)
        for entry in _names(tree, path):
            if isinstance(entry, Match):
                yield entry
            elif fits(entry.name) and (not rest or entry.kind in _PASSABLE):
                yield from _descend(tree, path + b"/" + entry.name, rest, depth)
    elif rest:
        yield from _descend(tree, path + b"/" + part, rest, depth)
    else:
        full = path + b"/" + part
        found = tree.stat(full)
        yield Match(full, None if isinstance(found, FileStat) else found)


_PASSABLE = (FileKind.FOLDER, FileKind.LINK, FileKind.UNKNOWN)


def _anywhere(tree: HostTree, path: bytes, rest: list[bytes], depth: int) -> Iterator[Match]:
    yield from _descend(tree, path, rest, depth)
    if depth == 0:
        return
    for entry in _names(tree, path):
        if isinstance(entry, Entry) and entry.kind is FileKind.FOLDER:
            yield from _anywhere(tree, path + b"/" + entry.name, rest, depth - 1)


def _names(tree: HostTree, path: bytes) -> tuple[Entry | Match, ...]:
    """What a folder holds, or one match that says why nobody knows."""
    real = tree.resolve(path or b"/")
    entries = tree.scandir(real) if isinstance(real, bytes) else real
    if isinstance(entries, tuple):
        return entries
    return (Match(path, entries),) if not isinstance(entries, Absent) else ()


def is_pattern(part: bytes) -> bool:
    """Whether a part of a path stands for more than itself."""
    return any(sign in part for sign in b"*?[")


@cache
def _fits(part: bytes) -> Callable[[bytes], object]:
    expression = re.escape(part).replace(rb"\*", b".*").replace(rb"\?", b".")
    expression = re.sub(
        rb"\\\[(.*?)\\\]", lambda found: b"[" + found[1].replace(b"\\-", b"-") + b"]", expression
    )
    return re.compile(expression, re.DOTALL).fullmatch
