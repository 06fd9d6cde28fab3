"""Where the loader's cache says each library lies: /etc/ld.so.cache.

Source: glibc 2.42 elf/cache.c and sysdeps/generic/dl-cache.h: the new format, which may stand
behind an old one. Entries of programs of another kind (32 bits) are listed too; the loader skips
them.
"""

import struct

MAX_ENTRIES = 200_000
_OLD = b"ld.so-1.7.0\0"
_NEW = b"glibc-ld.so.cache1.1"
_HEAD = struct.Struct("<20sIIB3x4x12x")
_ENTRY = struct.Struct("<iIIIQ")
_OLD_ENTRY = struct.Struct("<iII")


def parse_loader_cache(data: bytes) -> dict[bytes, tuple[bytes, ...]]:
    """The files of each library's name, in the loader's order; empty if it is no such cache."""
    start = _start(data)
    if start is None or len(data) < start + _HEAD.size:
        return {}
    _, count, _, _ = _HEAD.unpack_from(data, start)
    found: dict[bytes, list[bytes]] = {}
    # Entries may share their texts, but not so that a file says many times what it holds.
    room = 4 * len(data)
    place = start + _HEAD.size
    for _ in range(min(count, MAX_ENTRIES)):
        if place + _ENTRY.size > len(data):
            break
        _, key, value, _, _ = _ENTRY.unpack_from(data, place)
        place += _ENTRY.size
        name, path = _text(data, start + key), _text(data, start + value)
        room -= len(name) + len(path)
        if room < 0:
            break
        if name and path.startswith(b"/"):
            found.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def _start(data: bytes) -> int | None:
    """Where the new format begins: at once, or behind the old one's entries, aligned to 8."""
    if data.startswith(_NEW):
        return 0
    if not data.startswith(_OLD) or len(data) < 16:
        return None
    count = struct.unpack_from("<I", data, 12)[0]
    place = (16 + count * _OLD_ENTRY.size + 7) & ~7
    return place if data[place : place + len(_NEW)] == _NEW else None


def _text(data: bytes, offset: int) -> bytes:
    end = data.find(b"\0", offset, offset + 4096)
    return data[offset:end] if end >= 0 else b""
