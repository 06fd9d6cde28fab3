"""Functions of the file itself."""

import pytest

from detect.content.php_seen import seen
from hemostat.detect.content.php.value import REQUEST


def runs_request(code: str) -> bool:
    return any(each.kind == "code" and each.value.has(REQUEST) for each in seen(code))


@pytest.mark.parametrize(
    "code",
    [
        "function f($a, $b = 1) { return $a; } eval(f($_GET[1]));",
        "function f(...$all) { return $all[1]; } eval(f('x', $_GET[1]));",
        "function f() { return func_get_args()[0]; } eval(f($_POST['a']));",
        "function f($x) { if ($x) { return $x; } return 'a'; } eval(f($_GET[1]));",
        "$f = fn($x) => $x; eval($f($_GET[1]));",
    ],
)
def test_what_is_handed_in_comes_out(code: str) -> None:
    assert runs_request(code)


def test_variables_of_a_function_are_its_own() -> None:
    assert not runs_request("function f() { $x = $_GET[1]; } $x = 'a'; f(); eval($x);")


def test_a_function_that_calls_itself_ends() -> None:
    assert runs_request("function f($x) { return f($x) . $x; } eval(f($_GET[1]));")
    assert seen("function f($n) { return f($n . 'a'); } f('');") == []
