"""Search cloaking as a scanner of files."""

from detect.content.php_seen import hits
from hemostat.detect.content.webscripts.cloaking_scanner import CloakingScanner
from hemostat.model.records import Provenance

_PAGE = (
    b"<?php\nif (preg_match('/sogou/', $_SERVER['HTTP_USER_AGENT'])) {"
    b" readfile('http://s.example/'); }"
)


def test_a_page_is_said_with_its_line() -> None:
    (hit,) = hits(_PAGE, scanner=CloakingScanner())
    assert hit.values["line"] == "2"


def test_only_pages_nobody_vouches_for_are_read() -> None:
    scanner = CloakingScanner()
    assert not hits(_PAGE, state=Provenance.PACKAGED, scanner=scanner)
    assert not hits(_PAGE, name="notes.md", scanner=scanner)


def test_settings_are_read_as_settings() -> None:
    text = b"RewriteCond %{HTTP_REFERER} bing\nRewriteRule ^ https://p.example/ [R]\n"
    assert hits(text, name=".htaccess", scanner=CloakingScanner())
