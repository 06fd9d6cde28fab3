"""Where package managers of languages and systems fetch from, and whether they check it."""

import re
from collections.abc import Callable

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Setting
from hemostat.parse.place import Place

_ASSIGNED = re.compile(
    r"(?P<keyword>(?:@[\w-]+:)?(?:registry|(?:extra[-_])?index[-_]url|find[-_]links|trusted[-_]host"
    r"|strict-ssl|script-shell|node-options|https?[-_]?proxy|proxy|baseurl|mirrorlist|gpgcheck"
    r"|sslverify|check[-_]certificate|insecure|npmRegistryServer))\s*[=: ]\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_DEB = re.compile(r"(?P<keyword>deb(?:-src)?)\s+(?P<value>(?:\[[^\]]*\]\s*)?\S+://.*)")
_FLAG = re.compile(r"(?P<keyword>insecure)(?P<value>)", re.IGNORECASE)
# A name and a password within an address stay out of the record.
_ACCOUNT = re.compile(r"(?<=://)[^/@\s]*@")


def _reader(
    service: str, *patterns: re.Pattern[str]
) -> Callable[[Evidence, Place], Parsed[Setting]]:
    def parse(evidence: Evidence, place: Place) -> Parsed[Setting]:
        """One record a line that says where from, by what, or unchecked. Raises nothing."""
        del place
        records: list[Setting] = []
        for number, raw in evidence.lines():
            line = raw.strip()[:4_000]
            found = next((match for each in patterns if (match := each.fullmatch(line))), None)
            if found and not line.startswith(("#", ";")):
                keyword = found["keyword"].lower().replace("_", "-")
                value = _ACCOUNT.sub("", found["value"]).strip(" \"'")
                source = evidence.source(number, f"{keyword} {value}")
                records.append(
                    Setting(source=source, service=service, keyword=keyword, value=value)
                )
        return Parsed(tuple(records))

    return parse


PARSERS = {
    "pip_conf": _reader("pip", _ASSIGNED),
    "npmrc": _reader("npm", _ASSIGNED),
    "yum_repo": _reader("yum", _ASSIGNED),
    "apt_sources": _reader("apt", _DEB),
    "fetcher_settings": _reader("fetcher", _ASSIGNED, _FLAG),
}
