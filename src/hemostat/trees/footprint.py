"""What the tool itself touched on a host: the answer to "and what did you change?"."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What was touched, and how often.

    Attributes:
        touched: operation (`list`, `stat`, `readlink`, `open`, `xattr`), folder, how many times;
            in the order of operation and folder.
        opened: the files whose content was read, sorted.
        bytes_read: how many bytes of content.
        atime_refused: files and folders the kernel did not let us open with O_NOATIME, so their
            access time may have moved; sorted.
    """

    touched: tuple[tuple[str, bytes, int], ...] = ()
    opened: tuple[bytes, ...] = ()
    bytes_read: int = 0
    atime_refused: tuple[bytes, ...] = ()


class Touches:
    """Counts what is touched while it happens; one for each tree."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, bytes]] = Counter()
        self._opened: set[bytes] = set()
        self._refused: set[bytes] = set()
        self._bytes_read = 0

    def touch(self, operation: str, path: bytes) -> None:
        """Count one operation on one path."""
        self._counts[operation, path.rpartition(b"/")[0] or b"/"] += 1
        if operation == "open":
            self._opened.add(path)

    def touch_below(self, operation: str, folder: bytes, count: int) -> None:
        """Count one operation on many names of one folder."""
        self._counts[operation, folder] += count

    def take(self, size: int) -> None:
        """Count bytes of content."""
        self._bytes_read += size

    def refuse_noatime(self, path: bytes) -> None:
        """Keep that O_NOATIME was refused here."""
        self._refused.add(path)

    def footprint(self) -> Footprint:
        """All of it so far."""
        return Footprint(
            touched=tuple((*key, count) for key, count in sorted(self._counts.items())),
            opened=tuple(sorted(self._opened)),
            bytes_read=self._bytes_read,
            atime_refused=tuple(sorted(self._refused)),
        )
