"""Addresses, domains and URLs within a command text: what one can search for on other hosts."""

import ipaddress
import re
from collections.abc import Iterable

from hemostat.model.finding import Observable
from hemostat.parse.host.shell_text_words import MAX_TEXT

_MAX_FOUND = 100

_URL = re.compile(
    r"\b(?:https?|ftps?|sftp|tftp|wss?|tcp|udp|ssl|socks[45]h?|stratum(?:\+\w{1,8})?|ldaps?|rmi)"
    r"://[^\s'\"<>|;`)\\,]{1,2000}",
    re.IGNORECASE | re.ASCII,
)
# Not within a longer dotted number: 1.2.3.4.5 is no address, and neither is a version 1.2.3.4-5.
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]{0,15}(?![\w:])", re.IGNORECASE)
_DEVICE = re.compile(r"/dev/(?:tcp|udp)/([^/\s'\"$`]{1,253})/")
_DOMAIN = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})\.?",
    re.IGNORECASE | re.ASCII,
)


def urls_in(command: str) -> tuple[str, ...]:
    """URLs, as written, each once, at most 100."""
    return _once(match[0].rstrip(".,") for match in _URL.finditer(command[:MAX_TEXT]))


def addresses_in(command: str) -> tuple[str, ...]:
    """IPv4 and IPv6 addresses in canonical text, each once, at most 100.

    Unspecified, loopback and link-local ones are left out: they name no other host.
    """
    text = command[:MAX_TEXT]
    found = [*_IPV4.findall(text), *(each for each in _IPV6.findall(text) if len(each) > 4)]
    return _once(address for each in found if (address := _address(each)))


def domains_in(command: str) -> tuple[str, ...]:
    """Domain names of URLs and of /dev/tcp/NAME/PORT, lower-cased, each once.

    Bare words with dots are left out: `app.service` and `x.sh` look the same.
    """
    text = command[:MAX_TEXT]
    hosts = [_host_of(url) for url in urls_in(text)] + _DEVICE.findall(text)
    return _once(host.lower().rstrip(".") for host in hosts if _DOMAIN.fullmatch(host))


def observables_in(command: str) -> tuple[Observable, ...]:
    """All of them as observables with their STIX types."""
    addresses = [
        Observable("ipv6-addr" if ":" in each else "ipv4-addr", each)
        for each in addresses_in(command)
    ]
    domains = [Observable("domain-name", each) for each in domains_in(command)]
    return (*addresses, *domains, *(Observable("url", each) for each in urls_in(command)))


def _host_of(url: str) -> str:
    authority = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0]


def _address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.rstrip("."))
    except ValueError:
        return ""
    if address.is_loopback or address.is_unspecified or address.is_link_local:
        return ""
    return str(address)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:_MAX_FOUND]
