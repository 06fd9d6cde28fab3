"""The header blob of rpm: one package's tags, as the database stores them."""

import struct
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

_MOST_TAGS = 0xFFFF
_MOST_DATA = 256 << 20
_MOST_ITEMS = 2_000_000
_SIZES: Final = {2: ("b", 1), 3: (">H", 2), 4: (">I", 4), 5: (">Q", 8)}
_TEXT, _BYTES, _TEXTS, _TEXTS_BY_LANGUAGE = 6, 7, 8, 9


@dataclass(frozen=True, slots=True)
class RpmHeader:
    """The tags of one package.

    Attributes:
        index: by tag: its type, the offset of its data, and how many items.
        data: the store all tags point into.
    """

    index: dict[int, tuple[int, int, int]]
    data: bytes

    def text(self, tag: int) -> str:
        """A string tag, or the first of several; empty when it is not there."""
        found = self.texts(tag)
        return found[0].decode("utf-8", "surrogateescape") if found else ""

    def texts(self, tag: int) -> list[bytes]:
        """The strings of a tag; empty when it is not there or runs out of the data."""
        kind, offset, count = self.index.get(tag, (0, 0, 0))
        if kind == _TEXT:
            count = 1
        elif kind not in (_TEXTS, _TEXTS_BY_LANGUAGE):
            return []
        if not 0 < count <= _MOST_ITEMS:
            return []
        parts = self.data[offset : self._end(offset)].split(b"\0", count)
        # The piece behind the last NUL is not ours; fewer pieces mean a cut header.
        return parts[:count] if len(parts) > count else []

    def numbers(self, tag: int) -> tuple[int, ...]:
        """The integers of a tag, unsigned; empty when it is not there or runs out of the data."""
        kind, offset, count = self.index.get(tag, (0, 0, 0))
        if kind in (1, 2) and 0 < count <= _MOST_ITEMS:
            return tuple(self.data[offset : offset + count])
        if kind not in _SIZES or not 0 < count <= _MOST_ITEMS:
            return ()
        letter, size = _SIZES[kind]
        if offset + size * count > len(self.data):
            return ()
        return struct.unpack_from(f">{count}{letter[-1]}", self.data, offset)

    def only(self, tags: frozenset[int]) -> "RpmHeader":
        """The same header with these tags alone: most of its bytes are changelog and scripts."""
        starts = sorted({offset for _, offset, _ in self.index.values()})
        index: dict[int, tuple[int, int, int]] = {}
        parts: list[bytes] = []
        length = 0
        for tag in tags & self.index.keys():
            kind, offset, count = self.index[tag]
            position = bisect_right(starts, offset)
            end = starts[position] if position < len(starts) else len(self.data)
            parts.append(self.data[offset:end])
            index[tag] = (kind, length, count)
            length += end - offset
        return RpmHeader(index, b"".join(parts))

    def _end(self, offset: int) -> int:
        """Where the next tag's data begins: how far the strings of this one can reach."""
        after = [start for _, start, _ in self.index.values() if start > offset]
        return min(after, default=len(self.data))


def parse_rpm_header(blob: bytes) -> RpmHeader | str:
    """Read one header blob, or say why it is none.

    The blob is: number of tags and bytes of data (big-endian 32 bit), then for each tag its
    number, type, offset and count, then the data. It has no magic: that is only in .rpm files.

    Raises: nothing.
    Source: rpm 4.18, docs/manual/format.md (header format) and lib/header.c (hdrblobInit).
    """
    if len(blob) < 8:
        return "shorter than a header"
    tags, length = struct.unpack_from(">II", blob)
    begin = 8 + 16 * tags
    if not 0 < tags <= _MOST_TAGS or length > _MOST_DATA or begin + length > len(blob):
        return "its sizes do not fit"
    index: dict[int, tuple[int, int, int]] = {}
    for tag, kind, offset, count in struct.iter_unpack(">IIII", blob[8:begin]):
        if offset <= length:
            # Later entries are additions at install time and win.
            index[tag] = (kind, offset, count)
    return RpmHeader(index, blob[begin : begin + length])
