"""Log-in code that keeps passwords, as a scanner of files."""

from detect.content.php_seen import hits
from hemostat.detect.content.webscripts.captures_scanner import CapturesScanner
from hemostat.model.level import Level
from hemostat.model.records import Provenance

_PAGE = (
    b"<?php\nfunction login($user, $pass) {\n"
    b"  file_put_contents('/tmp/.c', \"$user:$pass\\n\", FILE_APPEND);\n}\n"
)


def test_the_place_is_said() -> None:
    (hit,) = hits(_PAGE, scanner=CapturesScanner())
    assert (hit.values["way"], hit.values["line"]) == ("keeps", "3")
    assert hit.level is not None
    assert hit.level >= Level.MEDIUM


def test_tests_installers_libraries_and_packaged_files_are_left_alone() -> None:
    scanner = CapturesScanner()
    assert not hits(_PAGE, state=Provenance.PACKAGED, scanner=scanner)
    for name in ("tests/x.php", "install/x.php", "node_modules/a/x.js", "x.txt"):
        assert not hits(_PAGE, name=name, scanner=scanner)
