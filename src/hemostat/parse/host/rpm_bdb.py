"""A Berkeley DB hash file (`Packages` of CentOS 5–8, SLES 12): header blobs from raw bytes."""

import struct
from collections.abc import Iterator
from typing import Final

_MAGIC: Final = 0x061561
_PAGE_HEADER: Final = 26
_HASH_PAGES: Final = (2, 13)
_OVERFLOW_PAGE: Final = 7
_KEY_DATA, _OFF_PAGE = 1, 3
_MOST_BLOB: Final = 256 << 20


def bdb_blobs(data: bytes) -> Iterator[bytes | str]:
    """Each value of a hash database; where one cannot be read, the reason as text instead.

    Page 0 is the metadata (magic at 12, page size at 20, last page at 32). Hash pages hold pairs
    of offsets, key then value; a value is inline or names a chain of overflow pages. rpm keys its
    packages by number; number 0 holds the largest number in 4 bytes and is no package.
    Both byte orders are read. Duplicates, which rpm does not use here, are told, not read.

    Raises: nothing. Values that share their pages end when they are longer than the file.
    Source: Berkeley DB 5.3, src/dbinc/db_page.h (DBMETA, HASHMETA, PAGE, HOFFPAGE).
    """
    order = _byte_order(data)
    if order is None:
        yield "not a Berkeley DB hash"
        return
    size, last = struct.unpack_from(order + "I", data, 20)[0], _number(data, 32, order)
    if size < 512 or size > 65536 or size & (size - 1):
        yield f"a page size of {size}"
        return
    if (last + 1) * size > len(data):
        yield "cut: pages are missing at its end"
    left = len(data)
    for begin in range(size, min((last + 1) * size, len(data) - size + 1), size):
        for value in _values(data, begin, size, order) if data[begin + 25] in _HASH_PAGES else ():
            left -= len(value) if isinstance(value, bytes) else 0
            if left < 0:
                yield "its values are longer than the file"
                return
            yield value


def _byte_order(data: bytes) -> str | None:
    if len(data) < 512:
        return None
    for order in ("<", ">"):
        if _number(data, 12, order) == _MAGIC:
            return order
    return None


def _number(data: bytes, offset: int, order: str) -> int:
    return int.from_bytes(data[offset : offset + 4], "little" if order == "<" else "big")


def _values(data: bytes, begin: int, size: int, order: str) -> Iterator[bytes | str]:
    """The values of one hash page: every second item; items grow down from the page's end."""
    (count,) = struct.unpack_from(order + "H", data, begin + 20)
    if _PAGE_HEADER + 2 * count > size:
        yield f"page {begin // size}: more items than fit"
        return
    offsets = struct.unpack_from(f"{order}{count}H", data, begin + _PAGE_HEADER)
    for position in range(1, count, 2):
        offset, end = offsets[position], offsets[position - 1]
        if not _PAGE_HEADER <= offset < size or not offset < end <= size:
            yield f"page {begin // size}: an item out of place"
            continue
        item = data[begin + offset : begin + end]
        if item[0] == _KEY_DATA:
            if len(item) > 5:
                yield item[1:]
        elif item[0] == _OFF_PAGE and len(item) >= 12:
            yield _chain(data, _number(item, 4, order), _number(item, 8, order), size, order)
        else:
            yield f"page {begin // size}: an item of kind {item[0]}"


def _chain(data: bytes, page: int, length: int, size: int, order: str) -> bytes | str:
    """The bytes of a chain of overflow pages; each page says how many of its bytes are used."""
    if length > min(_MOST_BLOB, len(data)):
        return f"page {page}: a value of {length} bytes"
    parts: list[bytes] = []
    got = 0
    for _ in range(length // (size - _PAGE_HEADER) + 2):
        begin = page * size
        if page == 0 or begin + size > len(data) or data[begin + 25] != _OVERFLOW_PAGE:
            break
        (used,) = struct.unpack_from(order + "H", data, begin + 22)
        parts.append(data[begin + _PAGE_HEADER : begin + _PAGE_HEADER + used])
        got += used
        page = _number(data, begin + 16, order)
    if got < length:
        return f"a value of {length} bytes ends after {got}"
    return b"".join(parts)[:length]
