"""Pages and settings that know search engines, as a scanner of files."""

from collections.abc import Iterator

from hemostat.detect.content import web_rules as rules
from hemostat.detect.content.scanner import Hit
from hemostat.detect.content.webscripts.cloaking import MAX_SIZE, cloaks, cloaks_by_rewriting
from hemostat.detect.places import below_web_root, is_upload
from hemostat.model.candidate import Candidate
from hemostat.model.finding import RuleInfo
from hemostat.model.path import name, parent
from hemostat.model.records import Provenance

_PAGES = (
    ".php", ".inc", ".phtml", ".php5", ".php7", ".html", ".htm", ".shtml", ".xhtml", ".tpl", ".js",
    ".jsp", ".jspx", ".asp", ".aspx", ".ashx", ".master", ".cshtml", ".py", ".pl", ".cgi", ".rb",
)  # fmt: skip
_VISITOR = (b"user_agent", b"useragent", b"user-agent", b"referer", b"referrer")
_MOST_SHOWN = 200


class CloakingScanner:
    """Looks at what pages do for search engines, and for those who come from one."""

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Everything it can claim."""
        return (rules.SEARCH_CLOAKING,)

    def scan(self, candidate: Candidate, content: bytes) -> Iterator[Hit]:
        """At most one hit, at the first place; nothing for what came with a package."""
        path = str(candidate.path)
        ending = name(path).lower()
        is_settings = ending.startswith(".htaccess")
        if candidate.state is Provenance.PACKAGED or not (is_settings or ending.endswith(_PAGES)):
            return
        head = content[:MAX_SIZE]
        lower = head.lower()
        if not any(each in lower for each in _VISITOR) or not _is_served(candidate, path):
            return
        text = head.decode("latin-1")
        found = next(cloaks_by_rewriting(text) if is_settings else cloaks(text), None)
        if found is not None:
            yield _hit(path, text, *found)


def _is_served(candidate: Candidate, path: str) -> bool:
    return (
        bool(candidate.reasons & {"web", "upload"})
        or below_web_root(parent(path))
        or is_upload(path)
    )


def _hit(path: str, text: str, offset: int, length: int) -> Hit:
    shown = " ".join(text[offset : offset + min(length, _MOST_SHOWN)].split())
    line = str(text.count("\n", 0, offset) + 1)
    return Hit(
        rule=rules.SEARCH_CLOAKING,
        offset=offset,
        length=length,
        text=shown,
        values={"path": path, "line": line, "text": shown},
    )
