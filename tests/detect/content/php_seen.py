"""What the scanners say of made-up files: shorthand for their tests."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from hemostat.detect.content.php.machine import follow
from hemostat.detect.content.php.scanner import PhpScanner
from hemostat.detect.content.php.state import Sighting
from hemostat.detect.content.php.tags import php_text
from hemostat.detect.content.php.value import Value
from hemostat.detect.content.scanner import Hit, Scanner, scanned
from hemostat.detect.content.webscripts.scanner import WebScriptScanner
from hemostat.model.candidate import Candidate
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

TOOLS = Path(__file__).parent.parent.parent.parent / "tools"


def seen(code: str) -> list[Sighting]:
    """What is seen of PHP code."""
    text = php_text(b"<?php " + code.encode("latin-1"))
    assert text is not None
    return follow(text.text).sightings


def computed(expression: str) -> Value:
    """What an expression gives: the value that is executed."""
    return next(each.value for each in seen(f"eval({expression});") if each.kind == "code")


def hits(
    content: bytes,
    name: str = "a.php",
    *,
    reasons: tuple[str, ...] = ("web",),
    state: Provenance = Provenance.UNOWNED,
    scanner: Scanner | None = None,
) -> list[Hit]:
    """What a scanner says of a file below a web root."""
    path = HostPath(f"/var/www/html/{name}")
    candidate = Candidate(
        path=path, real_path=path, size=len(content), state=state, reasons=frozenset(reasons)
    )
    chosen = scanner or (PhpScanner() if b"<?" in content else WebScriptScanner())
    return scanned(chosen, candidate, content)[0]


def worst(content: bytes, name: str = "a.php", **more: object) -> Level:
    """The worst level of a file; info where nothing is said."""
    found = hits(content, name, **more)  # type: ignore[arg-type]
    return max((hit.level or hit.rule.level for hit in found), default=Level.INFO)


def mutations() -> ModuleType:
    """The generator of shells."""
    sys.path.insert(0, str(TOOLS))
    try:
        return importlib.import_module("webshell_mutations")
    finally:
        sys.path.remove(str(TOOLS))
