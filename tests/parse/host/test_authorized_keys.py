import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import AuthorizedKey
from hemostat.parse.host.authorized_keys import fingerprint, parse_authorized_keys
from hemostat.parse.place import Place

# Made for this test; nobody holds the private half any more.
ED25519 = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMXgCh+/cTig7XWVV8JIq6QElgupKAAgZl/cBCKcA9Os ann@host"
)
PRINT = "SHA256:cwKp1bND5yA7fl2r39QKq2spSMYVUDkjs3N7BXS69CU"


def keys(
    text: str | bytes, path: str = "/home/ann/.ssh/authorized_keys", account: str = "ann"
) -> Parsed[AuthorizedKey]:
    data = text if isinstance(text, bytes) else text.encode()
    place = Place(HostPath(path), account=account)
    return parse_authorized_keys(Evidence(data, place.path), place)


@pytest.mark.requirement("B5.1", "B5.4")
def test_a_line_is_a_key_with_the_fingerprint_ssh_keygen_prints() -> None:
    (key,) = keys(ED25519).records
    assert (key.owner, key.key_type, key.comment) == ("ann", "ssh-ed25519", "ann@host")
    assert key.fingerprint == PRINT
    assert key.options == ()


def test_options_keep_their_quotes_commas_and_blanks() -> None:
    options = (
        'restrict,command="echo \\"a, b\\" x",environment="LD_PRELOAD=/tmp/x",from="10.0.0.1,b.*"'
    )
    (key,) = keys(f"  {options} {ED25519}\n").records
    assert key.options == (
        "restrict",
        'command="echo \\"a, b\\" x"',
        'environment="LD_PRELOAD=/tmp/x"',
        'from="10.0.0.1,b.*"',
    )
    assert key.command == 'echo "a, b" x'
    assert key.fingerprint == PRINT


@pytest.mark.parametrize(
    "kind",
    [
        "ssh-rsa",
        "ssh-dss",
        "ecdsa-sha2-nistp256",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "ssh-ed25519-cert-v01@openssh.com",
    ],
)
def test_every_type_of_key_is_one(kind: str) -> None:
    parsed = keys(f"cert-authority {kind} AAAA comment with blanks")
    (key,) = parsed.records
    assert (key.key_type, key.comment) == (kind, "comment with blanks")
    assert key.options == ("cert-authority",)


def test_a_key_with_broken_base64_is_kept_without_a_fingerprint() -> None:
    (key,) = keys("ssh-rsa AAAAB3Nza...shortened evil@x").records
    assert key.fingerprint == ""


def test_old_keys_and_other_lines_are_unread() -> None:
    parsed = keys("1024 35 1234567890123456789012345 old\nhello\n# comment\n\nssh-rsa\n")
    assert parsed.records == ()
    assert [each.source.line for each in parsed.unread] == [1, 2, 5]
    assert "protocol 1" in parsed.unread[0].reason


def test_a_redis_dump_around_a_key_is_told() -> None:
    dump = b"REDIS0009\xfa\tredis-ver\x055.0.7\n\n\n" + ED25519.encode() + b"\n\n\xff\x00"
    parsed = keys(dump)
    (key,) = parsed.records
    assert (key.carrier, key.fingerprint) == ("redis_dump", PRINT)
    assert len(parsed.unread) == 2
    assert keys(ED25519.encode() + b"\n\0").records[0].carrier == "binary"


@pytest.mark.parametrize(
    ("path", "account", "owner"),
    [
        ("/etc/ssh/authorized_keys/bob", "bob", "bob"),
        ("/etc/ssh/keys/bob/authorized_keys", "authorized_keys", "bob"),
        ("/etc/dropbear/authorized_keys", "authorized_keys", "root"),
        ("/etc/ssh/authorized_keys", "authorized_keys", ""),
        ("/home/gone/.ssh/authorized_keys", "", ""),
    ],
)
def test_the_place_says_whose_keys_they_are(path: str, account: str, owner: str) -> None:
    assert [key.owner for key in keys(ED25519, path, account).records] == [owner]


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_fingerprints_agree_with_ssh_keygen(tmp_path: Path) -> None:
    def keygen(*words: str) -> str:
        return subprocess.run(
            ("ssh-keygen", *words), cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    keygen("-q", "-t", "ed25519", "-N", "", "-f", "ca")
    for kind, bits in (("ecdsa", "384"), ("ed25519", "256"), ("rsa", "2048")):
        keygen("-q", "-t", kind, "-b", bits, "-N", "", "-C", f"c {kind}", "-f", kind)
        keygen("-q", "-s", "ca", "-I", "id", "-n", "u", f"{kind}.pub")
    text = "".join(each.read_text() for each in sorted(tmp_path.glob("*.pub")))
    (tmp_path / "all").write_text(text)
    expected = [line.split()[1] for line in keygen("-l", "-f", "all").splitlines()]
    assert len(expected) == 7
    assert [key.fingerprint for key in keys(text).records] == expected


@pytest.mark.parametrize("line", [b"\x0b", b"\x1c", b"\xc2\x85", b"\x0c ssh-rsa"])
def test_a_line_of_control_signs_is_unread(line: bytes) -> None:
    parsed = keys(b"\n" + line + b"\n")
    assert [each.source.line for each in (*parsed.records, *parsed.unread)] == [2]


@given(st.binary())
def test_no_line_is_ever_lost(data: bytes) -> None:
    parsed = keys(data)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    bare = [raw.strip(b" \t\r") for raw in data.split(b"\n")]
    assert sorted(seen) == [n for n, raw in enumerate(bare, 1) if raw and raw[:1] != b"#"]


@given(st.binary())
def test_any_blob_has_a_fingerprint(blob: bytes) -> None:
    assert fingerprint(blob).startswith("SHA256:")
    text = b64encode(blob).decode()
    if blob:
        assert keys(f"ssh-rsa {text}").records[0].fingerprint == fingerprint(blob)
