"""Hunting: files like one that was found, and places where a value stands."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from hemostat.detect.likeness import (
    LIKE,
    MOST_BYTES,
    Features,
    Likeness,
    features_of,
    likeness,
    may_be_like,
    rarity_of,
)
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.errors import UsageError
from hemostat.model.examination import Examination
from hemostat.model.failure import Absent, Failed, Failure, TooLarge
from hemostat.model.path import HostPath, decode, encode
from hemostat.model.record import table_of
from hemostat.run.watchdog import Raised, TimedOut, each
from hemostat.trees.host_tree import Digests, FileKind, FileStat, HostTree

ARTIFACT = "hunt.files"
SECONDS = 60.0
MOST_FILES = 300_000
FILE_SECONDS = 5.0
_PASSED_OVER = frozenset((b"/proc", b"/sys", b"/selinux"))
_HASHES = {32: "md5", 40: "sha1", 64: "sha256"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was found: a file with an offset, or a record."""

    where: HostPath
    table: str = ""
    offset: int | None = None
    line: int | None = None
    text: str = ""


@dataclass(slots=True)
class Hunted:
    """What one hunt in one source gave.

    Attributes:
        files: how many were looked at. coverage: what was not, and why.
        siblings: of `--like`, the most alike first. places: of `--observable`.
        is_complete: False when it was interrupted.
    """

    files: int = 0
    siblings: list[Likeness] = field(default_factory=list[Likeness])
    places: list[Place] = field(default_factory=list[Place])
    coverage: list[CoverageEntry] = field(default_factory=list[CoverageEntry])
    is_complete: bool = True


def wanted_features(path: str) -> Features:
    """The features of a local file to hunt for.

    Raises:
        UsageError: it cannot be read, or is empty.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES)
            stat = os.fstat(file.fileno())
    except OSError as error:
        raise UsageError(f"--like {path}: {error.strerror}; name a file to compare with") from error
    if not content:
        raise UsageError(f"--like {path}: the file is empty; nothing is like it")
    return features_of(
        content,
        HostPath(str(Path(path).resolve())),
        sha256=sha256(content).hexdigest() if stat.st_size <= MOST_BYTES else "",
        uid=stat.st_uid,
        modified=datetime.fromtimestamp(stat.st_mtime, UTC),
        changed=datetime.fromtimestamp(stat.st_ctime, UTC),
    )


def hunt_like(tree: HostTree, wanted: Features, seconds: float = SECONDS) -> Hunted:
    """Files of a host that are like the wanted one, the most alike first.

    Never raises for what the host holds; Ctrl-C gives what was found so far.
    """
    hunted = Hunted()
    compared: list[Features] = []

    def look(path: bytes, stat: FileStat, content: bytes) -> None:
        found = features_of(
            content,
            decode(path),
            sha256=sha256(content).hexdigest() if stat.size == len(content) else "",
            uid=stat.uid,
            modified=stat.modified,
            changed=stat.changed,
        )
        if found.kind == wanted.kind:
            kept = found.tokens & wanted.tokens
            # Texts that the wanted file does not hold cost memory only.
            compared.append(replace(found, tokens=kept))

    _walk(tree, hunted, look, lambda size: may_be_like(wanted, size), seconds)
    rarity = rarity_of(wanted, (found.tokens for found in compared))
    alike = (likeness(wanted, found, rarity) for found in compared)
    hunted.siblings = sorted(
        (found for found in alike if found.score >= LIKE),
        key=lambda found: (-found.score, found.features.path),
    )
    return hunted


def hunt_observable(
    tree: HostTree, value: str, examination: Examination, seconds: float = SECONDS
) -> Hunted:
    """Records and files of a host that hold a value; of a hash, the files that have it."""
    hunted = Hunted()
    hunted.places += places_in_records(value, examination.records)
    algorithm = _HASHES.get(len(value)) if all(c in "0123456789abcdef" for c in value) else None
    needle = encode(value)

    def look(path: bytes, stat: FileStat, content: bytes) -> None:
        if algorithm:
            if _digest(tree, path, stat, content, algorithm) == value:
                hunted.places.append(Place(decode(path), text=f"{algorithm} {value}"))
            return
        offset = content.find(needle)
        if offset >= 0:
            hunted.places.append(
                Place(decode(path), offset=offset, text=_around(content, offset, len(needle)))
            )

    _walk(tree, hunted, look, lambda size: size > 0, seconds)
    return hunted


def places_in_records(value: str, records: Iterable[object]) -> Iterator[Place]:
    """The records one of whose fields holds the value, whole or as a part of a text."""
    for record in records:
        if not is_dataclass(record):
            continue
        for one in fields(cast(Any, record)):
            held = getattr(record, one.name)
            if one.name != "source" and _holds(held, value):
                source = getattr(record, "source", None)
                yield Place(
                    getattr(source, "path", HostPath("")),
                    table=table_of(type(record)).name,
                    line=getattr(source, "line", None),
                    text=f"{one.name}={held}"[:200],
                )
                break


def _holds(held: object, value: str) -> bool:
    if isinstance(held, tuple):
        return any(_holds(one, value) for one in cast(tuple[object, ...], held))
    return isinstance(held, str) and value.lower() in held.lower()


def _digest(tree: HostTree, path: bytes, stat: FileStat, content: bytes, algorithm: str) -> str:
    if algorithm == "sha256" and stat.size == len(content):
        return sha256(content).hexdigest()
    digests = tree.digest(path)
    return getattr(digests, algorithm) if isinstance(digests, Digests) else ""


def _around(content: bytes, offset: int, length: int) -> str:
    begin = max(content.rfind(b"\n", max(0, offset - 80), offset) + 1, offset - 80, 0)
    text = content[begin : offset + length + 80].split(b"\n", 1)[0]
    return text.decode("utf-8", "replace")


def _walk(
    tree: HostTree,
    hunted: Hunted,
    look: Callable[[bytes, FileStat, bytes], None],
    is_wanted: Callable[[int], bool],
    seconds: float,
) -> None:
    """Show every plain file of a wanted size to `look`, within a budget."""
    until = time.monotonic() + seconds
    queue = _files(tree, hunted, is_wanted, until)
    try:
        while batch := [item for _, item in zip(range(256), queue, strict=False)]:
            for (path, stat), answer in each(_reader(tree), batch, FILE_SECONDS):
                if isinstance(answer, Raised):
                    raise answer.error
                _show(hunted, look, path, stat, answer)
            if time.monotonic() > until or hunted.files >= MOST_FILES:
                reason = f"the time was up after {hunted.files} files; give one folder, or --deep"
                hunted.coverage.append(
                    CoverageEntry(ARTIFACT, decode(batch[-1][0]), Outcome.TOO_LARGE, reason)
                )
                return
    except KeyboardInterrupt:
        hunted.is_complete = False
        reason = "interrupted"
        hunted.coverage.append(CoverageEntry(ARTIFACT, HostPath("/"), Outcome.FAILED, reason))


def _reader(tree: HostTree) -> Callable[[tuple[bytes, FileStat]], bytes | Failure]:
    return lambda item: tree.read(item[0], MOST_BYTES)


def _show(
    hunted: Hunted,
    look: Callable[[bytes, FileStat, bytes], None],
    path: bytes,
    stat: FileStat,
    answer: bytes | Failure | TimedOut,
) -> None:
    if isinstance(answer, TimedOut):
        answer = Failed("took too long")
    if isinstance(answer, TooLarge):
        answer = answer.head
    if isinstance(answer, bytes):
        hunted.files += 1
        look(path, stat, answer)
    elif not isinstance(answer, Absent):
        hunted.coverage.append(entry_for(ARTIFACT, decode(path), answer))


def _files(
    tree: HostTree, hunted: Hunted, is_wanted: Callable[[int], bool], until: float
) -> Iterator[tuple[bytes, FileStat]]:
    """Plain files below `/`, breadth first; links are not followed, kernel views passed over."""
    queue = deque([b"/"])
    while queue and time.monotonic() <= until:
        folder = queue.popleft()
        entries = tree.scandir(folder)
        if not isinstance(entries, tuple):
            if not isinstance(entries, Absent):
                hunted.coverage.append(entry_for(ARTIFACT, decode(folder), entries))
            continue
        for entry in entries:
            path = folder.rstrip(b"/") + b"/" + entry.name
            if entry.kind is FileKind.FOLDER and path not in _PASSED_OVER:
                queue.append(path)
            elif entry.kind is FileKind.FILE:
                stat = tree.stat(path)
                if isinstance(stat, FileStat) and is_wanted(stat.size):
                    yield path, stat
    if queue:
        reason = f"{len(queue)} folders not listed: the time was up"
        hunted.coverage.append(CoverageEntry(ARTIFACT, decode(queue[0]), Outcome.TOO_LARGE, reason))
