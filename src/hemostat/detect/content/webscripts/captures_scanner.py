"""Log-in code that keeps passwords, as a scanner of files."""

import re
from collections.abc import Iterator

from hemostat.detect.content import web_rules as rules
from hemostat.detect.content.scanner import Hit
from hemostat.detect.content.webscripts.captures import MAX_SIZE, WORDS, captures
from hemostat.model.candidate import Candidate
from hemostat.model.finding import RuleInfo
from hemostat.model.level import Level
from hemostat.model.records import Provenance

_CODE = (
    *(".php", ".inc", ".phtml", ".tpl", ".module", ".js", ".mjs", ".ts", ".py", ".pl", ".pm"),
    *(".cgi", ".rb", ".erb", ".jsp", ".jspx", ".aspx", ".ashx", ".cs", ".cshtml", ".lua", ".go"),
    *(".html", ".htm"),
)
_APART = re.compile(
    r"/(?:tests?|__tests__|spec|fixtures|phpunit|examples?|docs?|install(?:er|ation)?|setup|migrations?)/"
    r"|/(?:node_modules|site-packages|dist-packages|gems)/"
)
# Larger ones are libraries, by the thousand.
_SERVED, _MOST_SERVED = (".js", ".mjs", ".html", ".htm"), 64 << 10
_MOST_SHOWN = 200


class CapturesScanner:
    """Looks for log-in code that keeps names and passwords, or passes them on."""

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Everything it can claim."""
        return (rules.KEEPS_PASSWORDS,)

    def scan(self, candidate: Candidate, content: bytes) -> Iterator[Hit]:
        """At most one hit, at the worst place; nothing for what came with a package."""
        path = str(candidate.path)
        if candidate.state is Provenance.PACKAGED or not path.lower().endswith(_CODE):
            return
        if path.endswith(_SERVED) and len(content) > _MOST_SERVED:
            return
        head = content[:MAX_SIZE]
        if _APART.search(path) or not WORDS.search(head):
            return
        text = head.decode("latin-1")
        worst = max(captures(text), key=lambda each: each.level, default=None)
        if worst is None:
            return
        shown = " ".join(text[worst.offset : worst.offset + _MOST_SHOWN].split())
        line = str(text.count("\n", 0, worst.offset) + 1)
        is_served = bool(candidate.reasons & {"web", "upload", "changed"})
        yield Hit(
            rule=rules.KEEPS_PASSWORDS,
            offset=worst.offset,
            length=worst.length,
            text=shown,
            values={"path": path, "line": line, "text": shown, "way": worst.way},
            level=worst.level if is_served else min(worst.level, Level.MEDIUM),
        )
