# ruff: noqa: E501 — one shell, one line.
"""Shells written with generators, and ordinary ones."""

import pytest

from detect.content.php_seen import worst
from hemostat.model.level import Level

SHELLS = (
    b"<?php function g() { yield $_POST['x']; } foreach (g() as $v) { eval($v); }",
    b"<?php function g() { yield 'a' => $_POST['x']; } foreach (g() as $k => $v) { system($v); }",
    b"<?php function g() { $c = yield; system($c); } $g = g(); $g->current(); $g->send($_GET['c']);",
    b"<?php function g() { while (true) { eval(yield); } } $g = g(); $g->send($_POST['a']);",
    b"<?php $g = (function () { yield 1; yield $_REQUEST['q']; })(); $g->next(); eval($g->current());",
    b"<?php function a() { yield $_GET['c']; } function b() { yield from a(); }"
    b" foreach (b() as $v) passthru($v);",
)
ORDINARY = (
    b"<?php function lines($f) { while ($l = fgets($f)) { yield $l; } }"
    b" foreach (lines(fopen('php://stdin', 'r')) as $l) { echo $l; }",
    b"<?php function rows($db) { foreach ($db->query('SELECT 1') as $row) { yield $row['id'] => $row; } }"
    b" foreach (rows($pdo) as $id => $row) { echo htmlspecialchars($row['name'] . $_GET['p']); }",
    b"<?php function log_to() { while (true) { $line = yield; fwrite(STDERR, $line); } }"
    b" $l = log_to(); $l->send($_GET['q']);",
    b"<?php class C { function it() { yield from $this->items; } function run() { exec('ls'); } }",
)


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize("content", SHELLS)
def test_what_a_generator_gives_or_gets_is_followed(content: bytes) -> None:
    assert worst(content) >= Level.HIGH


@pytest.mark.parametrize("content", ORDINARY)
def test_ordinary_generators_are_left_alone(content: bytes) -> None:
    assert worst(content) < Level.MEDIUM
