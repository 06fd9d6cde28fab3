"""Tables of functions."""

from hemostat.detect.content.php import names


def test_no_function_is_both_harmless_and_transparent() -> None:
    assert not names.NEUTRAL & names.TRANSPARENT - {"preg_match"}


def test_what_runs_code_is_dangerous() -> None:
    assert set(names.CODE) | set(names.COMMANDS) <= names.DANGEROUS
    assert not names.DANGEROUS & names.NEUTRAL
