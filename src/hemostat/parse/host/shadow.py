"""/etc/shadow: the state of passwords, never the hashes."""

import re

from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import Shadow
from hemostat.parse.place import Place

_SCHEMES = (
    ("$1$", "md5crypt"),
    ("$2", "bcrypt"),
    ("$3$", "nthash"),
    ("$5$", "sha256crypt"),
    ("$6$", "sha512crypt"),
    ("$7$", "scrypt"),
    ("$md5", "sunmd5"),
    ("$sha1", "sha1crypt"),
    ("$y$", "yescrypt"),
    ("$gy$", "gost-yescrypt"),
    ("$argon2", "argon2"),
)
_DES = re.compile(r"[./0-9A-Za-z]{13}")
_BIGCRYPT = re.compile(r"[./0-9A-Za-z]{24,178}")
_BSDI = re.compile(r"_[./0-9A-Za-z]{19}")
_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,9})\s*")


def password_state(field: str) -> tuple[str, str]:
    """What a password field says: its state and the hash's scheme, never the hash.

    The state is `empty`, `locked` (no password can match), `disabled` (a hash behind ! or *,
    so unlocking brings the old password back) or `set`. The scheme is empty where there is no
    hash, and `unknown` for a `$…$` that crypt(5) does not list.

    Source: shadow(5); crypt(5) of libxcrypt 4.4.
    """
    if not field:
        return "empty", ""
    bare = field.lstrip("!*")
    scheme = _scheme(bare)
    if not scheme:
        return "locked", ""
    return ("set" if bare == field else "disabled"), scheme


def parse_shadow(evidence: Evidence, place: Place) -> Parsed[Shadow]:
    """Read a shadow file: one record a line.

    Blank lines and lines that begin with # are skipped, as glibc does. NIS lines (+, -) and
    lines without a password field come back as unread. No hash is kept, in no text either.

    Source: shadow(5); glibc 2.36 nss/nss_files (leading blanks are skipped).
    """
    del place
    records: list[Shadow] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.lstrip(" \t\r\v\f")
        if not line or line.startswith("#"):
            continue
        fields = line.split(":")
        name = fields[0]
        if len(fields) < 2 or not name or name[0] in "+-":
            # The line may be a hash by itself: its name alone is shown, and only where it has one.
            text = name if len(fields) > 1 else ""
            unread.append(Unread(evidence.source(number, text), _why_unread(name)))
            continue
        records.append(_shadow(evidence.source(number, _redacted(fields)), fields))
    return Parsed(tuple(records), tuple(unread))


def _shadow(source: Source, fields: list[str]) -> Shadow:
    state, scheme = password_state(fields[1])
    return Shadow(
        source=source,
        name=fields[0],
        password=state,
        scheme=scheme,
        last_change_days=_days(fields, 2),
        expire_days=_days(fields, 7),
    )


def _redacted(fields: list[str]) -> str:
    return ":".join((fields[0], f"<{password_state(fields[1])[0]}>", *fields[2:9]))


def _why_unread(name: str) -> str:
    if name[:1] in ("+", "-"):
        return "NIS line: the accounts it means stand elsewhere"
    return "no password field" if name else "no name"


def _days(fields: list[str], index: int) -> int | None:
    match = _NUMBER.fullmatch(fields[index]) if index < len(fields) else None
    return int(match[1]) if match else None


def _scheme(text: str) -> str:
    if text.startswith("$"):
        return next((name for prefix, name in _SCHEMES if text.startswith(prefix)), "unknown")
    if _DES.fullmatch(text):
        return "descrypt"
    if _BSDI.fullmatch(text):
        return "bsdicrypt"
    return "bigcrypt" if _BIGCRYPT.fullmatch(text) else ""


PARSERS = {"shadow": parse_shadow}
