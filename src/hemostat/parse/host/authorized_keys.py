"""authorized_keys: the keys that open an account over SSH."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256

from hemostat.model import path
from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import AuthorizedKey
from hemostat.parse.place import Place

_KEY_TYPE = re.compile(
    r"(?:ssh-(?:rsa|dss|dsa|ed25519|ed448|xmss)|ecdsa-sha2-nistp(?:256|384|521)|rsa-sha2-(?:256|512)"
    r"|(?:webauthn-)?sk-(?:ssh-ed25519|ecdsa-sha2-nistp256))(?:-cert-v0[01])?(?:@openssh\.com)?"
)
_PROTOCOL_1 = re.compile(r"[0-9]{3,5}[ \t]+[0-9]+[ \t]+[0-9]{20,}")
_OPTION = re.compile(r'[^\s,="]+(?:="(?:\\"|[^"])*"|=[^\s,"]*)?')
# How many fields of a certificate behind the nonce make the plain key (PROTOCOL.certkeys).
_KEY_FIELDS = {
    b"ssh-rsa": 2,
    b"ssh-dss": 4,
    b"ecdsa-sha2-nistp256": 2,
    b"ecdsa-sha2-nistp384": 2,
    b"ecdsa-sha2-nistp521": 2,
    b"ssh-ed25519": 1,
    b"sk-ssh-ed25519@openssh.com": 2,
    b"sk-ecdsa-sha2-nistp256@openssh.com": 3,
}
_CERTIFICATE = b"-cert-v01@openssh.com"
_LONGEST_FIELD = 65_536


def parse_authorized_keys(evidence: Evidence, place: Place) -> Parsed[AuthorizedKey]:
    """Read one authorized_keys file, of OpenSSH or dropbear: one record a key.

    A key whose base64 is broken is a record all the same (someone wanted it there), with an
    empty fingerprint. Keys of protocol 1 and all other lines come back as unread.

    Args:
        evidence: the file's bytes.
        place: `account` is the account it opens, by home folder or file name. Where a file is
            named authorized_keys below a folder named after the account, the folder says it.

    Source: sshd(8), "AUTHORIZED_KEYS FILE FORMAT", OpenSSH 9.2; dropbear(8) 2022.83.
    """
    owner = _owner(place)
    carrier = _carrier(evidence.data)
    keys: list[AuthorizedKey] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        key = _key(evidence.source(number, line), line, owner, carrier)
        if key:
            keys.append(key)
        else:
            is_old = _PROTOCOL_1.search(line) is not None
            reason = "a key of protocol 1, which sshd no longer takes" if is_old else "not a key"
            unread.append(Unread(evidence.source(number, line), reason))
    return Parsed(tuple(keys), tuple(unread))


def fingerprint(blob: bytes) -> str:
    """SHA256:… of a public key as `ssh-keygen -l` prints it; of a certificate: of its key.

    Source: OpenSSH 9.2, sshkey.c (sshkey_fingerprint_raw).
    """
    digest = sha256(_plain_key(blob)).digest()
    return f"SHA256:{b64encode(digest).decode().rstrip('=')}"


def _owner(place: Place) -> str:
    file = place.path
    if place.account and not place.account.startswith("authorized_keys"):
        return place.account
    folder = path.name(path.parent(file))
    if folder == "dropbear":
        return "root"  # OpenWrt: the keys of the whole device
    is_named = path.is_within(file, "/etc/ssh") and path.parent(file) != "/etc/ssh"
    return folder if is_named and path.name(file).startswith("authorized_keys") else ""


def _carrier(content: bytes) -> str:
    # Redis and its relatives begin a dump so; sshd passes over what is no key line.
    if content.startswith((b"REDIS0", b"VALKEY0")):
        return "redis_dump"
    return "binary" if b"\0" in content else ""


def _key(source: Source, line: str, owner: str, carrier: str) -> AuthorizedKey | None:
    options, rest = _options(line)
    words = rest.split(None, 2)
    if len(words) < 2 or not _KEY_TYPE.fullmatch(words[0]):
        return None
    blob = _decoded(words[1])
    return AuthorizedKey(
        source=source,
        owner=owner,
        key_type=words[0],
        fingerprint=fingerprint(blob) if blob else "",
        comment=words[2] if len(words) > 2 else "",
        options=options,
        command=_value_of("command", options),
        carrier=carrier,
    )


def _options(line: str) -> tuple[tuple[str, ...], str]:
    """The options before a key, and the rest. A line that begins with a key has none."""
    # A line of control signs that Python counts as blanks has no first word.
    if _KEY_TYPE.fullmatch("".join(line.split(None, 1)[:1])):
        return (), line
    options: list[str] = []
    position = 0
    while match := _OPTION.match(line, position):
        options.append(match[0])
        position = match.end()
        if not line.startswith(",", position):
            break
        position += 1
    return tuple(options), line[position:]


def _value_of(name: str, options: tuple[str, ...]) -> str:
    for option in options:
        key, equals, value = option.partition("=")
        if equals and key.lower() == name:
            return value.removeprefix('"').removesuffix('"').replace('\\"', '"')
    return ""


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _plain_key(blob: bytes) -> bytes:
    """The key inside a certificate; any other blob as it is."""
    fields = list(_fields(blob))
    if not fields or not fields[0].endswith(_CERTIFICATE):
        return blob
    bare = fields[0].removesuffix(_CERTIFICATE)
    kind = bare if bare in _KEY_FIELDS else bare + b"@openssh.com"
    count = _KEY_FIELDS.get(kind, 0)
    if not count or len(fields) < 2 + count:
        return blob
    plain = (kind, *fields[2 : 2 + count])
    return b"".join(len(field).to_bytes(4, "big") + field for field in plain)


def _fields(blob: bytes) -> Iterator[bytes]:
    """The length-prefixed strings at the start of a blob, at most as many as a key has."""
    position = 0
    for _ in range(6):
        size = int.from_bytes(blob[position : position + 4], "big")
        field = blob[position + 4 : position + 4 + size]
        if len(field) < size or size > _LONGEST_FIELD or position + 4 > len(blob):
            return
        yield field
        position += 4 + size


PARSERS = {"authorized_keys": parse_authorized_keys}
