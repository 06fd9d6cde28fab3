from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.stanzas import stanzas

LINES = st.lists(st.sampled_from(["", " ", "a: b", " c"]), max_size=40)


def is_empty(line: str) -> bool:
    return not line


def test_runs_are_numbered_by_their_first_line() -> None:
    assert list(stanzas(["", "a", "b", "", "", "c"], is_empty)) == [(2, ["a", "b"]), (6, ["c"])]


def test_what_is_blank_is_the_formats_own_business() -> None:
    assert list(stanzas(["a", " ", "b"], is_empty)) == [(1, ["a", " ", "b"])]
    assert list(stanzas(["a", " ", "b"], lambda line: not line.strip())) == [(1, ["a"]), (3, ["b"])]


@given(LINES)
def test_every_line_that_is_not_blank_stands_in_one_run_at_its_number(lines: list[str]) -> None:
    seen = [
        (first + offset, line)
        for first, run in stanzas(lines, is_empty)
        for offset, line in enumerate(run)
    ]
    assert seen == [(number, line) for number, line in enumerate(lines, 1) if line]
