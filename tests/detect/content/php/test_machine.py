"""Following a file."""

import base64

from detect.content.php_seen import seen


def test_layers_are_unpacked() -> None:
    inner = "system($_GET[1]);"
    for _ in range(3):
        inner = f"eval(base64_decode('{base64.b64encode(inner.encode()).decode()}'));"
    sightings = seen(inner)
    assert [each.kind for each in sightings] == ["code", "code", "code", "command"]
    assert sightings[-1].layer == 3
    assert {each.offset for each in sightings} == {sightings[0].offset}


def test_comments_between_words_change_nothing() -> None:
    assert [each.kind for each in seen("eval/*a*/(/*b*/$_GET/*c*/[/*d*/1]);")] == ["code"]


def test_a_function_nobody_calls_is_followed_too() -> None:
    assert [each.kind for each in seen("function f() { eval($_GET[1]); }")] == ["code"]


def test_an_alias_is_known() -> None:
    assert [each.kind for each in seen("use function system as out; out($_GET[1]);")] == ["command"]
