"""What functions of PHP itself give back."""

import pytest

from detect.content.php_seen import computed
from hemostat.detect.content.php.value import BUILT, DECODED, FETCHED, PREFIXED, REQUEST


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("base64_decode('aWQ=')", b"id"),
        ("strrev('metsys')", b"system"),
        ("str_rot13('flfgrz')", b"system"),
        ("chr(105) . chr(100)", b"id"),
    ],
)
def test_texts_that_are_known_are_computed(expression: str, text: bytes) -> None:
    assert computed(expression).text == text


def test_marks_say_how_a_text_came_about() -> None:
    assert computed("base64_decode('aWQ=')").has(DECODED)
    assert computed("chr(105)").has(BUILT)
    assert computed("file_get_contents('http://203.0.113.9/a')").has(FETCHED)
    assert computed("file_get_contents('php://input')").has(REQUEST)
    assert computed("trim($_GET[1])").has(REQUEST)


def test_a_number_or_a_quoted_word_is_no_longer_the_visitors() -> None:
    assert not computed("intval($_GET[1])").has(REQUEST)
    assert not computed("strlen($_GET[1])").has(REQUEST)


def test_a_word_put_into_a_template_is_prefixed() -> None:
    value = computed("str_replace('NAME', $_GET[1], $template)")
    assert value.has(REQUEST)
    assert value.has(PREFIXED)
