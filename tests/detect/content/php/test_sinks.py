"""Where something is executed, loaded or written."""

import pytest

from detect.content.php_seen import seen


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("preg_replace('/x/e', $_GET[1], 'x');", "code"),
        ("create_function('', $_GET[1]);", "code"),
        ("popen($_GET[1], 'r');", "command"),
        ("`$_GET[1]`;", "command"),
        ("mail('a', 'b', 'c', '', $_GET[1]);", "command"),
        ("$f = $_GET[1]; $f();", "callable"),
        ("include $_GET[1];", "include"),
        ("fwrite(fopen($_GET[1], 'w'), $_GET[2]);", "write"),
        ("move_uploaded_file($_FILES['a']['tmp_name'], $_GET[1]);", "upload"),
        ("putenv('LD_PRELOAD=/tmp/x.so');", "preload"),
        ("$f = 'sys' . 'tem'; $f('id');", "spelled"),
        (
            "file_put_contents('a.php', base64_decode('PD9waHAgZXZhbCgkX1BPU1RbMV0pOw=='));",
            "dropped",
        ),
    ],
)
def test_it_is_noted_as(code: str, kind: str) -> None:
    assert kind in {each.kind for each in seen(code)}


def test_replacing_text_is_nothing() -> None:
    assert seen("preg_replace('/a/i', $_GET[1], $x); preg_replace('/e$/', '', $_GET[1]);") == []
