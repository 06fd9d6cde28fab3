"""A made-up host by bare system calls: folders, files and processes as a test wants them."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hemostat.model.failure import Absent, Failed, Failure
from hemostat.trees.footprint import Touches
from hemostat.trees.raw import RawHost, RawName, RawStat

FOLDER, FILE = 0o040755, 0o100644


@dataclass
class Made:
    """What there is. Folders hold names, with whether each is a folder; alive are task numbers."""

    folders: dict[bytes, dict[bytes, bool]] = field(default_factory=dict[bytes, dict[bytes, bool]])
    files: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    links: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    counts: dict[bytes, int] = field(default_factory=dict[bytes, int])
    alive: set[int] = field(default_factory=set[int])
    file_system: int = 0xEF53
    answers: tuple[bytes, ...] = ()


class MadeRaw(RawHost):
    """A `RawHost` that answers from a `Made`, so that a test decides what each view shows."""

    def __init__(self, made: Made) -> None:
        super().__init__(Touches())
        self.made = made

    def names(self, path: bytes) -> tuple[RawName, ...] | Failure:
        found = self.made.folders.get(path)
        if found is None:
            return Absent()
        return tuple(RawName(name, is_folder) for name, is_folder in found.items())

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        data = self.made.files.get(path)
        return Absent() if data is None else data[:limit]

    def readlink(self, path: bytes) -> bytes | Failure:
        return self.made.links.get(path, Absent())

    def stat(self, path: bytes) -> RawStat | Failure:
        if path in self.made.folders:
            count = self.made.counts.get(path, 2 + sum(self.made.folders[path].values()))
            return RawStat(1, 2, FOLDER, count)
        folder, _, name = path.rpartition(b"/")
        is_listed = name in self.made.folders.get(folder or b"/", {})
        return RawStat(1, 7, FILE, 1) if path in self.made.files or is_listed else Absent()

    def file_system(self, path: bytes) -> int | Failure:
        return self.made.file_system

    @contextmanager
    def opened(self, path: bytes) -> Generator[Callable[[int, int], bytes] | Failure]:
        data = self.made.files.get(path)
        if data is None:
            yield Failed("not there")
        else:
            yield lambda offset, size: data[offset : offset + size]

    def netlink(self, protocol: int, request: bytes) -> Iterator[bytes]:
        yield from self.made.answers

    def answers_kill(self, pid: int) -> bool:
        return pid in self.made.alive

    def answers_affinity(self, pid: int) -> bool:
        return pid in self.made.alive
