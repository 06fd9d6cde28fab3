# ruff: noqa: E501 — one shell, one line.
"""Following a file."""

import base64

import pytest

from detect.content.php_seen import seen, worst
from hemostat.model.level import Level


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


_DECRYPTED = "openssl_decrypt(file_get_contents('php://' . 'input'), 'AES128', 'k')"


@pytest.mark.parametrize(
    "code",
    [
        f"list($f, $a) = explode('|', {_DECRYPTED}, 2) + array('', '');"
        " class C { function __invoke($p) { eval($p . ''); } } call_user_func(new C(), $a);",
        f"class T {{ function __get($n) {{ return {_DECRYPTED}; }}"
        " function __toString() { eval($this->body); return ''; } } echo new T;",
        f"class T {{ function __set($n, $v) {{ eval($v); }} }} $t = new T; $t->z = {_DECRYPTED};",
        "class T { public $c; function __wakeup() { eval($this->c); } } unserialize($_POST['d']);",
        "function d($s, $k) { $o = ''; foreach (str_split($s) as $i => $c) {"
        " $o .= chr(ord($c) ^ ord($k[$i])); } return $o; } eval(d($_POST['x'], 'key'));",
        "class S { function stream_open($p) { $this->d = base64_decode($_POST['x']); return true; }"
        " function stream_read($n) { return substr($this->d, 0, $n); } }"
        " stream_wrapper_register('mem', 'S'); include 'mem://x';",
    ],
)
def test_a_decrypted_body_is_followed_into_objects(code: str) -> None:
    assert worst(b"<?php " + code.encode()) >= Level.MEDIUM


@pytest.mark.parametrize(
    "code",
    [
        "class P { private $d = array(); function __get($n) { return $this->d[$n]; }"
        " function __set($n, $v) { $this->d[$n] = $v; } } $p = new P; $p->q = $_GET['q']; echo $p->q;",
        "stream_wrapper_register('v', 'S'); class S { function stream_read($c) {"
        " return substr($GLOBALS['page'], 0, $c); } } include 'v://page';",
        f"$d = json_decode({_DECRYPTED}, true); echo json_encode(['n' => count($d)]);",
    ],
)
def test_objects_that_only_keep_what_was_sent_are_quiet(code: str) -> None:
    assert worst(b"<?php " + code.encode()) <= Level.LOW
