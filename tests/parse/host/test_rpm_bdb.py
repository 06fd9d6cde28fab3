"""Berkeley DB hash files: every value, and a reason for each that cannot be read."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.rpm_bdb import bdb_blobs
from hemostat.parse.host.rpm_header import RpmHeader, parse_rpm_header
from rpm_fixtures import BERKELEY, BERKELEY_BIG_ENDIAN

DATA = BERKELEY.read_bytes()


def names(data: bytes) -> list[str]:
    parsed = [parse_rpm_header(blob) for blob in bdb_blobs(data) if isinstance(blob, bytes)]
    return sorted(each.text(1000) for each in parsed if isinstance(each, RpmHeader))


@pytest.mark.parametrize("file", [BERKELEY, BERKELEY_BIG_ENDIAN], ids=["little", "big"])
def test_both_byte_orders_and_overflow_chains_are_read(file: object) -> None:
    data = BERKELEY.read_bytes() if file is BERKELEY else BERKELEY_BIG_ENDIAN.read_bytes()
    assert names(data) == ["made-tool", "small"]
    assert [each for each in bdb_blobs(data) if isinstance(each, str)] == []


def test_a_cut_file_says_so_and_gives_what_is_whole() -> None:
    found = list(bdb_blobs(DATA[: 4096 * 4]))
    assert "cut: pages are missing at its end" in found
    assert any(isinstance(each, str) and "ends after" in each for each in found)


def test_a_chain_that_leads_back_to_itself_ends() -> None:
    looped = bytearray(DATA)
    for begin in range(0, len(looped), 4096):
        if looped[begin + 25] == 7:
            looped[begin + 16 : begin + 20] = (begin // 4096).to_bytes(4, "little")
    assert len(list(bdb_blobs(bytes(looped)))) <= 4


def test_other_files_are_not_taken_for_one() -> None:
    assert list(bdb_blobs(b"")) == ["not a Berkeley DB hash"]
    assert list(bdb_blobs(b"SQLite format 3\0" + bytes(1000))) == ["not a Berkeley DB hash"]


@given(st.binary(max_size=2000))
def test_any_bytes_end_in_values_or_reasons(data: bytes) -> None:
    assert list(bdb_blobs(data))
    assert all(isinstance(each, bytes | str) for each in bdb_blobs(DATA[:40] + data))


@given(st.lists(st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, 255)), max_size=30))
def test_wrong_bytes_never_raise(changes: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for place, value in changes:
        data[place] = value
    # Each page gives at most as many values as items fit.
    assert len(list(bdb_blobs(bytes(data)))) <= len(DATA) // 2


def test_values_that_share_their_pages_end() -> None:
    """One hash page of 40 values, all of the same chain of ten pages."""
    size, used = 512, 512 - 26
    page = bytearray(12 * size)
    struct.pack_into("<III", page, 12, 0x061561, 9, size)
    struct.pack_into("<I", page, 32, 11)
    page[size + 25] = 2
    offsets = [number for at in range(20) for number in (500 - 20 * at, 488 - 20 * at)]
    struct.pack_into("<H", page, size + 20, 40)
    struct.pack_into("<40H", page, size + 26, *offsets)
    for at in offsets[1::2]:
        struct.pack_into("<B3xII", page, size + at, 3, 2, 10 * used)
    for number in range(2, 12):
        struct.pack_into("<I2xH", page, number * size + 16, number + 1, used)
        page[number * size + 25] = 7
    found = list(bdb_blobs(bytes(page)))
    assert isinstance(found[0], bytes)
    assert len(found[0]) == 10 * used
    assert found[1:] == ["its values are longer than the file"]
