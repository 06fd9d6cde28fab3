"""The regions of a process's memory that are its own, from /proc/PID/maps."""

from dataclasses import dataclass

MOST_REGIONS = 65_536
_OWN = (b"", b"[heap]", b"[stack]")
_MEMFD = (b"/memfd:", b"/dev/zero", b"/dev/shm/", b"/SYSV", b"/i915")


@dataclass(frozen=True, slots=True)
class MemoryRegion:
    """One readable region.

    Attributes:
        start, end: addresses. is_anonymous: no file stands behind it, or a deleted or memory one.
        is_writable, is_executable: its rights. name: as the kernel writes it; may be empty.
    """

    start: int
    end: int
    is_anonymous: bool
    is_writable: bool
    is_executable: bool
    name: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return self.end - self.start

    @property
    def is_injected(self) -> bool:
        """Anonymous memory that is written and run: where code is brought in, or a JIT's."""
        return self.is_anonymous and self.is_writable and self.is_executable


def parse_regions(maps: bytes) -> tuple[MemoryRegion, ...]:
    """The readable regions, in order; lines that are no mapping are passed over.

    Source: proc(5), `/proc/pid/maps`.
    """
    found: list[MemoryRegion] = []
    for line in maps.split(b"\n")[:MOST_REGIONS]:
        fields = line.split(None, 5)
        if len(fields) < 5 or len(fields[1]) < 4 or fields[1][:1] != b"r":
            continue
        start, dash, end = fields[0].partition(b"-")
        name = fields[5] if len(fields) == 6 else b""
        try:
            first, last = int(start, 16), int(end, 16)
        except ValueError:
            continue
        if not dash or last <= first:
            continue
        found.append(
            MemoryRegion(
                start=first,
                end=last,
                is_anonymous=_is_anonymous(name),
                is_writable=fields[1][1:2] == b"w",
                is_executable=fields[1][2:3] == b"x",
                name=name,
            )
        )
    return tuple(found)


def _is_anonymous(name: bytes) -> bool:
    return name in _OWN or name.startswith((*_MEMFD, b"[anon:")) or name.endswith(b" (deleted)")
