"""Operators."""

import pytest

from detect.content.php_seen import computed
from hemostat.detect.content.php.arithmetic import increment
from hemostat.detect.content.php.value import literal


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("'a' . 'b' . 1", b"ab1"),
        ("'!' ^ 'R'", b"s"),
        ('~"\\x8c"', b"s"),
        ("(0/0) . ''", b"NAN"),
        ("1 + 2 * 3", b"7"),
        ("'a' == 'b'", b""),
        ("[] . ''", b"Array"),
        ("7 ^ 2", b"5"),
    ],
)
def test_known_sides_give_a_known_result(expression: str, text: bytes) -> None:
    assert computed(expression).text == text


def test_letters_count_on() -> None:
    assert increment(literal(b"Az"), 1).text == b"Ba"
    assert increment(literal(b"zz"), 1).text == b"aaa"
