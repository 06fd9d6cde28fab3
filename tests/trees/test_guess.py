"""Words for what was handed in by mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.guess import guess_kind


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "empty"),
        (b"ElfFile\x00" + bytes(100), "a Windows event log (EVTX)"),
        (b"\xd4\xc3\xb2\xa1" + bytes(20), "a packet capture (pcap)"),
        ("日志 2024\n".encode(), "text that begins with '日志 2024'"),
        (b"\x1b[31mred", "unknown bytes that begin with 1b 5b 33 31 6d 72 65 64"),
    ],
)
def test_well_known_kinds_are_named(head: bytes, words: str) -> None:
    assert guess_kind(head) == words


@given(st.binary(max_size=600))
def test_whatever_it_is_the_words_are_one_printable_line(head: bytes) -> None:
    words = guess_kind(head)
    assert words
    assert "\n" not in words
    assert not any(ord(char) < 0x20 for char in words)
