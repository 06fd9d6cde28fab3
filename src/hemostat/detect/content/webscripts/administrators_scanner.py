"""Pages that give an administrator's rights away, as a scanner of files."""

import re
from collections.abc import Iterator

from hemostat.detect.content import web_rules as rules
from hemostat.detect.content.scanner import Hit
from hemostat.detect.content.webscripts.administrators import MAX_SIZE, WORDS, grants
from hemostat.model.candidate import Candidate
from hemostat.model.finding import RuleInfo
from hemostat.model.records import Provenance

_PAGES = (".php", ".inc", ".phtml", ".module", ".install", ".theme")
_TESTS = re.compile(r"/(?:tests?|spec|fixtures|phpunit)/")
_MOST_SHOWN = 200


class AdministratorsScanner:
    """Looks for the making of administrators that no right is asked for."""

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Everything it can claim."""
        return (rules.MAKES_ADMINISTRATOR,)

    def scan(self, candidate: Candidate, content: bytes) -> Iterator[Hit]:
        """At most one hit, at the worst place; nothing for what came with a package."""
        path = str(candidate.path)
        if candidate.state is Provenance.PACKAGED or not path.lower().endswith(_PAGES):
            return
        head = content[:MAX_SIZE]
        if _TESTS.search(path) or not any(each in head.lower() for each in WORDS):
            return
        text = head.decode("latin-1")
        worst = max(grants(text), key=lambda each: each.level, default=None)
        if worst is None:
            return
        shown = " ".join(text[worst.offset : worst.offset + _MOST_SHOWN].split())
        line = str(text.count("\n", 0, worst.offset) + 1)
        yield Hit(
            rule=rules.MAKES_ADMINISTRATOR,
            offset=worst.offset,
            length=worst.length,
            text=shown,
            values={"path": path, "line": line, "text": shown, "way": worst.way},
            level=worst.level,
        )
