"""Memory of a running process, read through /proc/PID/mem. The process is not stopped.

Nothing is attached: reading needs the rights of ptrace(2), not its call. What the process changes
meanwhile may be seen half old and half new.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hemostat.model.failure import Absent, Denied, Failed, Failure
from hemostat.parse.host.memory_regions import MemoryRegion, parse_regions

CHUNK = (1 << 20) - 1
OVERLAP = 4096
MOST_BYTES = 64 << 20
"""Of one process, the telling regions first."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of memory: where it begins, and its bytes."""

    address: int
    data: bytes


def regions_of(pid: int, *, is_suspect: bool) -> tuple[MemoryRegion, ...] | Failure:
    """The regions worth reading, code brought in first.

    Args:
        pid: whose.
        is_suspect: nobody vouches for its program: all memory of its own, and the program itself.
            Else only what is anonymous, writable and executable at once.
    """
    try:
        with open(f"/proc/{pid}/maps", "rb") as file:  # noqa: PTH123 — /proc, read once
            regions = parse_regions(file.read(1 << 24))
        exe = os.readlink(f"/proc/{pid}/exe").encode("utf-8", "surrogateescape")  # noqa: PTH115 — as above
    except (FileNotFoundError, ProcessLookupError):
        return Absent()
    except PermissionError as error:
        return Denied(str(error.strerror))
    except OSError as error:
        return Failed(str(error.strerror))
    chosen = [
        region
        for region in regions
        if region.is_injected or (is_suspect and (region.is_anonymous or region.name == exe))
    ]
    return tuple(sorted(chosen, key=lambda each: (not each.is_injected, each.size)))


def chunks_of(
    pid: int, regions: Iterable[MemoryRegion], most: int = MOST_BYTES
) -> Iterator[Chunk | Failure]:
    """The bytes of some regions, in pieces that overlap by `OVERLAP`; holes are passed over."""
    try:
        memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, ProcessLookupError):
        return
    except PermissionError as error:
        yield Denied(str(error.strerror))
        return
    except OSError as error:
        yield Failed(str(error.strerror))
        return
    try:
        yield from _read(memory, regions, most)
    finally:
        os.close(memory)


def _read(memory: int, regions: Iterable[MemoryRegion], most: int) -> Iterator[Chunk]:
    left = most
    for region in regions:
        at = region.start
        while at < region.end and left > 0:
            data = _pread(memory, min(CHUNK, region.end - at, left), at)
            if data.strip(b"\0"):
                yield Chunk(at, data)
            left -= max(len(data), 1)
            if at + CHUNK >= region.end:
                break
            at += CHUNK - OVERLAP


def _pread(memory: int, size: int, at: int) -> bytes:
    try:
        return os.pread(memory, size, at)
    except (OSError, OverflowError):
        return b""  # a guard page, a device's memory, or gone since
