"""Expressions."""

import pytest

from detect.content.php_seen import computed
from hemostat.detect.content.php.value import BUILT


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('"\\x61\\142c"', b"abc"),
        ("'it\\'s'", b"it's"),
        ("true ? 'a' : 'b'", b"a"),
        ("['x' => 'a', 'b']['x']", b"a"),
        ("'abc'[1]", b"b"),
        ("(string) 5", b"5"),
        ("0x10", b"16"),
        ("(fn($x) => $x . 'b')('a')", b"ab"),
        ("match (1) { default => 'm' }", b"m"),
    ],
)
def test_what_is_written_is_computed(expression: str, text: bytes) -> None:
    assert computed(expression).text == text


def test_a_long_chain_of_concatenations_is_followed() -> None:
    assert computed(".".join(["chr(65)"] * 3000)).text == b"A" * 3000


def test_escaped_letters_count_as_built() -> None:
    assert computed('"\\x73\\x79\\x73"').has(BUILT)
    assert not computed('"a\\n"').has(BUILT)
