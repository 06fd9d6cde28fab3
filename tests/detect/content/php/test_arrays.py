"""Array functions."""

import pytest

from detect.content.php_seen import computed


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("implode('', ['a', 'b'])", b"ab"),
        ("implode('-', array_reverse(['a', 'b']))", b"b-a"),
        ("explode(',', 'a,b')[1]", b"b"),
        ("str_split('abcd', 2)[1]", b"cd"),
        ("implode('', range('a', 'c'))", b"abc"),
        ("implode(array_map('chr', [97, 98]))", b"ab"),
        ("end(array_slice(['a', 'b', 'c'], 0, 2))", b"b"),
    ],
)
def test_tables_of_letters_are_computed(expression: str, text: bytes) -> None:
    assert computed(expression).text == text
