"""Volatile evidence, kept before anything else: what is gone when a process ends or a host stops.

    DIR/programs/SHA256      deleted and memory-only programs and libraries, each content once
    DIR/proc/PID/…           maps, environ, cmdline, status, stat, cgroup, and fd.jsonl (its links)
    DIR/proc/net/…           sockets and routes
    DIR/index.jsonl          one line a file: path, sha256, size, time, how, kept; or why not

All files are 0600: environments hold secrets. Written to a stream, the same is a
tar whose last member is the index.
"""

import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from hemostat.model.errors import UsageError
from hemostat.model.failure import Absent, TooLarge, describe
from hemostat.model.path import decode
from hemostat.trees.host_tree import HostTree

MAX_PROGRAM = 256 << 20
MAX_TEXT = 64 << 20
# fmt: off
_PROCESS_FILES = (b"maps", b"environ", b"cmdline", b"status", b"stat", b"cgroup", b"mountinfo")
_NET_FILES = (
    b"tcp", b"tcp6", b"udp", b"udp6", b"raw", b"raw6", b"icmp", b"icmp6", b"packet", b"unix",
    b"route", b"ipv6_route", b"dev", b"arp",
)
# fmt: on
_MAPPED = re.compile(rb"([0-9a-f]+-[0-9a-f]+) ..x. [0-9a-f]+ ([0-9a-f]+:[0-9a-f]+ \d+) +(/.*)")
_DELETED = b" (deleted)"
_MEMORY = b"/memfd:"
_PROGRAMS = "programs/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSummary:
    """What was kept.

    Attributes:
        files: how many files were written, the index not counted.
        size: their bytes.
        programs: how many of them are deleted or memory-only programs and libraries.
        processes: how many processes were looked at.
        not_kept: how many reads failed; the index says which and why.
        problem: why it stopped early, such as a full disk; empty when all was done. What was
            written until then is valid, and the index is complete for it.
    """

    files: int = 0
    size: int = 0
    programs: int = 0
    processes: int = 0
    not_kept: int = 0
    problem: str = ""


class _Sink(Protocol):
    """Where files go. Both methods raise OSError, and leave nothing half-written behind."""

    def keep(self, name: str, data: bytes, line: str) -> None:
        """Write one file and its line in the index."""
        ...

    def remark(self, line: str) -> None:
        """Write a line in the index alone."""
        ...

    def close(self) -> None:
        """Finish; the index is whole then."""
        ...


def save_volatile(
    tree: HostTree,
    out: Path | BinaryIO,
    *,
    allow_own_disk: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SavedSummary:
    """Keep what only the running system has: programs without a file first, then the rest.

    Args:
        tree: a tree whose /proc is alive; of another, what it holds is kept.
        out: an empty or new folder, or a stream that gets a tar.
        allow_own_disk: whether the folder may stand on the disk that holds this host's root.
        now: the clock, for the index.

    Raises:
        UsageError: the folder is not empty, cannot be made, or stands on the root disk.
    """
    sink: _Sink = (
        _Folder(out, is_own_allowed=allow_own_disk) if isinstance(out, Path) else _Tar(out)
    )
    saver = _Saver(tree, sink, now)
    problem = ""
    try:
        saver.run()
    except OSError as error:
        problem = f"stopped early: {error.strerror or error}"
    try:
        sink.close()
    except OSError as error:
        problem = problem or f"the index could not be finished: {error.strerror or error}"
    return saver.summary(problem)


class _Saver:
    """One run: reads the tree in order of volatility and counts."""

    def __init__(self, tree: HostTree, sink: _Sink, now: Callable[[], datetime]) -> None:
        self._tree, self._sink, self._now = tree, sink, now
        self._programs: set[str] = set()
        self._seen: set[bytes] = set()
        self._files = self._size = self._processes = self._not_kept = 0

    def summary(self, problem: str) -> SavedSummary:
        return SavedSummary(
            files=self._files,
            size=self._size,
            programs=len(self._programs),
            processes=self._processes,
            not_kept=self._not_kept,
            problem=problem,
        )

    def run(self) -> None:
        """Everything, the shortest-lived first."""
        folders = list(self._process_folders())
        self._processes = len(folders)
        for folder in folders:
            self._program(folder + b"/exe", self._tree.readlink(folder + b"/exe"))
        for folder in folders:
            self._process(folder)
        for name in _NET_FILES:
            self._file(b"/proc/net/" + name)

    def _process_folders(self) -> Iterator[bytes]:
        entries = self._tree.scandir(b"/proc")
        if not isinstance(entries, tuple):
            self._remark(b"/proc", describe(entries))
            return
        for pid in sorted(int(entry.name) for entry in entries if entry.name.isdigit()):
            yield b"/proc/%d" % pid

    def _process(self, folder: bytes) -> None:
        maps = self._file(folder + b"/maps")
        for name in _PROCESS_FILES[1:]:
            self._file(folder + b"/" + name)
        self._descriptors(folder)
        for line in maps.split(b"\n"):
            match = _MAPPED.fullmatch(line)
            if match and match[2] not in self._seen and _has_no_file(match[3]):
                self._seen.add(match[2])
                self._program(folder + b"/map_files/" + match[1], match[3])

    def _descriptors(self, folder: bytes) -> None:
        """The links of open descriptors as one file; programs held in memory by one as well."""
        path = folder + b"/fd"
        entries = self._tree.scandir(path)
        if not isinstance(entries, tuple):
            self._remark(path, describe(entries))
            return
        lines: list[str] = []
        for entry in sorted(entries, key=lambda entry: (len(entry.name), entry.name)):
            target = self._tree.readlink(path + b"/" + entry.name)
            if isinstance(target, bytes):
                lines.append(_json(fd=decode(entry.name), target=decode(target)))
                if target.startswith(_MEMORY):
                    self._program(path + b"/" + entry.name, target, only_programs=True)
        if lines:
            self._keep(path, f"{_local(path)}.jsonl", "".join(lines).encode(), "links")

    def _program(self, path: bytes, target: object, *, only_programs: bool = False) -> None:
        """Keep the bytes behind a magic link if no file on disk has them."""
        if not isinstance(target, bytes) or not _has_no_file(target):
            return
        if only_programs and not self._starts_as_program(path):
            return
        data = self._tree.read(path, MAX_PROGRAM)
        is_cut = isinstance(data, TooLarge)
        if isinstance(data, TooLarge):
            data = data.head
        if not isinstance(data, bytes):
            self._remark(path, describe(data), target)
            return
        digest = sha256(data).hexdigest()
        name = _PROGRAMS + digest
        if digest in self._programs:
            self._sink.remark(self._line(path, data, name, "program", target, is_cut=is_cut))
            return
        self._keep(path, name, data, "program", target, is_cut=is_cut)
        self._programs.add(digest)

    def _starts_as_program(self, path: bytes) -> bool:
        head = self._tree.read(path, 4)
        head = head.head if isinstance(head, TooLarge) else head
        return isinstance(head, bytes) and head.startswith((b"\x7fELF", b"#!"))

    def _file(self, path: bytes) -> bytes:
        """Keep one file of /proc; its bytes, empty where it could not be read."""
        data = self._tree.read(path, MAX_TEXT)
        is_cut = isinstance(data, TooLarge)
        if isinstance(data, TooLarge):
            data = data.head
        if not isinstance(data, bytes):
            if not isinstance(data, Absent):
                self._remark(path, describe(data))
            return b""
        if data:
            self._keep(path, _local(path), data, "read", is_cut=is_cut)
        return data

    def _keep(
        self,
        path: bytes,
        name: str,
        data: bytes,
        how: str,
        target: bytes = b"",
        *,
        is_cut: bool = False,
    ) -> None:
        self._sink.keep(name, data, self._line(path, data, name, how, target, is_cut=is_cut))
        self._files += 1
        self._size += len(data)

    def _line(
        self, path: bytes, data: bytes, name: str, how: str, target: bytes, *, is_cut: bool
    ) -> str:
        facts: dict[str, str | int | bool] = {
            "path": decode(path),
            "sha256": sha256(data).hexdigest(),
            "size": len(data),
            "time": self._now().isoformat(),
            "how": how,
            "kept": name,
        }
        if target:
            facts["target"] = decode(target)
        if is_cut:
            facts["is_cut"] = True
        return _json(**facts)

    def _remark(self, path: bytes, reason: str, target: bytes = b"") -> None:
        self._not_kept += 1
        facts = {"path": decode(path), "time": self._now().isoformat(), "not_kept": reason}
        self._sink.remark(_json(**facts, **({"target": decode(target)} if target else {})))


def _has_no_file(target: bytes) -> bool:
    return target.endswith(_DELETED) or target.startswith(_MEMORY)


def _local(path: bytes) -> str:
    """A name below DIR. Only paths below /proc that we made ourselves come here."""
    return path.lstrip(b"/").decode("ascii")


def _json(**facts: str | int | bool) -> str:
    """One line. Bytes that are no UTF-8 stay as lone surrogates, escaped, so nothing is lost."""
    return json.dumps(facts, ensure_ascii=True) + "\n"


class _Folder:
    """A folder of its own, away from the disk under examination."""

    def __init__(self, folder: Path, *, is_own_allowed: bool) -> None:
        try:
            refuse_own_disk(folder, is_own_allowed=is_own_allowed)
            folder.mkdir(mode=0o700, exist_ok=True)
            if any(folder.iterdir()):
                raise UsageError(f"{folder}: not empty; give an empty or new folder")
            self._index = _create(folder / "index.jsonl")
        except OSError as error:
            raise UsageError(f"{folder}: cannot save there: {error.strerror}") from error
        self._folder = folder

    def keep(self, name: str, data: bytes, line: str) -> None:
        path = self._folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = _create(path)
            try:
                _write(descriptor, data)
                # Programs cannot be had again; 700 small files would wait seconds for the disk.
                if name.startswith(_PROGRAMS):
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self.remark(line)
        except OSError:
            # A file that is cut, or that no line vouches for, is worse than none.
            path.unlink(missing_ok=True)
            raise

    def remark(self, line: str) -> None:
        size = os.lseek(self._index, 0, os.SEEK_CUR)
        try:
            _write(self._index, line.encode("ascii"))
        except OSError:
            os.ftruncate(self._index, size)
            os.lseek(self._index, size, os.SEEK_SET)
            raise

    def close(self) -> None:
        try:
            os.fsync(self._index)
        finally:
            os.close(self._index)


class _Tar:
    """A tar on a stream; the index comes last.

    Written block by block, not with TarFile: its stream complains from a destructor when the
    other end goes away.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lines: list[str] = []

    def keep(self, name: str, data: bytes, line: str) -> None:
        self._member(name, data)
        self._lines.append(line)

    def remark(self, line: str) -> None:
        self._lines.append(line)

    def close(self) -> None:
        self._member("index.jsonl", "".join(self._lines).encode("ascii"))
        self._stream.write(bytes(2 * tarfile.BLOCKSIZE))
        self._stream.flush()

    def _member(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._stream.write(member.tobuf(tarfile.PAX_FORMAT))
        self._stream.write(data)
        self._stream.write(bytes(-len(data) % tarfile.BLOCKSIZE))


def refuse_own_disk(folder: Path, *, is_own_allowed: bool) -> None:
    """Keep what we write off the disk whose deleted files may still be evidence.

    Raises:
        UsageError: the folder stands on this host's root disk, and nobody allowed that.
    """
    existing = folder if folder.exists() else folder.absolute().parent
    if not is_own_allowed and existing.stat().st_dev == Path("/").stat().st_dev:
        raise UsageError(
            f"{folder} is on this host's own root disk: writing there destroys what deleted files "
            "left behind. Give a folder on another disk, `-` for a stream, or say --save-here"
        )


def _create(path: Path) -> int:
    """A new file that only we can read; never through a link somebody put there."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
