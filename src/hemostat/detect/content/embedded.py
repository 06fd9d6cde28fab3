"""What a program names inside: addresses, URLs, wallets, paths of interest. Pure, bounded.

As `strings` and an eye would find it. Values that every program names (licences, standards, its
makers) are left out: what remains is worth searching for on other hosts.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from hemostat.model.finding import Observable
from hemostat.parse.host.shell_text_observables import addresses_in, domains_in, urls_in

WALLET = "x-cryptocurrency-wallet"
MOST_BYTES = 8 << 20
MOST_VALUES = 40
_MOST_TEXT = 1 << 20

_TEXT = re.compile(rb"[\x20-\x7e]{7,2000}")
_TELLING = re.compile(rb"://|\d\.\d{1,3}\.\d|^[48][0-9AB]|\bbc1|\b0x[0-9a-fA-F]{40}|^/|\.onion")
_XMR = re.compile(r"(?<![1-9A-HJ-NP-Za-km-z])[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?![1-9A-Za-z])")
_BTC = re.compile(r"\b(?:bc1[ac-hj-np-z02-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})\b")
_ETH = re.compile(r"\b0x[0-9a-fA-F]{40}\b")
_PATH = re.compile(
    r"/(?:tmp|var/tmp|dev/shm|etc/(?:ld\.so\.preload|cron[\w.]*|passwd|shadow|rc\.local|init\.d"
    r"|systemd|profile\.d|sudoers)|root/\.ssh|var/spool/cron|var/log/(?:wtmp|btmp|lastlog|secure"
    r"|auth\.log))(?:/[\w.%*-]{1,60}){0,4}"
)
_HARMLESS = re.compile(
    r"(?:^|\.)(?:w3\.org|github\.com|githubusercontent\.com|gnu\.org|apache\.org|golang\.org|go\.dev"
    r"|google\.com|googleapis\.com|gstatic\.com|mozilla\.org|debian\.org|ubuntu\.com|redhat\.com"
    r"|kernel\.org|openssl\.org|ietf\.org|rfc-editor\.org|microsoft\.com|xmlsoap\.org|purl\.org"
    r"|python\.org|pypi\.org|npmjs\.(?:org|com)|nodejs\.org|rust-lang\.org|crates\.io|docs\.rs"
    r"|wikipedia\.org|iana\.org|openxmlformats\.org|oasis-open\.org|oracle\.com|java\.com|sun\.com"
    r"|freedesktop\.org|sourceware\.org|gnome\.org|sqlite\.org|json-schema\.org|unicode\.org"
    r"|schemas\.\w+\.\w+|example\.(?:com|org|net)|localhost|k8s\.io|docker\.(?:com|io)|upx\.(?:sf\.)?"
    r"net|curl\.(?:se|haxx\.se)|zlib\.net|opensource\.org|stackoverflow\.com|mit\.edu|bugs\.\S+)$"
)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a program names. Each value once, at most `MOST_VALUES` of a kind."""

    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    wallets: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def observables(self) -> tuple[Observable, ...]:
        """All but the paths, which are too common to search for, as observables."""
        return (
            *(Observable("ipv6-addr" if ":" in a else "ipv4-addr", a) for a in self.addresses),
            *(Observable("domain-name", each) for each in self.domains),
            *(Observable("url", each) for each in self.urls),
            *(Observable(WALLET, each) for each in self.wallets),
        )

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.addresses or self.domains or self.urls or self.wallets or self.paths)


def embedded_in(content: bytes) -> Embedded:
    """The values among the printable texts of a file's first 8 MiB."""
    texts: list[str] = []
    left = _MOST_TEXT
    for match in _TEXT.finditer(content, 0, MOST_BYTES):
        text = match[0]
        if _TELLING.search(text):
            texts.append(text.decode("ascii"))
            left -= len(text)
            if left < 0:
                break
    return values_in("\n".join(texts))


def values_in(text: str) -> Embedded:
    """The values of a text."""
    urls: list[str] = []
    addresses: list[str] = []
    domains: list[str] = []
    for part in _parts(text):
        urls += urls_in(part)
        addresses += addresses_in(part)
        domains += domains_in(part)
    harmless = {each for each in domains if _HARMLESS.search(each)}
    return Embedded(
        addresses=_once(each for each in addresses if _is_somewhere(each)),
        domains=_once(each for each in domains if each not in harmless),
        urls=_once(each for each in urls if not any(f"//{host}" in each for host in harmless)),
        wallets=_once(wallets_in(text)),
        paths=_once(_PATH.findall(text)),
    )


def wallets_in(text: str) -> tuple[str, ...]:
    """Wallet addresses of Monero, Bitcoin (checked) and Ethereum, each once."""
    bitcoin = (each for each in _BTC.findall(text) if each.startswith("bc1") or is_base58(each))
    return _once((*_XMR.findall(text), *bitcoin, *_ETH.findall(text)))


def is_base58(address: str) -> bool:
    """Whether a Bitcoin address of the old form carries its own right checksum."""
    number = 0
    for sign in address:
        number = number * 58 + _BASE58.index(sign)
    try:
        raw = number.to_bytes(25, "big")
    except OverflowError:
        return False
    return sha256(sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def _parts(text: str) -> Iterable[str]:
    """Lines gathered to what the parsers of texts take at once."""
    gathered: list[str] = []
    size = 0
    for line in text.split("\n"):
        if size + len(line) > 2000 and gathered:
            yield "\n".join(gathered)
            gathered, size = [], 0
        gathered.append(line)
        size += len(line) + 1
    if gathered:
        yield "\n".join(gathered)


def _is_somewhere(address: str) -> bool:
    """Whether an address names a host: versions such as 1.0.0.0 and masks do not."""
    parsed = ipaddress.ip_address(address)
    if parsed.is_multicast or parsed.is_reserved:
        return False
    return parsed.version == 6 or not (address.endswith(".0") or address.startswith(("0.", "255.")))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:MOST_VALUES]
