"""File capabilities, as the kernel stores them."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.capability import parse_capability


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (struct.pack("<5I", 0x02000001, 1 << 7, 0, 0, 0), ("cap_setuid",)),
        (struct.pack("<5I", 0x02000000, 0, 1 << 13, 1 << 7, 0), ("cap_net_raw", "cap_bpf")),
        (struct.pack("<6I", 0x03000001, 1 << 21, 0, 0, 0, 1000), ("cap_sys_admin",)),
        (struct.pack("<3I", 0x01000000, 1 << 2, 0), ("cap_dac_read_search",)),
        (struct.pack("<5I", 0x02000000, 0, 0, 1 << 25, 0), ("cap_57",)),
        (struct.pack("<5I", 0x02000000, 0, 0, 0, 0), ()),
        (b"\x01\x00\x00\x02", None),
        (b"", None),
    ],
)
def test_each_version_of_the_format_is_read(value: bytes, names: tuple[str, ...] | None) -> None:
    assert parse_capability(value) == names


@given(st.binary(max_size=32))
def test_any_bytes_are_read_or_refused(value: bytes) -> None:
    found = parse_capability(value)
    assert found is None or all(each.startswith("cap_") for each in found)
