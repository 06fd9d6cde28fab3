"""rpm's own database form, ndb (`Packages.db`): SUSE's default. Header blobs from raw bytes."""

import struct
from collections.abc import Iterator

_MAGIC, _SLOT_MAGIC, _BLOB_MAGIC = b"RpmP", b"Slot", b"BlbS"
_PAGE, _SLOT, _BLOCK, _BLOB_HEAD = 4096, 16, 16, 16
_HEADER = 32


def ndb_blobs(data: bytes) -> Iterator[bytes | str]:
    """Each package's header blob; where one cannot be read, the reason as text instead.

    A header of 32 bytes (magic, version, generation, pages of slots), slots of 16 bytes (magic,
    package number, first block, blocks), and blobs on blocks of 16 bytes with a head of 16
    (magic, package number, time, length). All little-endian.

    Raises: nothing. Slots that share their blobs end when these are longer than the file.
    Source: rpm 4.18, lib/backend/ndb/rpmpkg.c.
    """
    if data[:4] != _MAGIC or len(data) < _HEADER:
        yield "not an ndb database"
        return
    version, _, pages = struct.unpack_from("<III", data, 4)
    if version != 0:
        yield f"version {version} of ndb is not known"
        return
    end = min(pages * _PAGE, len(data) - len(data) % _SLOT)
    if pages * _PAGE > len(data):
        yield "cut within its slots"
    left = len(data)
    for offset in range(_HEADER, end, _SLOT):
        magic, number, first, count = struct.unpack_from("<4sIII", data, offset)
        if magic != _SLOT_MAGIC:
            yield f"no slot at byte {offset}"
            return
        if not (number and first):
            continue
        blob = _blob(data, number, first * _BLOCK, count * _BLOCK)
        left -= len(blob)
        if left < 0:
            yield "its packages are longer than the file"
            return
        yield blob


def _blob(data: bytes, number: int, begin: int, room: int) -> bytes | str:
    if begin + _BLOB_HEAD > len(data):
        return f"package {number}: its blob lies behind the end"
    magic, own_number, _, length = struct.unpack_from("<4sIII", data, begin)
    if magic != _BLOB_MAGIC or own_number != number:
        return f"package {number}: its blob is not where its slot says"
    if length + _BLOB_HEAD > room or begin + _BLOB_HEAD + length > len(data):
        return f"package {number}: its blob is longer than its blocks"
    return data[begin + _BLOB_HEAD : begin + _BLOB_HEAD + length]
