"""Which files are ever run as PHP, by their place, name and first bytes."""

import pytest

from hemostat.detect.content.php.running import may_run
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath

QUOTED = b"PAGE = '<?php system($_GET[0]); ?>'\n"
SCRIPT = b"#!/bin/sh\ncat > x <<E\n<?php system($_GET[0]);\nE\n"
PLAIN = b"\n<?php system($_GET[0]);"


def runs(path: str, content: bytes, *reasons: str) -> bool:
    file, why = HostPath(path), frozenset(reasons)
    return may_run(Candidate(path=file, real_path=file, size=9, reasons=why), content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/tmp/scan.py", QUOTED),
        ("/home/ops/notes.MD", QUOTED),
        ("/tmp/rules/shell.yar", QUOTED),
        ("/opt/tool/install", SCRIPT),
        ("/usr/local/bin/scanner", b"\x7fELF\2\1" + QUOTED),
    ],
)
def test_another_language_only_quotes_it(path: str, content: bytes) -> None:
    assert not runs(path, content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/tmp/x.php", QUOTED),
        ("/opt/shop/lib.inc", QUOTED),
        ("/tmp/sess_4f", b'a|s:28:"' + QUOTED),
        ("/tmp/phpA1b2C3", QUOTED),
        ("/var/log/nginx/access.log", QUOTED),
        ("/tmp/.x.py", PLAIN),
        ("/tmp/x.rb", b'<script language="php">'),
        ("/opt/job", b"#!/usr/bin/env php\n" + PLAIN),
        ("/opt/job.sh", b"#!/usr/bin/php8.2\nhead\n" + PLAIN),
    ],
)
def test_what_is_php_or_what_includes_are_pointed_at_runs(path: str, content: bytes) -> None:
    assert runs(path, content)


def test_a_list_of_payloads_is_no_page_unless_it_was_put_away() -> None:
    listed = b"<?php eval($_POST['x']); ?>\n${jndi:ldap://x}\n"
    assert not runs("/home/ci/builds/waf/tests/payloads.txt", listed, "home")
    assert runs("/tmp/payloads.txt", listed, "temporary")
    assert runs("/var/www/html/uploads/payloads.txt", listed, "web", "upload")


def test_below_a_web_root_any_file_may_run() -> None:
    assert runs("/var/www/html/theme.css", QUOTED)
    assert runs("/srv/www/a/uploads/x.py", SCRIPT)
    assert runs("/data/shop/x.js", QUOTED, "web")
    assert not runs("/data/shop/x.js", QUOTED)
