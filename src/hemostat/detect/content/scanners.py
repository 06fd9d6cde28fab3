"""Every way of looking into a file. One visible list; a new scanner is added here."""

from collections.abc import Callable, Sequence

from hemostat.detect.content.own_rules import own_yara_rules
from hemostat.detect.content.packed import PackedPrograms
from hemostat.detect.content.php.scanner import PhpScanner
from hemostat.detect.content.scanner import Scanner
from hemostat.detect.content.webscripts.administrators_scanner import AdministratorsScanner
from hemostat.detect.content.webscripts.captures_scanner import CapturesScanner
from hemostat.detect.content.webscripts.cloaking_scanner import CloakingScanner
from hemostat.detect.content.webscripts.scanner import WebScriptScanner
from hemostat.detect.content.yara_rules import YaraRules, YaraScanner

STRUCTURAL: tuple[Callable[[], Scanner], ...] = (
    PackedPrograms,
    PhpScanner,
    WebScriptScanner,
    CloakingScanner,
    AdministratorsScanner,
    CapturesScanner,
)
"""Those beside YARA rules: what makes one, with no arguments. They may be slow to make."""


def own_scanners(foreign: YaraRules | None = None) -> tuple[Scanner, ...]:
    """One of each, for the thread that asks: scanners are not shared between threads.

    Args:
        foreign: the user's own YARA rules, compiled; None for none.
    """
    sets: Sequence[YaraRules] = (own_yara_rules(), *([foreign] if foreign else []))
    return (*(YaraScanner(rules) for rules in sets), *(make() for make in STRUCTURAL))
