"""Values worth searching for on other hosts, taken from a command text."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from hemostat.model.finding import Observable

_MAX_TEXT = 128 * 1024
_MAX_FOUND = 50

_URL = re.compile(
    r"\b(?:https?|ftp|tftp|stratum\+(?:tcp|ssl|tls))://[^\s\"'`<>|;)\\]+", re.IGNORECASE
)
_V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]|-\d)")
_POOL = re.compile(
    r"(?<![\w./@-])((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}):\d{2,5}(?!\w)", re.IGNORECASE
)
_VARIABLE = re.compile(r"[${}]")


def observables_in(text: str) -> tuple[Observable, ...]:
    """URLs, addresses and domains in a command text, each once, in order, at most 50.

    Loopback, unspecified and documentation-free private addresses of the host itself say nothing:
    loopback and unspecified are left out, private ones kept. A URL with a shell variable in its
    host gives no domain.

    Args:
        text: any text; only its first 128 KiB are read.
    """
    found: dict[Observable, None] = {}
    for observable in _all_in(text[:_MAX_TEXT]):
        found[observable] = None
        if len(found) == _MAX_FOUND:
            break
    return tuple(found)


def _all_in(text: str) -> Iterator[Observable]:
    for match in _URL.finditer(text):
        yield from _of_url(match[0].rstrip(".,"))
    for match in _V4.finditer(text):
        yield from _of_host(match[0])
    for match in _POOL.finditer(text):
        yield from _of_host(match[1])


def _of_url(url: str) -> Iterator[Observable]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return
    hosts = tuple(_of_host(host))
    # http://localhost/ and http://127.0.0.1/ are this host's own.
    if hosts or _VARIABLE.search(host):
        yield Observable("url", url)
    yield from hosts


def _of_host(host: str) -> Iterator[Observable]:
    host = host.strip("[]").rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if "." in host and not _VARIABLE.search(host) and not host[-1:].isdigit():
            yield Observable("domain-name", host.lower())
        return
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return
    yield Observable(f"ipv{address.version}-addr", str(address))
