"""Signatures as `ssh-keygen -Y sign` makes them: anybody can check them without hemostat.

Format: PROTOCOL.sshsig of OpenSSH. Ed25519 keys only.
"""

import base64
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from hemostat.model.errors import UsageError

_MAGIC = b"SSHSIG"
_HASH = b"sha512"
_TYPE = b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_LINE = 70


@dataclass(frozen=True, slots=True)
class BadSignatureError(Exception):
    """A signature that does not fit; `why` says what is wrong."""

    why: str


def load_key(path: Path, passphrase: bytes | None = None) -> Ed25519PrivateKey:
    """Read an Ed25519 private key in OpenSSH's own format.

    Raises:
        UsageError: it cannot be read, is of another kind, or the passphrase is wrong.
        TypeError: it needs a passphrase and none was given.
    """
    try:
        key = serialization.load_ssh_private_key(path.read_bytes(), passphrase)
    except OSError as error:
        raise UsageError(f"--key {path}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"--key {path}: no OpenSSH private key, or a wrong passphrase") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"--key {path}: not an Ed25519 key; make one: ssh-keygen -t ed25519")
    return key


def sign(message: bytes, key: Ed25519PrivateKey, namespace: str) -> str:
    """Sign a message. Gives the armored text of a `.sig` file."""
    public = _wire(_TYPE) + _wire(_raw(key.public_key()))
    signature = key.sign(_signed(message, namespace.encode(), _HASH))
    blob = b"".join(
        (
            _MAGIC,
            struct.pack(">I", 1),
            _wire(public),
            _wire(namespace.encode()),
            _wire(b""),
            _wire(_HASH),
            _wire(_wire(_TYPE) + _wire(signature)),
        )
    )
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return "\n".join((_BEGIN, *lines, _END, ""))


def signer_of(message: bytes, armored: str, namespace: str) -> str:
    """Check a signature.

    Returns:
        The fingerprint of the key that made it, as `ssh-keygen -l` prints it.

    Raises:
        BadSignatureError: it is damaged, of another kind, or was made over other bytes.
    """
    text = armored.strip()
    if not (text.startswith(_BEGIN) and text.endswith(_END)):
        raise BadSignatureError("no SSH signature")
    try:
        blob = base64.b64decode(text[len(_BEGIN) : -len(_END)])
        magic, rest = blob[: len(_MAGIC)], blob[len(_MAGIC) + 4 :]
        public, space, _, hash_name, signature = _strings(rest, 5)
        key_type, raw = _strings(public, 2)
        signature_type, bits = _strings(signature, 2)
    except (ValueError, struct.error) as error:
        raise BadSignatureError("damaged") from error
    if magic != _MAGIC or key_type != _TYPE or signature_type != _TYPE:
        raise BadSignatureError("not made with an Ed25519 key")
    if space != namespace.encode():
        raise BadSignatureError(f"made for another purpose, not {namespace}")
    if hash_name not in (b"sha512", b"sha256"):
        raise BadSignatureError("an unknown hash")
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(bits, _signed(message, space, hash_name))
    except (InvalidSignature, ValueError) as error:
        raise BadSignatureError("the file is not what was signed") from error
    return _fingerprint(public)


def fingerprint_of(key: Ed25519PrivateKey) -> str:
    """`SHA256:…` of a key's public half."""
    return _fingerprint(_wire(_TYPE) + _wire(_raw(key.public_key())))


def _signed(message: bytes, namespace: bytes, hash_name: bytes) -> bytes:
    digest = hashlib.new(hash_name.decode(), message).digest()
    return _MAGIC + _wire(namespace) + _wire(b"") + _wire(hash_name) + _wire(digest)


def _fingerprint(public: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(public).digest()).decode()
    return "SHA256:" + digest.rstrip("=")


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _wire(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes, count: int) -> list[bytes]:
    """The first strings of SSH's wire format.

    Raises:
        ValueError: the data ends before. struct.error: a length is cut.
    """
    found: list[bytes] = []
    for _ in range(count):
        (size,) = struct.unpack(">I", data[:4])
        if size > len(data) - 4:
            raise ValueError("cut")
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found
