"""Signatures that `ssh-keygen -Y` understands, both ways."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.errors import UsageError
from hemostat.store.ssh_signature import (
    BadSignatureError,
    fingerprint_of,
    load_key,
    sign,
    signer_of,
)

KEYGEN = shutil.which("ssh-keygen") or ""
needs_keygen = pytest.mark.skipif(not KEYGEN, reason="ssh-keygen (openssh-client) is not installed")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def write_key(path: Path, key: object = KEY, passphrase: bytes = b"") -> Path:
    way = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    path.write_bytes(
        key.private_bytes(  # type: ignore[attr-defined]
            serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, way
        )
    )
    path.chmod(0o600)
    return path


@given(st.binary(max_size=200), st.integers(0, 400))
def test_what_was_signed_is_told_from_anything_else(message: bytes, at: int) -> None:
    armored = sign(message, KEY, "test")
    assert signer_of(message, armored, "test") == fingerprint_of(KEY)
    with pytest.raises(BadSignatureError, match="not what was signed"):
        signer_of(message + b"x", armored, "test")
    with pytest.raises(BadSignatureError, match="another purpose"):
        signer_of(message, armored, "file")
    cut = armored[:at] + armored[at + 1 :]
    if "".join(cut.split()) != "".join(armored.split()):
        with pytest.raises(BadSignatureError):
            signer_of(message, cut, "test")


@needs_keygen
def test_ssh_keygen_accepts_ours(tmp_path: Path) -> None:
    (tmp_path / "m.sig").write_text(sign(b"hello", KEY, "hemostat-baseline"))
    command = [KEYGEN, "-Y", "check-novalidate", "-n", "hemostat-baseline", "-s", "m.sig"]
    done = subprocess.run(command, cwd=tmp_path, input=b"hello", capture_output=True, check=False)
    assert done.returncode == 0
    assert fingerprint_of(KEY).encode() in done.stdout
    done = subprocess.run(command, cwd=tmp_path, input=b"other", capture_output=True, check=False)
    assert done.returncode != 0


@needs_keygen
def test_we_accept_those_of_ssh_keygen(tmp_path: Path) -> None:
    write_key(tmp_path / "k")
    (tmp_path / "m").write_bytes(b"hello")
    command = [KEYGEN, "-Y", "sign", "-n", "hemostat-baseline", "-f", "k", "m"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    armored = (tmp_path / "m.sig").read_text()
    assert signer_of(b"hello", armored, "hemostat-baseline") == fingerprint_of(KEY)


def test_keys_we_cannot_use_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not an Ed25519 key"):
        load_key(write_key(tmp_path / "ec", generate_private_key(SECP256R1())))
    (tmp_path / "text").write_text("hello")
    with pytest.raises(UsageError, match="no OpenSSH private key"):
        load_key(tmp_path / "text")
    with pytest.raises(UsageError, match="No such file"):
        load_key(tmp_path / "missing")


def test_a_passphrase_is_asked_for_and_a_wrong_one_is_said(tmp_path: Path) -> None:
    path = write_key(tmp_path / "k", passphrase=b"right")
    with pytest.raises(TypeError):
        load_key(path)
    with pytest.raises(UsageError, match="wrong passphrase"):
        load_key(path, b"wrong")
    assert fingerprint_of(load_key(path, b"right")) == fingerprint_of(KEY)


@pytest.mark.parametrize(
    "text", ["", "-----BEGIN SSH SIGNATURE-----\n!!\n-----END SSH SIGNATURE-----"]
)
def test_what_is_no_signature_is_said_so(text: str) -> None:
    with pytest.raises(BadSignatureError):
        signer_of(b"", text, "test")
