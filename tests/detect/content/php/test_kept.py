# ruff: noqa: E501 — one shell, one line.
"""Files a page writes and then loads."""

import pytest

from detect.content.php_seen import worst
from hemostat.model.level import Level


@pytest.mark.parametrize(
    "code",
    [
        "$t = tempnam('/tmp', 'x'); file_put_contents($t, '<?php ' . $_POST['c']); include($t);",
        "$f = tmpfile(); fwrite($f, $_POST['x']); include stream_get_meta_data($f)['uri'];",
        "$n = './c_' . mt_rand() . '.tmp'; file_put_contents($n, $_POST['x']); include_once $n;",
        "$n = '/tmp/' . uniqid() . '.php'; $h = fopen($n, 'w'); fwrite($h, $_POST['x']); include $n;",
        "function w($d) { $t = tempnam('', 'a'); file_put_contents($t, $d); return $t; }"
        " include w(base64_decode($_POST['z']));",
        "class L { private $f; function __construct() { $this->f = tempnam('', 'c'); }"
        " function put($d) { file_put_contents($this->f, $d); return $this; }"
        " function load() { return include $this->f; } } (new L)->put($_POST['d'])->load();",
        "move_uploaded_file($_FILES['f']['tmp_name'], $t = tempnam('/tmp', 'u')); include $t;",
        "$t = tempnam('', 'a'); $g = gzopen($t, 'w'); gzwrite($g, $_POST['z']);"
        " include 'compress.zlib://' . $t;",
        "error_log($_POST['c'], 3, '/tmp/e.log'); include '/tmp/e.log';",
        "$z->addFromString('a.php', $_POST['c']); include 'zip:///tmp/a.zip#a.php';",
        "file_put_contents('/tmp/a', $_POST['c']); eval(file_get_contents('/tmp/a'));",
        "file_put_contents('/tmp/r.sh', $_POST['s']); exec('/tmp/r.sh');",
        "$f = '/tmp/r' . rand(); file_put_contents($f, $_POST['b']); system('sh ' . $f);",
    ],
)
def test_what_is_written_and_then_loaded_is_run(code: str) -> None:
    assert worst(b"<?php " + code.encode()) >= Level.HIGH


@pytest.mark.parametrize(
    "code",
    [
        "$c = \"<?php \\$db='\" . addslashes($_POST['db']) . \"';\"; file_put_contents('c.txt', $c);"
        " include 'c.txt';",
        "file_put_contents('o.inc.txt', '<?php return ' . var_export($_POST['o'], true) . ';');"
        " include 'o.inc.txt';",
        "$in = tempnam('/tmp', 'tex'); file_put_contents($in, $_POST['t']); exec('pdflatex ' . $in);",
        "move_uploaded_file($_FILES['f']['tmp_name'], 'up/' . $n); include 'inc/footer.php';",
        "file_put_contents('count.txt', (int) $_GET['n']); include 'count.txt';",
        "$h = fopen('/tmp/x.log', 'a'); fwrite($h, $_SERVER['REQUEST_URI']); include 'main.php';",
    ],
)
def test_settings_logs_and_input_of_programs_are_not(code: str) -> None:
    assert worst(b"<?php " + code.encode()) <= Level.LOW
