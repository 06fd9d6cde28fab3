"""Targets among the scanners of file contents."""

from collections.abc import Callable, Mapping

from hemostat.detect.content.scanner import Scanner, scanned
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath

Run = Callable[[bytes], None]
SCRIPTS = (
    *("a.jsp", "a.aspx", "a.asp", "a.py", "a.pl", "a.js", "a.rb", "a.lua", "a.sh"),
    *("a.cfm", "a.shtml", ".htaccess", ".user.ini"),
)


def scanner_target(make: Callable[[], Scanner], names: tuple[str, ...]) -> Callable[[], Run]:
    """A scanner of files; where several names are given the first byte chooses one."""

    def target() -> Run:
        scanner = make()

        def run(data: bytes) -> None:
            name, content = names[0], data
            if len(names) > 1:
                name, content = names[(data[0] if data else 0) % len(names)], data[1:]
            path = HostPath(f"/var/www/html/{name}")
            scanned(scanner, Candidate(path=path, real_path=path, size=len(content)), content)

        return run

    return target


def embedded_target() -> Run:
    """Addresses, wallets and pools in a file, and what it looks like to whoever seeks its like."""
    from hemostat.detect.content.embedded import embedded_in
    from hemostat.detect.likeness import features_of

    def run(data: bytes) -> None:
        embedded_in(data)
        features_of(data, HostPath("/tmp/x"))

    return run


def _php() -> Scanner:
    from hemostat.detect.content.php.scanner import PhpScanner

    return PhpScanner()


def _web() -> Scanner:
    from hemostat.detect.content.webscripts.scanner import WebScriptScanner

    return WebScriptScanner()


def _packed() -> Scanner:
    from hemostat.detect.content.packed import PackedPrograms

    return PackedPrograms()


def _yara() -> Scanner:
    from hemostat.detect.content.own_rules import own_yara_rules
    from hemostat.detect.content.yara_rules import YaraScanner

    return YaraScanner(own_yara_rules())


def _administrators() -> Scanner:
    from hemostat.detect.content.webscripts.administrators_scanner import AdministratorsScanner

    return AdministratorsScanner()


def _cloaking() -> Scanner:
    from hemostat.detect.content.webscripts.cloaking_scanner import CloakingScanner

    return CloakingScanner()


def _captures() -> Scanner:
    from hemostat.detect.content.webscripts.captures_scanner import CapturesScanner

    return CapturesScanner()


TARGETS: Mapping[str, Callable[[], Run]] = {
    "content.php": scanner_target(_php, ("a.php",)),
    "content.webscripts": scanner_target(_web, SCRIPTS),
    "content.packed": scanner_target(_packed, ("a",)),
    "content.yara_rules": scanner_target(_yara, ("a.php", "a", "a.sh")),
    "content.embedded": embedded_target,
    "content.webscripts.administrators": scanner_target(_administrators, ("a.php",)),
    "content.webscripts.cloaking": scanner_target(_cloaking, ("a.php", "a.js", "a.html")),
    "content.webscripts.captures": scanner_target(_captures, ("a.php", "login.js", "login.jsp")),
}
