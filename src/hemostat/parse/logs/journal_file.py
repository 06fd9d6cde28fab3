"""Binary journal files of systemd: the entries of a few programs, found by the file's own index.

Every offset is checked against the file, and every chain must go one way as systemd's do, so that
none is a ring: a hostile or torn file ends early.
Source: "Journal File Format" of systemd, and journal-def.h of systemd 257.
"""

import lzma
import struct
from collections.abc import Iterator

import zstandard

from hemostat.parse.logs.lz4_block import unpack_block

_SIGNATURE = b"LPKSHHRH"
_COMPACT = 16
_DATA, _FIELD, _ENTRY, _ENTRY_ARRAY = 1, 2, 3, 6
_XZ, _LZ4, _ZSTD = 1, 2, 4
_LONGEST_VALUE = 65_536
_MOST_FIELDS = 65_536
_MOST_ITEMS = 256
_MOST_REMEMBERED = 16 << 20
"""Bytes of values kept. Packed ones are up to 64 KiB each, whatever the file's size."""
_HEAD = struct.Struct("<BBxxxxxxQ")
_U64 = struct.Struct("<Q")
_U32 = struct.Struct("<I")


class JournalFile:
    """One journal file in memory. Offsets are bytes from its start; times microseconds."""

    def __init__(self, data: bytes) -> None:
        """Look at the header."""
        self.data = data
        self.is_one = data[:8] == _SIGNATURE and len(data) >= 208
        flags = _U32.unpack_from(data, 12)[0] if self.is_one else 0
        self._is_compact = bool(flags & _COMPACT)
        self._values: dict[int, tuple[bytes, bytes]] = {}
        self._remembered = 0
        # An honest file spends less: each item of an entry or array takes four bytes or more, and
        # is asked for once. What lies over each other or is shared would otherwise cost minutes.
        self._left = len(data) // 4

    @property
    def is_spent(self) -> bool:
        """Whether more was asked of the file than an honest one can hold: nothing more follows."""
        return self._left <= 0

    @property
    def entry_count(self) -> int:
        """How many entries the header tells of."""
        return self._number(152)

    def times(self) -> Iterator[int]:
        """The real time of every entry, in the order of the file."""
        for offset in self._array(self._number(176)):
            if self._is_object(offset, _ENTRY):
                yield self._number(offset + 24)

    def values_of(self, field: bytes) -> Iterator[tuple[bytes, int]]:
        """Each value that a field ever had in this file, with its data object's offset."""
        offset = self._field(field)
        at, before = self._number(offset + 32) if offset else 0, len(self.data)
        # The newest stands first.
        while self._is_object(at, _DATA) and at < before and not self.is_spent:
            value = self._value(at)
            if value is not None and value[0] == field:
                yield value[1], at
            at, before = self._number(at + 32), at

    def entries_of(self, at: int) -> Iterator[int]:
        """Offsets of the entries that hold a data object."""
        first = self._number(at + 40)
        if self._is_object(first, _ENTRY):
            yield first
        for offset in self._array(self._number(at + 48), first):
            self._left -= 1
            if self.is_spent:
                return
            yield offset

    def entry(self, at: int, wanted: frozenset[bytes]) -> tuple[int, dict[bytes, bytes]] | None:
        """An entry's time and the first value of each wanted field; None for no entry."""
        if self.is_spent or not self._is_object(at, _ENTRY):
            return None
        size = self._number(at + 8)
        width = 4 if self._is_compact else 16
        count = min((size - 64) // width, _MOST_ITEMS)
        found: dict[bytes, bytes] = {}
        self._left -= count + 1
        for number in range(count):
            place = at + 64 + number * width
            item = self._small(place) if self._is_compact else self._number(place)
            value = self._value(item)
            if value is not None and value[0] in wanted:
                found.setdefault(*value)
        return self._number(at + 24), found

    # -- objects ----------------------------------------------------------------------------

    def _field(self, name: bytes) -> int:
        """The offset of a field's object; 0 for none."""
        table, size = self._number(120), self._number(128)
        seen, room = 0, max(len(self.data) - table, 0)
        for bucket in range(min(size // 16, room // 16, _MOST_FIELDS)):
            at, before = self._number(table + bucket * 16), 0
            # The oldest stands first.
            while self._is_object(at, _FIELD) and at > before and seen < _MOST_FIELDS:
                seen += 1
                end = at + self._number(at + 8)
                if self.data[at + 40 : end] == name:
                    return at
                at, before = self._number(at + 24), at
        return 0

    def _value(self, at: int) -> tuple[bytes, bytes] | None:
        """Name and value of a data object."""
        known = self._values.get(at)
        if known is not None:
            return known
        if not self._is_object(at, _DATA):
            return None
        flags, size = self.data[at + 1], self._number(at + 8)
        begin = at + (72 if self._is_compact else 64)
        raw = self.data[begin : at + min(size, _LONGEST_VALUE)]
        payload = _unpacked(raw, flags)
        if payload is None:
            return None
        name, equals, value = payload.partition(b"=")
        found = (name, value) if equals else (b"", payload)
        self._left -= len(payload) // 256
        self._remembered += len(payload) + 256
        if self._remembered > _MOST_REMEMBERED:
            self._values.clear()
            self._remembered = len(payload) + 256
        self._values[at] = found
        return found

    def _array(self, at: int, after: int = 0) -> Iterator[int]:
        """The offsets a chain of entry arrays holds, those behind `after`; each is larger."""
        width = 4 if self._is_compact else 8
        last = 0
        while self._is_object(at, _ENTRY_ARRAY) and at > last:
            last = at
            size = min(self._number(at + 8), len(self.data) - at)
            for place in range(at + 24, at + size - width + 1, width):
                offset = self._small(place) if self._is_compact else self._number(place)
                if offset <= after:
                    break
                after = offset
                yield offset
            at = self._number(at + 16)

    def _is_object(self, at: int, kind: int) -> bool:
        if at < 64 or at % 8 or at + 64 > len(self.data) + 40:
            return False
        if at + 16 > len(self.data):
            return False
        found, _, size = _HEAD.unpack_from(self.data, at)
        return bool(found == kind and 16 <= size <= len(self.data) - at)

    def _number(self, at: int) -> int:
        if not 0 <= at <= len(self.data) - 8:
            return 0
        return int(_U64.unpack_from(self.data, at)[0])

    def _small(self, at: int) -> int:
        if not 0 <= at <= len(self.data) - 4:
            return 0
        return int(_U32.unpack_from(self.data, at)[0])


def _unpacked(raw: bytes, flags: int) -> bytes | None:
    """A payload as it was before packing, at most 64 KiB of it; None where it is damaged."""
    try:
        if flags & _ZSTD:
            packed = zstandard.ZstdDecompressor().decompressobj()
            return packed.decompress(raw)[:_LONGEST_VALUE]
        if flags & _XZ:
            return lzma.LZMADecompressor(memlimit=1 << 26).decompress(raw, _LONGEST_VALUE)
    except (zstandard.ZstdError, lzma.LZMAError, EOFError, MemoryError):
        return None
    if flags & _LZ4:
        return unpack_block(raw[8:], _LONGEST_VALUE)
    return raw
