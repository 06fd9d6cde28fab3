import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.sigma.regex import PatternError, literal, search_of


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_literal_finds_itself(text: str) -> None:
    assert search_of(rf"\A{literal(text)}\z")(text)


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "a(?=b)", "a{1,1001}", "[z-a]", "\udcff"])
def test_what_re2_has_not_is_refused_with_a_reason(pattern: str) -> None:
    with pytest.raises(PatternError, match=r"\w"):
        search_of(pattern)


def test_a_refused_pattern_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PatternError):
        search_of("a(?=b)")
    assert capfd.readouterr() == ("", "")


def test_nested_quantifiers_end_on_text_that_makes_backtrackers_hang() -> None:
    # With a backtracking engine this is 2**5000 steps; it would never come back.
    assert search_of(r"^(a+)+$")("a" * 5_000 + "!") is None
    assert search_of(r"(.*a.*){12}$")("ab" * 2_000 + "\n!") is None
