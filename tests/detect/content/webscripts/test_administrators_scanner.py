"""Administrators given away, as a scanner of files."""

from detect.content.php_seen import hits
from hemostat.detect.content.webscripts.administrators_scanner import AdministratorsScanner
from hemostat.model.level import Level
from hemostat.model.records import Provenance

_PAGE = (
    b"<?php\nadd_action('pre_user_query', function ($q) {"
    b" $q->query_where .= \" AND user_login != 'svc'\"; });\n"
    b"update_option('default_role', 'administrator');"
)


def test_the_worst_place_is_said() -> None:
    (hit,) = hits(_PAGE, scanner=AdministratorsScanner())
    assert (hit.level, hit.values["way"], hit.values["line"]) == (Level.HIGH, "anybody", "3")


def test_tests_and_packaged_files_are_left_alone() -> None:
    scanner = AdministratorsScanner()
    assert not hits(_PAGE, state=Provenance.PACKAGED, scanner=scanner)
    assert not hits(_PAGE, name="tests/x.php", scanner=scanner)
    assert not hits(_PAGE, name="x.txt", scanner=scanner)
