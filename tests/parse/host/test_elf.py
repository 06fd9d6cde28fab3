"""ELF files: real ones, made-up ones, and any bytes at all."""

import struct
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.elf import HIDING, elf_of, read_elf
from made_elf import made_elf

pytestmark = pytest.mark.requirement("A6L.2", "A6L.5")
WHOLE = made_elf(
    ("libselinux.so.1", "libc.so.6"),
    soname="liba.so.1",
    interpreter="/lib64/ld-linux-x86-64.so.2",
    run_path="$ORIGIN/../lib:/opt/lib",
    defines=("readdir", "open64", "my_own"),
)


def test_a_file_says_what_it_needs_and_defines() -> None:
    elf = elf_of(WHOLE)
    assert elf is not None
    assert (elf.bits, elf.is_little, elf.machine, elf.sections) == (64, True, 62, 9)
    assert elf.interpreter == b"/lib64/ld-linux-x86-64.so.2"
    assert elf.needed == (b"libselinux.so.1", b"libc.so.6")
    assert (elf.soname, elf.run_path) == (b"liba.so.1", (b"$ORIGIN/../lib", b"/opt/lib"))
    assert elf.defined == {"readdir", "open64"}


def test_what_is_only_imported_is_not_defined() -> None:
    elf = read_elf(lambda o, n: WHOLE[o : o + n], frozenset({"imported", "my_own"}))
    assert elf is not None
    assert elf.defined == {"my_own"}


@pytest.mark.skipif(not Path("/bin/ls").exists(), reason="no /bin/ls here")
def test_programs_of_this_machine() -> None:
    listing = elf_of(Path("/bin/ls").read_bytes())
    assert listing is not None
    assert any(name.startswith(b"libc.") for name in listing.needed)
    assert listing.interpreter.startswith(b"/lib")
    assert not listing.defined & HIDING
    python = elf_of(Path(sys.executable).read_bytes())
    assert python is not None
    assert python.bits == struct.calcsize("P") * 8


@pytest.mark.parametrize("data", [b"", b"\x7fELF", b"#!/bin/sh\n" * 20, b"\x7fELF\x03" + bytes(90)])
def test_what_is_no_elf_file_gives_nothing(data: bytes) -> None:
    assert elf_of(data) is None


@given(st.binary(max_size=600), st.booleans(), st.booleans())
def test_any_bytes_behind_a_good_start_never_raise(data: bytes, is_64: bool, is_big: bool) -> None:
    start = b"\x7fELF" + bytes([1 + is_64, 1 + is_big])
    elf = elf_of(start + data)
    assert elf is None or len(elf.needed) <= 4096


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_one_wrong_byte_never_raises(place: int, value: int) -> None:
    data = bytearray(WHOLE)
    data[place] = value
    elf_of(bytes(data))


@given(st.integers(0, len(WHOLE)))
def test_a_file_cut_anywhere_never_raises(size: int) -> None:
    elf_of(WHOLE[:size])
