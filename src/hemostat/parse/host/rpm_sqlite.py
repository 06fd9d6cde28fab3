"""rpm's SQLite database (`rpmdb.sqlite`: Fedora, RHEL 9 and kin): header blobs from raw bytes.

The bytes are opened in memory, never the file: opening it would write a journal beside it. What
stands in the write-ahead log is laid over it first.
"""

import sqlite3
import struct
from collections.abc import Iterator
from typing import Final

from hemostat.parse.host.sqlite_memory import opened, rows_of, stored_columns

_MAGIC: Final = b"SQLite format 3\0"
_WAL_MAGIC: Final = (0x377F0682, 0x377F0683)
# A scan takes about ten steps a row; a query that needs this many is an attack.
_MOST_STEPS: Final = 20_000_000
_LEAST_VALUE: Final = 1 << 20


def sqlite_blobs(data: bytes, log: bytes = b"") -> Iterator[bytes | str]:
    """Each package's header blob; where the database cannot be read, the reason as text instead.

    Args:
        data: rpmdb.sqlite.
        log: rpmdb.sqlite-wal, empty when there is none.

    Raises: nothing. A hostile database is stopped after 20 million steps of the engine, or when
        its headers are longer than itself.
    Source: rpm 4.18, lib/backend/sqlite.c; the SQLite file format, sections 1.3 and 4.
    """
    if data[:16] != _MAGIC or len(data) < 512:
        yield "not an SQLite database"
        return
    merged = with_log(data, log)
    try:
        with opened(merged, _MOST_STEPS, max(len(merged), _LEAST_VALUE)) as connection:
            if "blob" not in stored_columns(connection, "Packages"):
                yield "no table of packages"
                return
            for (blob,) in rows_of(connection, "SELECT blob FROM Packages", len(merged)):
                yield blob if isinstance(blob, bytes) else "a row without a blob"
    # A damaged database makes SQLite speak of names in bytes that are no UTF-8.
    except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:
        yield f"SQLite says: {error}"


def with_log(data: bytes, log: bytes) -> bytes:
    """The database with every committed page of its write-ahead log laid over it.

    Frames after the last commit, or of an older log (another salt), are left out, as SQLite does.
    The result says "no write-ahead log" in its header, or memory could not open it.
    """
    if not log:
        return b"".join((data[:18], b"\x01\x01", data[20:]))
    pages = bytearray(data)
    for number, page in _committed(log):
        begin = (number - 1) * len(page)
        if begin > len(data) + len(log):
            break
        if begin > len(pages):
            pages += bytes(begin - len(pages))
        pages[begin : begin + len(page)] = page
    pages[18:20] = b"\x01\x01"
    return bytes(pages)


def _committed(log: bytes) -> Iterator[tuple[int, bytes]]:
    if len(log) < 32:
        return
    magic, _, size, _, salt = struct.unpack_from(">IIII8s", log)
    if magic not in _WAL_MAGIC or not 512 <= size <= 65536:
        return
    waiting: list[tuple[int, bytes]] = []
    for begin in range(32, len(log) - size - 23, size + 24):
        number, pages_after, own_salt = struct.unpack_from(">II8s", log, begin)
        if own_salt != salt or number == 0:
            return
        waiting.append((number, log[begin + 24 : begin + 24 + size]))
        if pages_after:
            yield from waiting
            waiting = []
