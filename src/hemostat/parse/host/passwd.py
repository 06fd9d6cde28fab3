"""/etc/passwd: the accounts."""

import re

from hemostat.model import path
from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import Account
from hemostat.parse.host.shadow import password_state
from hemostat.parse.place import Place

_NUMBER = re.compile(r"\s*([+-]?)([0-9]+)")
_HIGHEST = 0xFFFF_FFFF


def parse_passwd(evidence: Evidence, place: Place) -> Parsed[Account]:
    """Read a password file: one record a line, as glibc takes it.

    Leading blanks are skipped, so an indented account is one; lines that begin with # are
    comments; everything behind the gid may be missing. The name keeps its trailing blanks. NIS
    lines (+, -) and lines without two numbers come back as unread. A hash in the second field is
    never kept, in no text either.

    Source: passwd(5); glibc 2.36 nss/fgetpwent_r.c and nss/nss_files_parse.
    """
    del place
    records: list[Account] = []
    unread: list[Unread] = []
    for number, line in enumerate(evidence.data.split(b"\n"), start=1):
        line = line.lstrip(b" \t\r\v\f")
        if not line or line.startswith(b"#"):
            continue
        fields = line.split(b":", 6)
        texts = [field.decode("utf-8", "backslashreplace") for field in fields]
        source = evidence.source(number, _redacted(texts))
        account = _account(source, texts, fields)
        if account:
            records.append(account)
        else:
            unread.append(Unread(source, _why_unread(texts)))
    return Parsed(tuple(records), tuple(unread))


def unsigned(text: str) -> int | None:
    """A numeric id as glibc reads it (`00` and `+0` are 0, too large is the highest); or None.

    Source: glibc 2.36 nss/nss_files_parse (strtou32).
    """
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    digits = match[2].lstrip("0") or "0"
    if digits != "0" and (match[1] == "-" or len(digits) > 10):
        return _HIGHEST
    return min(int(digits), _HIGHEST)


def _account(source: Source, texts: list[str], fields: list[bytes]) -> Account | None:
    if len(texts) < 4 or not texts[0] or texts[0][0] in "+-":
        return None
    uid, gid = unsigned(texts[2]), unsigned(texts[3])
    if uid is None or gid is None:
        return None
    rest = (fields + [b""] * 3)[4:7]
    return Account(
        source=source,
        name=texts[0],
        uid=uid,
        gid=gid,
        comment=rest[0].decode("utf-8", "backslashreplace"),
        home=path.decode(rest[1]),
        # getpwnam gives a \r of a Windows editor along, and the log-in then fails: not stripped.
        shell=path.decode(rest[2]),
        password=_password(texts[1]),
    )


def _password(field: str) -> str:
    if field == "x" or field.startswith("##"):
        return "shadowed"
    state, _ = password_state(field)
    return "locked" if state == "disabled" else state


def _redacted(texts: list[str]) -> str:
    if len(texts) < 2:
        return ""
    password = texts[1] if texts[1] in ("", "x", "*", "!", "!!") else f"<{_password(texts[1])}>"
    return ":".join((texts[0], password, *texts[2:]))


def _why_unread(texts: list[str]) -> str:
    if texts[0][:1] in ("+", "-"):
        return "NIS line: the accounts it means stand elsewhere"
    return "not name:password:uid:gid:…"


PARSERS = {"passwd": parse_passwd}
