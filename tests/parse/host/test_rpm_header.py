"""rpm's header blob: what rpm wrote is read, and nothing else can raise."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.rpm_header import RpmHeader, parse_rpm_header
from rpm_fixtures import header_blob, header_blobs


def header(blob: bytes) -> RpmHeader:
    parsed = parse_rpm_header(blob)
    assert isinstance(parsed, RpmHeader)
    return parsed


def test_strings_and_numbers_of_a_real_header_are_read() -> None:
    made = next(each for each in map(header, header_blobs()) if each.text(1000) == "made-tool")
    assert made.text(1001) == "1.4"
    assert made.numbers(1003) == (2,)
    assert len(made.texts(1117)) == len(made.numbers(1116)) == 66
    assert made.texts(1117)[-1] == b"state"


def test_a_tag_that_is_not_there_is_empty() -> None:
    empty = header(struct.pack(">II", 1, 4) + struct.pack(">IIII", 1003, 4, 0, 1) + b"\0\0\0\x02")
    assert (empty.text(1000), empty.texts(1117), empty.numbers(1116)) == ("", [], ())


def test_a_tag_that_says_more_than_its_data_holds_is_empty() -> None:
    blob = struct.pack(">II", 2, 4) + struct.pack(">IIII", 1003, 4, 0, 9)
    blob += struct.pack(">IIII", 1117, 8, 0, 3) + b"ab\0c"
    cut = header(blob)
    assert cut.numbers(1003) == ()
    assert cut.texts(1117) == []


def test_sizes_that_do_not_fit_are_said() -> None:
    assert parse_rpm_header(b"abc") == "shorter than a header"
    assert parse_rpm_header(struct.pack(">II", 0xFFFFFFFF, 0)) == "its sizes do not fit"
    assert parse_rpm_header(struct.pack(">II", 1, 1 << 20) + bytes(64)) == "its sizes do not fit"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_header_or_a_reason(blob: bytes) -> None:
    parsed = parse_rpm_header(blob)
    if isinstance(parsed, RpmHeader):
        for tag in parsed.index:
            parsed.text(tag), parsed.numbers(tag)
    else:
        assert parsed


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_one_wrong_byte_never_raises(place: int, value: int) -> None:
    blob = bytearray(header_blobs()[0])
    blob[place % len(blob)] = value
    parsed = parse_rpm_header(bytes(blob))
    assert isinstance(parsed, RpmHeader | str)


@given(
    st.lists(st.binary(min_size=1).filter(lambda name: b"\0" not in name), min_size=1),
    st.lists(st.integers(0, 2**32 - 1), min_size=1),
    st.binary(),
)
def test_what_was_written_is_read_with_and_without_the_other_tags(
    names: list[bytes], numbers: list[int], other: bytes
) -> None:
    whole = header(header_blob({1000: "made", 1117: names, 1080: other, 1116: numbers}))
    few = whole.only(frozenset([1000, 1116, 1117, 9999]))
    for each in (whole, few):
        assert each.text(1000) == "made"
        assert each.texts(1117) == names
        assert each.numbers(1116) == tuple(numbers)
    assert sorted(few.index) == [1000, 1116, 1117]
