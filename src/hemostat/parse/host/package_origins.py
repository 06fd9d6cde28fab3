"""Where apt's stanzas, zypper, pacman, apk, gem and cargo fetch from, and whether they check."""

import re
from collections.abc import Iterator
from configparser import Error as ConfigError
from configparser import RawConfigParser

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import name
from hemostat.model.records import Setting
from hemostat.parse.host.stanzas import stanzas
from hemostat.parse.place import Place

_URL = re.compile(r"(?:https?|ftp)://[^\s\"',;\]]+")
_ADDRESS_KEYS = re.compile(
    r"\s*[\"':]*(?:(?:extra-)?index-url|find-links|registry|(?:@[\w-]+:)?registry|sources?|server"
    r"|repositor\w+|proxy|url|replace-with|mirrors?)\b",
    re.IGNORECASE,
)
_MOST = 500


def parse_package_source(evidence: Evidence, place: Place) -> Parsed[Setting]:
    """Read settings of a package manager: a `package_source` setting for each address it uses.

    The value is the address; the keyword `unsigned` where signatures are switched off, `unchecked`
    where the manager knows none (gem, cargo …), else `signed`; the section is the manager.

    Raises: nothing.
    Source: sources.list(5), zypper(8), pacman.conf(5), apk-repositories(5), gem and cargo manuals.
    """
    path = place.path
    if path.endswith(".sources"):
        found = _stanzas(evidence)
    elif path.endswith(".repo"):
        found = _repositories(evidence)
    elif name(path).startswith("pacman"):
        found = _pacman(evidence)
    elif "/apk/" in path:
        found = ((n, "apk", "signed", raw) for n, raw in evidence.lines())
    else:
        found = _others(evidence, name(path).lstrip("."))
    records: list[Setting] = []
    for number, manager, keyword, text in found:
        for url in _URL.findall(text.split("#")[0]):
            source = evidence.source(number, f"{manager} {url}")
            records.append(
                Setting(
                    source=source,
                    service="package_source",
                    section=manager,
                    keyword=keyword,
                    value=url,
                )
            )
    return Parsed(tuple(records[:_MOST]))


def _stanzas(evidence: Evidence) -> Iterator[tuple[int, str, str, str]]:
    """deb822: fields of a stanza, blank lines between."""
    lines = (raw for _, raw in evidence.lines())
    for first, stanza in stanzas(lines, lambda line: not line.strip()):
        addresses: list[tuple[int, str]] = []
        is_open = is_off = False
        field = ""
        for number, raw in enumerate(stanza, first):
            key, _, value = raw.partition(":")
            is_more = raw[0] in " \t"
            field = field if is_more else key.strip().lower()
            value = (raw if is_more else value).strip()
            if field == "uris":
                addresses.append((number, value))
            is_open |= field in ("trusted", "allow-insecure") and value.lower() == "yes"
            is_off |= field == "enabled" and value.lower() == "no"
        for at, text in () if is_off else addresses:
            yield at, "apt", "unsigned" if is_open else "signed", text


def _repositories(evidence: Evidence) -> Iterator[tuple[int, str, str, str]]:
    """Files of yum, dnf and zypper."""
    lines = {raw.strip(): number for number, raw in reversed(tuple(evidence.lines()))}
    settings = RawConfigParser(strict=False, allow_no_value=True, default_section="\0")
    try:
        settings.read_string(evidence.data.decode("utf-8", "backslashreplace"))
    except ConfigError:
        return
    for section in settings.sections():
        if (settings.get(section, "enabled", fallback="1") or "1") in ("0", "false", "no"):
            continue
        check = settings.get(section, "gpgcheck", fallback="1") or "1"
        keyword = "unsigned" if check.lower() in ("0", "false", "no", "off") else "signed"
        for key in ("baseurl", "mirrorlist", "metalink"):
            text = settings.get(section, key, fallback="") or ""
            yield lines.get(f"[{section}]", 1), "rpm", keyword, text


def _pacman(evidence: Evidence) -> Iterator[tuple[int, str, str, str]]:
    keyword = "signed"
    for number, raw in evidence.lines():
        line = raw.strip()
        if line.startswith("["):
            keyword = "signed"
        elif line.lower().startswith("siglevel"):
            keyword = "unsigned" if re.search(r"\bNever\b|\bTrustAll\b", line) else "signed"
        elif line.lower().startswith("server"):
            yield number, "pacman", keyword, line


def _others(evidence: Evidence, manager: str) -> Iterator[tuple[int, str, str, str]]:
    is_list = False
    for number, raw in evidence.lines():
        if _ADDRESS_KEYS.match(raw):
            is_list = True
            yield number, manager, "unchecked", raw
        elif is_list and raw.startswith((" ", "\t", "-")):
            yield number, manager, "unchecked", raw
        else:
            is_list = False


PARSERS = {"package_source": parse_package_source}
