"""Which operating system this is: os-release, or the older files that say the same."""

import re
import shlex

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name
from hemostat.model.records import OsRelease
from hemostat.parse.place import Place

_ASSIGNMENT = re.compile(r"\s*(?P<key>[A-Z][A-Z0-9_]*)=(?P<value>.*)", re.DOTALL)
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_FAMILIES = (
    ("centos", "centos"),
    ("rocky", "rocky"),
    ("alma", "almalinux"),
    ("oracle", "ol"),
    ("fedora", "fedora"),
    ("amazon", "amzn"),
    ("anolis", "anolis"),
    ("openeuler", "openEuler"),
    ("kylin", "kylin"),
    ("uos", "uos"),
    ("tencentos", "tencentos"),
    ("red hat", "rhel"),
    ("suse", "suse"),
)


def parse_os_release(evidence: Evidence, place: Place) -> Parsed[OsRelease]:
    """Read os-release: one record, if it names an ID or a NAME.

    Lines are shell assignments; the last of two for one key counts, as in a shell.

    Source: os-release(5), systemd 257.
    """
    del place
    values: dict[str, str] = {}
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _ASSIGNMENT.fullmatch(line)
        value = _unquote(match["value"]) if match else None
        if match is None or value is None:
            unread.append(Unread(evidence.source(number, line), "not KEY=value"))
            continue
        values[match["key"]] = value
    if not values.keys() & {"ID", "NAME", "PRETTY_NAME"}:
        return Parsed((), tuple(unread))
    release = OsRelease(
        source=evidence.source(),
        id=values.get("ID", "linux"),
        id_like=tuple(values.get("ID_LIKE", "").split()),
        version=values.get("VERSION_ID", ""),
        name=values.get("PRETTY_NAME", "") or values.get("NAME", ""),
    )
    return Parsed((release,), tuple(unread))


def parse_release_line(evidence: Evidence, place: Place) -> Parsed[OsRelease]:
    """Read an older release file, whose first line with text says it all.

    redhat-release: `CentOS release 6.10 (Final)`; alpine-release: `3.20.1`;
    debian_version: `12.5` or `trixie/sid`.
    """
    system = {"alpine-release": "alpine", "debian_version": "debian"}.get(name(place.path), "")
    lines = [(number, line.strip()) for number, line in evidence.lines() if line.strip()]
    if not lines:
        return Parsed()
    number, text = lines[0]
    version = _VERSION.search(text)
    release = OsRelease(
        source=evidence.source(number, text),
        id=system or _family(text),
        version=version[0] if version else "",
        name=f"{system} {text}" if system else text,
    )
    rest = tuple(Unread(evidence.source(n, line), "behind the release") for n, line in lines[1:])
    return Parsed((release,), rest)


def _family(text: str) -> str:
    lower = text.lower()
    return next((system for word, system in _FAMILIES if word in lower), "rhel")


def _unquote(value: str) -> str | None:
    try:
        parts = shlex.split(value.strip())
    except ValueError:
        return None
    return " ".join(parts) if len(parts) <= 1 else None


PARSERS = {"os_release": parse_os_release, "release_line": parse_release_line}
