"""Logs: the newest first, of each the last part, unpacked, within a budget of bytes and time."""

import bz2
import lzma
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from fnmatch import fnmatchcase
from io import BytesIO
from typing import Protocol
from zoneinfo import ZoneInfo

import zstandard

from hemostat.collect.artifact import Artifact
from hemostat.collect.patterns import expand
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Evidence
from hemostat.model.failure import Absent, Failed, Failure
from hemostat.model.path import HostPath, decode, name
from hemostat.model.records import LogSpan
from hemostat.parse.logs.access_log import read_access_log
from hemostat.parse.logs.journal import read_journal
from hemostat.parse.logs.log_names import family_of, is_current
from hemostat.parse.logs.login_databases import read_lastlog2, read_wtmpdb
from hemostat.parse.logs.login_records import read_lastlog, read_login_records
from hemostat.parse.logs.reading import LogReading
from hemostat.parse.logs.text_log import read_text_log
from hemostat.trees.host_tree import FileKind, FileStat, HostTree
from hemostat.trees.tail import Part, read_tail

KIND = "log"
SECONDS = 7.0
"""For all logs together; what is left is named in coverage."""
BYTES = 192 << 20
MOST_FILES = 400
_UNPACKED = 32 << 20
_DAMAGED = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, EOFError, ValueError)
_PARSERS: dict[str, Callable[[Evidence, LogSpan], LogReading]] = {
    "login_records": read_login_records,
    "lastlog": read_lastlog,
    "wtmpdb": read_wtmpdb,
    "lastlog2": read_lastlog2,
    "journal": read_journal,
}
# The order of reading, and what kind of log each parser gives.
_KINDS = {
    "login_records": "records",
    "lastlog": "records",
    "wtmpdb": "records",
    "lastlog2": "records",
    "text_log": "text",
    "journal": "journal",
    # Of the kind of log that is written to when somebody comes: its silences say nothing.
    "access_log": "records",
}
LOG_PARSERS = frozenset(_KINDS)
"""What an artifact of kind `log` may name as its parser."""
_FAMILIES = {"wtmpdb": "wtmp", "lastlog2": "lastlog", "access_log": "web access"}
_LINES = ("text_log", "access_log")


@dataclass(slots=True)
class LogsRead:
    """What reading the logs gave; filled as it goes."""

    records: list[object] = field(default_factory=list[object])
    coverage: list[CoverageEntry] = field(default_factory=list[CoverageEntry])


@dataclass(frozen=True, slots=True)
class LogFile:
    """One log as found: who asked for it, its path as named and as it is, and its lstat."""

    artifact: Artifact
    path: bytes
    real: bytes
    stat: FileStat

    @property
    def urgency(self) -> tuple[int, bool, float]:
        """Which is read first: log-in records, then log-ins, then the rest; the newest first."""
        order = [*_KINDS].index(self.artifact.parser) + ("system" in self.artifact.name) * 10
        modified = self.stat.modified.timestamp() if self.stat.modified else 0.0
        return order, not is_current(name(decode(self.path))), -modified


def host_zone(tree: HostTree) -> tzinfo:
    """The host's time zone, from its own file; UTC where it has none we can read."""
    real = tree.resolve(b"/etc/localtime")
    data = tree.read(real, 1 << 16) if isinstance(real, bytes) else None
    if isinstance(data, bytes) and data.startswith(b"TZif"):
        try:
            return ZoneInfo.from_file(BytesIO(data), key="host")
        except (ValueError, OSError, IndexError, EOFError):
            return UTC
    return UTC


def read_logs(
    tree: HostTree, artifacts: Iterable[Artifact], into: LogsRead, *, seconds: float = SECONDS
) -> None:
    """Read every log that the artifacts name.

    Args:
        tree: the host.
        artifacts: those of kind `log`.
        into: filled as it goes, so that an interrupted run leaves what it has.
        seconds: how long to read, in all.
    """
    zone = host_zone(tree)
    files = _found(tree, artifacts, into)
    deadline = time.monotonic() + seconds
    left = BYTES
    for file in files:
        if left <= 0 or time.monotonic() > deadline:
            reason = f"not read: the budget of {seconds:.0f} s and {BYTES >> 20} MiB is used up"
            _note(into, file.artifact, file.path, Outcome.TOO_LARGE, reason)
            continue
        left -= _read(tree, file, zone, into)


def _found(tree: HostTree, artifacts: Iterable[Artifact], into: LogsRead) -> Sequence[LogFile]:
    """The logs that are there; what is no plain file is a span that says so."""
    files: list[LogFile] = []
    seen: set[bytes] = set()
    for artifact in artifacts:
        answered = len(into.coverage) + len(files)
        for path, failure in _paths(tree, artifact):
            if failure is not None:
                into.coverage.append(entry_for(artifact.name, decode(path), failure))
                continue
            file = _file(tree, artifact, path, into)
            if file is not None and file.real not in seen:
                seen.add(file.real)
                files.append(file)
        if len(into.coverage) + len(files) == answered:
            _note(into, artifact, artifact.paths[0].encode(), Outcome.ABSENT, "")
    files.sort(key=lambda file: file.urgency)
    for file in files[MOST_FILES:]:
        _note(into, file.artifact, file.path, Outcome.TOO_LARGE, f"over {MOST_FILES} logs")
    return files[:MOST_FILES]


def _paths(tree: HostTree, artifact: Artifact) -> Iterator[tuple[bytes, Failure | None]]:
    excluded = [each.encode() for each in artifact.exclude]
    for pattern in artifact.paths:
        for match in expand(tree, pattern.encode()):
            is_excluded = any(fnmatchcase(match.path, each) for each in excluded)
            if not isinstance(match.failure, Absent) and not is_excluded:
                yield match.path, match.failure


def _file(tree: HostTree, artifact: Artifact, path: bytes, into: LogsRead) -> LogFile | None:
    """One log; what is no plain file in the end is noted as it is."""
    own = tree.stat(path)
    if not isinstance(own, FileStat):
        into.coverage.append(entry_for(artifact.name, decode(path), own))
        return None
    real = tree.resolve(path)
    found = tree.stat(real) if isinstance(real, bytes) else real
    if isinstance(real, bytes) and isinstance(found, FileStat) and found.kind is FileKind.FILE:
        return LogFile(artifact, path, real, found)
    target = tree.readlink(path) if own.kind is FileKind.LINK else b""
    state = {FileKind.LINK: "link", FileKind.FOLDER: "folder"}.get(own.kind, "device")
    # An access log is turned off by leading it nowhere, and in containers leads to the output.
    if artifact.parser != "access_log":
        leads = decode(target) if isinstance(target, bytes) else ""
        into.records.append(_span(artifact, path, own, state=state, target=leads))
    _note(into, artifact, path, Outcome.EMPTY, f"no plain file but a {state}")
    return None


def _span(
    artifact: Artifact, path: bytes, stat: FileStat, *, state: str, target: str = ""
) -> LogSpan:
    place = decode(path)
    family = _FAMILIES.get(artifact.parser) or family_of(name(place))
    evidence = Evidence(b"", place)
    text = f"-> {target}" if target else ""
    return LogSpan(
        source=evidence.source(text=text),
        family=family,
        kind=_KINDS[artifact.parser],
        state=state,
        target=target,
        size=stat.size,
        modified=stat.modified,
    )


def _read(tree: HostTree, file: LogFile, zone: tzinfo, into: LogsRead) -> int:
    """Read one log; gives how many bytes that were."""
    artifact = file.artifact
    base = _span(artifact, file.path, file.stat, state="read")
    part = _part(tree, file)
    if not isinstance(part, Part):
        into.records.append(replace(base, state="unreadable"))
        into.coverage.append(entry_for(artifact.name, decode(file.path), part))
        return 0
    if not part.data:
        into.records.append(replace(base, state="empty"))
        _note(into, artifact, file.path, Outcome.EMPTY, "")
        return 0
    evidence = Evidence(
        part.data, decode(file.path), modified=file.stat.modified, is_cut=not part.is_whole
    )
    base = replace(base, source=evidence.source(), is_cut=not part.is_whole)
    try:
        if artifact.parser == "text_log":
            reading = read_text_log(evidence, base, zone, file.stat.modified)
        elif artifact.parser == "access_log":
            reading = read_access_log(evidence, base, zone)
        else:
            reading = _PARSERS[artifact.parser](evidence, base)
    except Exception as error:  # noqa: BLE001 — a parser's own fault is recorded, once, here
        _note(into, artifact, file.path, Outcome.FAILED, f"our parser failed: {error!r}")
        return len(part.data)
    into.records += (*reading.records, reading.span)
    outcome, reason = _outcome(part, reading)
    entry = CoverageEntry(artifact.name, decode(file.path), outcome, reason, reading.span.unread)
    into.coverage.append(entry)
    return len(part.data)


def _outcome(part: Part, reading: LogReading) -> tuple[Outcome, str]:
    parts: list[str] = []
    if not part.is_whole:
        which = "last" if part.offset else "first"
        since = f", from {reading.span.first:%Y-%m-%d %H:%M} UTC" if reading.span.first else ""
        parts.append(f"only the {which} {len(part.data)} of {part.size} bytes were read{since}")
    if reading.dropped:
        parts.append(f"{reading.dropped} entries had no room")
    return (Outcome.TOO_LARGE if parts else Outcome.READ), "; ".join(parts)


def _part(tree: HostTree, file: LogFile) -> Part | Failure:
    """The bytes of a log, unpacked where it is packed; whole lines where it is text."""
    limit = file.artifact.limit
    if file.artifact.parser == "journal":
        data = tree.read(file.real, limit)
        head = getattr(data, "head", data)
        if not isinstance(head, bytes):
            return data if not isinstance(data, bytes) else Failed("no bytes")
        return Part(head, 0, file.stat.size if head is not data else len(head))
    part = read_tail(tree, file.real, limit)
    if not isinstance(part, Part):
        return part
    if part.offset == 0:
        unpacked = _unpacked(part.data)
        if isinstance(unpacked, Failed):
            return unpacked
        if unpacked is not None:
            return unpacked
    if part.offset and file.artifact.parser in _LINES:
        begin = part.data.find(b"\n") + 1
        return Part(part.data[begin:], part.offset + begin, part.size)
    return part


class _Unpacker(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _unpacked(data: bytes) -> Part | Failed | None:
    """A packed log's content, at most 32 MiB of it; None for what is not packed."""
    makers: tuple[tuple[bytes, Callable[[], _Unpacker]], ...] = (
        (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
        (b"\xfd7zXZ\0", lambda: lzma.LZMADecompressor(memlimit=1 << 27)),
        (b"BZh", bz2.BZ2Decompressor),
    )
    try:
        if data.startswith(b"\x28\xb5\x2f\xfd"):
            with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as stream:
                found = stream.read(_UNPACKED + 1)
            return _bounded(found)
        for magic, make in makers:
            if data.startswith(magic):
                return _bounded(make().decompress(data, _UNPACKED + 1))
    except (
        zlib.error,
        lzma.LZMAError,
        zstandard.ZstdError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        return Failed(f"damaged packing: {error}")
    return None


def _bounded(found: bytes) -> Part:
    if len(found) <= _UNPACKED:
        return Part(found, 0, len(found))
    return Part(found[: found.rfind(b"\n", 0, _UNPACKED) + 1], 0, len(found) + 1)


def _note(into: LogsRead, artifact: Artifact, path: bytes, outcome: Outcome, reason: str) -> None:
    place: HostPath = decode(path)
    into.coverage.append(CoverageEntry(artifact.name, place, outcome, reason))
