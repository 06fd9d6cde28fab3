"""Variables, the visitor's among them."""

import pytest

from detect.content.php_seen import computed, seen
from hemostat.detect.content.php.value import REQUEST, UPLOAD


@pytest.mark.parametrize(
    "source",
    [
        "$_GET['a']",
        "${'_P' . 'OST'}[1]",
        "$GLOBALS['_COOKIE']['a']",
        "$_SERVER['HTTP_X']",
        "$_FILES['f']['name']",
        "$HTTP_RAW_POST_DATA",
    ],
)
def test_the_visitor_decides(source: str) -> None:
    assert computed(source).has(REQUEST)


def test_the_server_decides() -> None:
    assert not computed("$_SERVER['DOCUMENT_ROOT']").has(REQUEST)
    assert computed("$_FILES['f']['tmp_name']").has(UPLOAD)


def test_lists_and_letters_are_stored() -> None:
    (first,) = [
        each for each in seen("[$a, $b] = ['x', $_GET[1]]; eval($b);") if each.kind == "code"
    ]
    assert first.value.has(REQUEST)
    (second,) = [each for each in seen("$a = 'abc'; $a[1] = 'x'; eval($a);") if each.kind == "code"]
    assert second.value.text == b"axc"
