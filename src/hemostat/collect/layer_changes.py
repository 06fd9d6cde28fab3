"""What a container changed since it was made: a bounded walk over its writable layer."""

import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.model.evidence import Source
from hemostat.model.host import Scope
from hemostat.model.path import decode
from hemostat.model.records import LayerChange
from hemostat.trees.host_tree import Entry, FileKind, FileStat, HostTree
from hemostat.trees.layered_tree import LayeredTree, is_whiteout

MOST_VISITED = 20_000
MOST_KEPT = 400
# Where a change of a few bytes matters, whatever it is.
_TELLING = re.compile(
    rb"/(?:usr/(?:local/)?)?(?:s?bin|lib(?:32|64|exec)?)/"
    rb"|/etc/(?:cron|ld\.so|pam\.d|profile|passwd|shadow|sudoers|ssh/|init\.d|rc\.|systemd)"
    rb"|/var/spool/cron|/\.ssh/|/var/www/|/srv/(?:www|http)|/usr/share/nginx|/htdocs/|/webapps/"
    rb"|/(?:var/)?tmp/|/dev/shm/|/root/|/etc/apk/"
)
# What programs of any image write while they work, thousands of files at a time.
_NOISE = re.compile(
    rb"/(?:__pycache__|node_modules|\.npm|\.cache|site-packages|dist-packages)/|/var/(?:lib/dpkg|"
    rb"lib/apt|cache)/|/proc/|/sys/|/usr/share/(?:doc|man|locale|zoneinfo)/"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a walk found. `left` says why it is not all; empty if it is."""

    records: tuple[LayerChange, ...] = ()
    left: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    path: bytes
    entry: Entry
    rank: int


def layer_changes(
    upper: HostTree,
    lower: LayeredTree | None,
    scope: Scope,
    *,
    folder: bytes = b"",
    until: float = float("inf"),
) -> Changes:
    """The files of a writable layer, those first in whose place a change tells most.

    Args:
        upper: the layer.
        lower: the image, to tell what was added from what was changed.
        scope: the container.
        folder: where the layer lies on the host, for the records' source.
        until: a moment of the monotonic clock at which the walk ends, in seconds.
    """
    found: list[_Found] = []
    left = ""
    for number, (path, entry) in enumerate(_walk(upper)):
        if number >= MOST_VISITED or time.monotonic() > until:
            left = f"only the first {number} entries of its writable layer were looked at"
            break
        found.append(_Found(path, entry, _rank(path)))
    kept = sorted(found, key=lambda each: each.rank)[:MOST_KEPT]
    if len(found) > len(kept) and not left:
        left = f"{len(found) - len(kept)} of {len(found)} changes have no record of their own"
    records = (_record(upper, lower, scope, folder, each) for each in kept)
    return Changes(tuple(each for each in records if each is not None), left)


def _walk(tree: HostTree) -> Iterator[tuple[bytes, Entry]]:
    """Everything but folders, the outer folders first."""
    todo = deque([b""])
    while todo:
        folder = todo.popleft()
        entries = tree.scandir(folder or b"/")
        for entry in entries if isinstance(entries, tuple) else ():
            path = folder + b"/" + entry.name
            if entry.kind is FileKind.FOLDER:
                todo.append(path)
            else:
                yield path, entry


def _rank(path: bytes) -> int:
    if _NOISE.search(path):
        return 2
    return 0 if _TELLING.search(path) else 1


def _record(
    upper: HostTree, lower: LayeredTree | None, scope: Scope, folder: bytes, found: _Found
) -> LayerChange | None:
    path = found.path
    source = Source(path=decode(folder + path))
    if is_whiteout(found.entry):
        start, _, name = path.rpartition(b"/")
        gone = decode(start + b"/" + name.removeprefix(b".wh."))
        is_mark = name.startswith(b".wh..wh.")
        return (
            None if is_mark else LayerChange(source=source, path=gone, kind="deleted", scope=scope)
        )
    stat = upper.stat(path)
    if not isinstance(stat, FileStat) or stat.kind not in (FileKind.FILE, FileKind.LINK):
        return None
    was_there = lower is not None and lower.layer_of(path) is not None
    return LayerChange(
        source=source,
        path=decode(path),
        kind="changed" if was_there else "added",
        size=stat.size,
        mode=stat.mode,
        uid=stat.uid,
        modified=stat.modified,
        changed=stat.changed,
        scope=scope,
    )
