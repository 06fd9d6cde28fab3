# ruff: noqa: E501 — one shell, one line.
"""Checks before a call: what they vouch for."""

import pytest

from detect.content.php_seen import worst
from hemostat.model.level import Level


@pytest.mark.parametrize(
    "code",
    [
        "if (isset($_COOKIE['f'], $_COOKIE['p'])) array_map($_COOKIE['f'], array($_COOKIE['p']));",
        "$c = $_COOKIE; if (isset($c['a'])) { @$c['a']($c['b']); }",
        "if (isset($_POST['f']) && function_exists($_POST['f'])) echo $_POST['f']($_POST['x']);",
        "extract($_COOKIE); isset($fn) and $fn($arg);",
        "if (array_key_exists('f', $_POST)) array_filter([$_POST['x']], $_POST['f']);",
        "if (in_array($_GET['f'], $_GET['list'])) $_GET['f']($_GET['x']);",
        "$d = json_decode($_COOKIE['p'], true); if (isset($d['f'])) array_map($d['f'], [$d['a']]);",
    ],
)
def test_that_a_parameter_was_sent_says_nothing_of_it(code: str) -> None:
    assert worst(b"<?php " + code.encode()) >= Level.HIGH


@pytest.mark.parametrize(
    "code",
    [
        "$all = ['a' => 'do_a']; if (isset($all[$_GET['a']])) { $all[$_GET['a']]($_GET['id']); }",
        "if (in_array($_GET['f'], ['trim', 'ucfirst'], true)) echo $_GET['f']($_GET['x']);",
        "$m = 'on_' . $_GET['a']; if (function_exists($m)) $m($_POST);",
        "$h = filters('h', []); if (isset($h[$_GET['t']])) { $f = $h[$_GET['t']]; $f($_GET['d']); }",
    ],
)
def test_a_list_of_ones_own_vouches_for_a_name(code: str) -> None:
    assert worst(b"<?php " + code.encode()) <= Level.LOW


@pytest.mark.parametrize(
    "code",
    [
        "filter_var($_COOKIE['v'], FILTER_CALLBACK, ['options' => $_COOKIE['n']]);",
        "filter_var_array([$_GET['v']], ['x' => ['filter' => 1024, 'options' => 'system']]);",
        "filter_input(INPUT_POST, 'v', FILTER_CALLBACK, ['options' => 'system']);",
        "preg_replace_callback('/.*/', $_COOKIE['n'], $_COOKIE['v']);",
        "preg_replace_callback_array(['/.*/' => 'system'], $_COOKIE['v']);",
        "if (isset($_POST['z'])) { ob_start($_POST['z']); echo $_POST['y']; ob_end_flush(); }",
    ],
)
def test_less_known_callers_call_too(code: str) -> None:
    assert worst(b"<?php " + code.encode()) >= Level.HIGH
