"""`hemostat baseline save|show`, and `triage --against`."""

import json
from pathlib import Path

import pytest

from cli.conftest import Hemostat
from hemostat.cli.triage import FINDINGS
from made_host import hurt_host, make_host


@pytest.mark.requirement("A7.1")
def test_a_host_kept_before_and_examined_after_shows_what_came(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    root, file = tmp_path / "root", tmp_path / "before.json"
    root.mkdir()
    make_host(root)
    ended = hemostat("baseline", "save", str(file), str(root))
    assert (ended.code, ended.out) == (0, "")
    assert "not signed" in ended.err
    (tmp_path / "hurt").mkdir()
    root = hurt_host(tmp_path / "hurt")
    ended = hemostat("triage", str(root), "--against", str(file))
    assert ended.code == FINDINGS
    assert "before.json, not signed" in ended.out
    assert "new         account       backup" in ended.out
    result = json.loads(hemostat("triage", str(root), "--json", "--against", str(file)).raw)
    found = result["against"]["findings"]
    told = [each for each in found if not each["rule"].startswith("linux.hardening.")]
    sinces = {each["since"] for each in told}
    assert sinces == {"new"}
    assert {"kind", "key", "since", "before", "now"} == set(result["against"]["items"][0])


def test_a_signed_baseline_names_its_signer_and_a_changed_one_is_refused(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    root, file, key = tmp_path / "root", tmp_path / "b.json", tmp_path / "key"
    root.mkdir()
    make_host(root)
    write_key(key)
    ended = hemostat("baseline", "save", str(file), str(root), "--key", str(key))
    assert "signed by SHA256:" in ended.err
    assert "signed by SHA256:" in hemostat("baseline", "show", str(file)).out
    file.write_bytes(file.read_bytes().replace(b"root", b"r00t"))
    ended = hemostat("triage", str(root), "--against", str(file))
    assert ended.code == 2
    assert "does not fit" in ended.err


def test_an_earlier_baseline_is_not_overwritten_and_a_stream_not_signed(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    file, root = tmp_path / "b.json", tmp_path / "root"
    root.mkdir()
    make_host(root)
    file.write_text("precious")
    ended = hemostat("baseline", "save", str(file), str(root))
    assert (ended.code, file.read_text()) == (2, "precious")
    write_key(tmp_path / "key")
    ended = hemostat("baseline", "save", "-", str(root), "--key", str(tmp_path / "key"))
    assert ended.code == 2
    assert json.loads(hemostat("baseline", "save", "-", str(root)).raw)["items"]


def test_a_baseline_of_this_host_is_not_put_on_its_own_disk(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    if tmp_path.stat().st_dev != Path("/").stat().st_dev:
        pytest.skip("the temporary folder is on another disk than the root")
    ended = hemostat("baseline", "save", str(tmp_path / "b.json"))
    assert ended.code == 2
    assert "--save-here" in ended.err


def write_key(path: Path) -> None:
    """A key as `ssh-keygen -t ed25519` makes one."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path.write_bytes(
        Ed25519PrivateKey.from_private_bytes(bytes(32)).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.NoEncryption(),
        )
    )
