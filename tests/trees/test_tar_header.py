"""Numbers, names and extended headers of tars."""

import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.tar_header import (
    decimal,
    is_header,
    name_of,
    nanoseconds,
    number,
    padded,
    parse_pax,
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (b"0000644\0", 0o644),
        (b"   644 \0", 0o644),
        (b"\0\0\0\0", 0),
        (b"00009999", 0),
        (b"-0000001", 0),
        (b"\x80\0\0\0\0\0\0\x05", 5),
        (b"\xff\xff\xff\xff\xff\xff\xff\xfe", -2),
        (b"\x80" + bytes(3) + (1 << 40).to_bytes(8, "big"), 1 << 40),
    ],
)
def test_a_number_is_octal_or_base_256_or_nothing(field: bytes, value: int) -> None:
    assert number(field) == value


@given(
    size=st.integers(0, (1 << 60) - 1),
    mtime=st.integers(-(1 << 40), 1 << 40),
    uid=st.integers(0, 1 << 40),
)
def test_what_the_standard_library_writes_is_a_header(size: int, mtime: int, uid: int) -> None:
    member = tarfile.TarInfo("x")
    member.size, member.mtime, member.uid = size, mtime, uid
    block = member.tobuf(tarfile.GNU_FORMAT)
    assert is_header(block)
    assert (number(block[124:136]), number(block[136:148])) == (size, mtime)
    assert number(block[108:116]) == uid


def test_a_checksum_over_signed_bytes_counts_too() -> None:
    block = bytearray(tarfile.TarInfo(b"\xe9\xe8".decode("latin-1")).tobuf(encoding="latin-1"))
    signed = sum(each - 256 if each > 127 else each for each in block[:148] + block[156:]) + 256
    block[148:156] = b"%06o\0 " % signed
    assert is_header(bytes(block))
    block[148:156] = b"%06o\0 " % (signed + 1)
    assert not is_header(bytes(block))


def test_nothing_and_noise_are_no_header() -> None:
    assert not is_header(bytes(512))
    assert not is_header(b"x" * 512)


def test_the_prefix_counts_for_ustar_and_not_for_gnu() -> None:
    name = "d" * 90 + "/" + "f" * 90
    block = tarfile.TarInfo(name).tobuf(tarfile.USTAR_FORMAT)
    assert name_of(block) == name.encode()
    gnu = tarfile.TarInfo("short").tobuf(tarfile.GNU_FORMAT)
    gnu = gnu[:345] + b"not a prefix" + gnu[357:]
    assert name_of(gnu) == b"short"


def test_records_are_read_until_the_first_bad_one() -> None:
    assert parse_pax(b"12 path=abc\n16 mtime=1.5\xff=x\n") == {
        "path": b"abc",
        "mtime": b"1.5\xff=x",
    }
    assert parse_pax(b"12 path=abc\n99 uid=1\n") == {"path": b"abc"}
    assert parse_pax(b"0 path=abc\n") == {}
    assert parse_pax(b"3 \n") == {}


def test_of_two_records_with_one_key_the_last_counts_but_runs_of_holes_add_up() -> None:
    assert parse_pax(b"10 path=a\n10 path=b\n") == {"path": b"b"}
    text = b"23 GNU.sparse.offset=5\n25 GNU.sparse.numbytes=9\n"
    assert parse_pax(text)["GNU.sparse.map"] == b"5,9"


@given(st.binary())
def test_any_bytes_are_read_to_some_end(text: bytes) -> None:
    assert sum(len(value) for value in parse_pax(text).values()) <= 2 * len(text) + 1


def test_times_keep_their_fractions() -> None:
    assert nanoseconds({"mtime": b"1.5"}, "mtime", 9) == 1_500_000_000
    assert nanoseconds({"mtime": b"-1.25"}, "mtime", 9) == -1_250_000_000
    assert nanoseconds({"mtime": b"soon"}, "mtime", 9) == 9_000_000_000
    assert decimal({"size": b"12"}, "size", 3) == 12
    assert decimal({"size": b"-1"}, "size", 3) == 3
    assert decimal({"size": b"9" * 30}, "size", 3) == 3


@pytest.mark.parametrize(("size", "blocks"), [(0, 0), (1, 512), (512, 512), (513, 1024)])
def test_content_fills_whole_blocks(size: int, blocks: int) -> None:
    assert padded(size) == blocks
