"""Calls."""

import pytest

from detect.content.php_seen import seen
from hemostat.detect.content.php.value import NAMED, REQUEST


@pytest.mark.parametrize(
    "code",
    [
        "function f($x) { return $x; } eval(f($_GET[1]));",
        "class A { public $p; function s($v) { $this->p = $v; } function r() { eval($this->p); } }"
        " $a = new A; $a->s($_GET[1]); $a->r();",
        "$f = function ($x) { eval($x); }; $f($_GET[1]);",
        "call_user_func(function ($x) { eval($x); }, $_GET[1]);",
        "preg_match('/a(.*)/', $_POST['x'], $m); eval($m[1]);",
        "hook('x', function () { eval($_GET[1]); });",
        "array_walk($_GET, function ($v) { eval($v); });",
    ],
)
def test_the_request_is_followed_through(code: str) -> None:
    assert any(each.kind == "code" and each.value.has(REQUEST) for each in seen(code))


def test_a_shell_quote_ends_the_way() -> None:
    (sighting,) = seen("system(escapeshellarg($_GET[1]));")
    assert not sighting.value.has(REQUEST)


def test_through_a_foreign_function_it_is_less_certain() -> None:
    assert seen("eval(clean($_GET[1]));")[0].value.has(NAMED)
