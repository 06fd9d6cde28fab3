import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.shell_text_commands import known_name, options_of


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("python3.11", "python"),
        ("php8.2", "php"),
        ("bash", "bash"),
        ("gawk", "awk"),
        ("ld-linux-x86-64.so.2", "ld.so"),
        ("ld-musl-x86_64.so.1", "ld.so"),
        ("pythonista", "pythonista"),
    ],
)
def test_versions_do_not_matter(base: str, name: str) -> None:
    assert known_name(base) == name


def test_options_end_at_the_first_operand() -> None:
    options = options_of(["-ab", "v", "--long", "w", "--x=y", "op", "-c"], "b", frozenset({"long"}))
    assert options.values == (("a", ""), ("b", "v"), ("long", "w"), ("x", "y"))
    assert options.operands == ("op", "-c")


def test_permuted_options_may_stand_behind_operands() -> None:
    options = options_of(["op", "-b", "v", "--", "-x"], "b", frozenset(), is_permuted=True)
    assert (options.values, options.operands) == ((("b", "v"),), ("op", "-x"))


@given(st.lists(st.text(alphabet="-=abc", max_size=4), max_size=8))
def test_no_argument_is_made_up(arguments: list[str]) -> None:
    options = options_of(arguments, "a", frozenset({"bb"}), is_permuted=True)
    assert all(operand in arguments for operand in options.operands)
