"""The made-up rpm databases, and an ndb writer after rpm's own."""

import lzma
import struct
import zlib
from pathlib import Path

from hemostat.parse.host.rpm_sqlite import sqlite_blobs

FOLDER = Path(__file__).parent / "fixtures/rpm"
BERKELEY = FOLDER / "made-md5.Packages"
BERKELEY_BIG_ENDIAN = FOLDER / "made-md5-big-endian.Packages"

CONTENT = {
    "/usr/bin/made": b"#!/bin/sh\necho made\n",
    "/usr/bin/made-privileged": b"#!/bin/sh\nid\n",
    "/etc/made/made.conf": b"a = 1\n",
    "/bin/small": b"#!/bin/sh\necho small\n",
}
"""The files of the two packages, as their spec files write them."""


def sqlite_database() -> bytes:
    return lzma.decompress((FOLDER / "made-sha256.rpmdb.sqlite.xz").read_bytes())


def header_blobs() -> list[bytes]:
    return [blob for blob in sqlite_blobs(sqlite_database()) if isinstance(blob, bytes)]


def ndb_database(blobs: list[bytes]) -> bytes:
    """An ndb file of one slot page that holds these headers, numbered from 1."""
    slots, bodies = b"", b""
    for number, blob in enumerate(blobs, start=1):
        body = struct.pack("<4sIII", b"BlbS", number, 1_700_000_000, len(blob)) + blob
        body += bytes(-(len(body) + 12) % 16)
        body += struct.pack("<II4s", zlib.adler32(body), len(blob), b"BlbE")
        first = (4096 + len(bodies)) // 16
        slots += struct.pack("<4sIII", b"Slot", number, first, len(body) // 16)
        bodies += body
    empty = struct.pack("<4sIII", b"Slot", 0, 0, 0)
    slots += empty * ((4096 - 32 - len(slots)) // 16)
    head = struct.pack("<4sIIII", b"RpmP", 0, 7, 1, len(blobs) + 1).ljust(32, b"\0")
    return head + slots + bodies


Tag = int | list[int] | str | list[bytes] | bytes


def header_blob(tags: dict[int, Tag]) -> bytes:
    """A header with these tags, as rpm stores it: int32 numbers, strings, string arrays, bytes."""
    index, data = b"", b""
    for tag, value in tags.items():
        if isinstance(value, int | list) and not (isinstance(value, list) and _are_texts(value)):
            numbers = [value] if isinstance(value, int) else list(value)
            data += bytes(-len(data) % 4)
            kind, body = 4, b"".join(struct.pack(">I", each) for each in numbers)
            count = len(numbers)
        elif isinstance(value, str):
            kind, count, body = 6, 1, value.encode() + b"\0"
        elif isinstance(value, bytes):
            kind, count, body = 7, len(value), value
        else:
            kind, count, body = 8, len(value), b"".join(each + b"\0" for each in value)
        index += struct.pack(">IIII", tag, kind, len(data), count)
        data += body
    return struct.pack(">II", len(index) // 16, len(data)) + index + data


def _are_texts(values: list[int] | list[bytes]) -> bool:
    return any(isinstance(each, bytes) for each in values)
