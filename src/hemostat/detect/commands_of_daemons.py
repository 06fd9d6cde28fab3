"""Whether a command that a daemon ran, by its log, is an intruder's rather than its own work."""

import re
from typing import Final

from hemostat.detect.names import FETCHERS, SHELLS, words
from hemostat.detect.places import is_odd, is_upload
from hemostat.detect.process_family import is_public
from hemostat.model.path import name
from hemostat.parse.host.shell_text import names_in, programs_in
from hemostat.parse.host.shell_text_observables import addresses_in

_TO_NETWORK: Final = re.compile(r"/dev/(?:tcp|udp)/|\bn(?:c|cat|etcat)\b.{0,60}\s-\w*[ec]\b")
_DECODED: Final = re.compile(
    r"\b(?:base64|openssl\s+enc|xxd|base32)\b.{0,80}\|\s*\S*\b(?:ba|da|z)?sh\b"
    r"|\$\(\s*echo\b.{0,400}base64|\{echo,[\w+/=]{8,}\}|\{base64,-d\}"
)
_FETCHED: Final = re.compile(
    r"\b(?:curl|wget|fetch|lynx|lwp-download)\b.{0,400}(?:\|\s*\S*\b(?:ba|da|z)?sh\b"
    r"|\|\s*(?:python|perl|php)|&&\s*(?:chmod|(?:ba|da)?sh)\b|;\s*(?:chmod|(?:ba|da)?sh)\b)",
    re.DOTALL,
)
_POWERS: Final = re.compile(
    r"\bpty\.spawn|socket\.socket|IO::Socket|fsockopen|os\.dup2|TCPSocket|exec\s*\(\s*base64"
)
_MINES: Final = re.compile(
    r"stratum\+|--donate-level|\bxmrig\b|(?:^|\s)-o\s+\S*pool\S*:\d+|\s-o\s+\S+:\d+\s+-u\s"
)
_SELF: Final = words("id whoami uname")
_AROUND: Final = words(
    "hostname ifconfig ip netstat ss ps w last lscpu nproc printenv crontab arp pwd groups sudo"
)
_TELLING: Final = re.compile(r"/etc/(?:passwd|shadow|sudoers)\b|\bsudo\s+-l\b|-perm\s+[-/]\S*[46]0")
# What backups, loads and archives of a database are piped through.
_PLAIN: Final = words("gzip pigz zcat gunzip bzip2 xz zstd lz4 cat split tee cut sed awk sort head")


def reason_of(command: str) -> str:
    """The part of a command that speaks against it; empty for one that a daemon may run."""
    text = command[:4_000]
    for pattern in (_TO_NETWORK, _DECODED, _FETCHED, _POWERS, _MINES):
        if found := pattern.search(text):
            return found[0][:120]
    loose = [each for each in programs_in(text) if is_loose(each)]
    if loose:
        return str(loose[0])
    names = {name(each) for each in (*names_in(text), *programs_in(text))}
    if names & FETCHERS and (bare := [each for each in addresses_in(text) if is_public(each)]):
        return bare[0]
    return _asked(text, names)


def is_plain(command: str) -> bool:
    """Whether a command only packs, splits or prints what it is given."""
    names = {name(each) for each in (*names_in(command), *programs_in(command))}
    return bool(names) and names <= _PLAIN | SHELLS


def asks_about_self(command: str) -> bool:
    """Whether it is one of the questions whoever got in asks first, and nothing more."""
    text = command.strip()
    inner = re.sub(r"^\S*(?:ba|da|z)?sh -\w*c\s+", "", text).strip("'\" ")
    return bool(re.fullmatch(r"(?:\S*/)?(?:id|whoami|uname(?: -\w+)?|cat /etc/passwd)", inner))


def is_loose(path: str) -> bool:
    """Whether a program lies where anybody, or a visitor of a page, may put one."""
    return is_odd(path) or is_upload(path)


def _asked(text: str, names: set[str]) -> str:
    asked = sorted(names & (_SELF | _AROUND)) + sorted(set(_TELLING.findall(text)))
    is_about_self = bool(names & _SELF or _TELLING.search(text))
    return ", ".join(asked) if is_about_self and len(asked) > 1 else ""
