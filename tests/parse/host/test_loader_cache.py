"""The loader's cache, of this machine and any bytes."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.loader_cache import parse_loader_cache

pytestmark = pytest.mark.requirement("A6L.2")
CACHE = Path("/etc/ld.so.cache")


def made_cache(*pairs: tuple[str, str]) -> bytes:
    """A cache of the new format."""
    strings, entries = b"", b""
    start = 48 + 24 * len(pairs)
    for name, path in pairs:
        places = []
        for text in (name, path):
            places.append(start + len(strings))
            strings += text.encode() + b"\0"
        entries += struct.pack("<iIIIQ", 0x303, *places, 0, 0)
    head = struct.pack("<20sIIB3x4x12x", b"glibc-ld.so.cache1.1", len(pairs), len(strings), 2)
    return head + entries + strings


def test_each_name_has_its_files_in_order() -> None:
    data = made_cache(("liba.so.1", "/opt/x/liba.so.1"), ("liba.so.1", "/lib/liba.so.1"))
    assert parse_loader_cache(data) == {b"liba.so.1": (b"/opt/x/liba.so.1", b"/lib/liba.so.1")}


def test_a_new_cache_behind_an_old_one() -> None:
    old = b"ld.so-1.7.0\0" + struct.pack("<I", 3) + bytes(12 * 3)
    data = old.ljust((len(old) + 7) & ~7, b"\0") + made_cache(("a", "/a"))
    assert parse_loader_cache(data) == {b"a": (b"/a",)}


@pytest.mark.skipif(not CACHE.exists(), reason="no /etc/ld.so.cache here")
def test_the_cache_of_this_machine_names_its_c_library() -> None:
    (first, *_) = parse_loader_cache(CACHE.read_bytes())[b"libc.so.6"]
    assert Path(first.decode()).exists()


@given(st.binary(max_size=300))
def test_any_bytes_never_raise(data: bytes) -> None:
    parse_loader_cache(b"glibc-ld.so.cache1.1" + data)
    parse_loader_cache(b"ld.so-1.7.0\0" + data)
    assert parse_loader_cache(data) == {}


def test_entries_that_share_their_texts_end_when_they_say_more_than_the_file() -> None:
    data = bytearray(made_cache(("liba.so.1", "/lib/" + "a" * 1000)))
    entry, strings = data[48:72], data[72:]
    places = [struct.unpack_from("<II", entry, at)[0] for at in (4, 8)]
    count = 20_000
    moved = [place + 24 * (count - 1) for place in places]
    entries = struct.pack("<iIIIQ", 0x303, *moved, 0, 0) * count
    data[20:24] = struct.pack("<I", count)
    found = parse_loader_cache(bytes(data[:48]) + entries + bytes(strings))
    (paths,) = found.values()
    assert set(paths) == {b"/lib/" + b"a" * 1000}
    assert len(paths) <= 4 * 24 * count // 1000 + 10
