"""Lines joined by a backslash."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.joined_lines import joined_lines


def joined(data: bytes) -> list[tuple[int, str]]:
    return list(joined_lines(Evidence(data, HostPath("/etc/x"))))


def test_a_backslash_joins_and_the_first_line_numbers_it() -> None:
    assert joined(b"a\\\nb\nc") == [(1, "ab"), (3, "c")]


def test_a_backslash_at_the_end_of_the_file_loses_nothing() -> None:
    assert joined(b"a\\\nb\\") == [(1, "ab")]


@given(st.lists(st.text("ab\\# ", max_size=5), max_size=20))
def test_every_sign_but_the_joining_ones_comes_back_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    expected = text.replace("\\\n", "\n").replace("\n", "")
    expected = expected[:-1] if text.endswith("\\") else expected
    assert "".join(part for _, part in joined(text.encode())) == expected


def test_a_file_of_backslashes_comes_in_bounded_pieces() -> None:
    pieces = joined(b"x" * 40 + b"\\\n" + (b"y" * 1000 + b"\\\n") * 500)
    assert max(len(text) for _, text in pieces) <= 70_000
    assert sum(len(text.replace("\\", "")) for _, text in pieces) == 40 + 500_000
