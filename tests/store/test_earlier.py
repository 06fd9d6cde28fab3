"""Earlier looks from files, and the signature beside them."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hemostat.incident.compare import known
from hemostat.model.errors import UsageError
from hemostat.report.baseline_json import baseline_json
from hemostat.report.result_json import triage_json
from hemostat.store.earlier import NAMESPACE, read_earlier
from hemostat.store.ssh_signature import fingerprint_of, sign
from report.made import HOSTILE, KNOWLEDGE, NOW, claim, examination, rule

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_baseline_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    made = examination((rule(), claim()))
    earlier = read_earlier(write(tmp_path / "b.json", baseline_json(made)))
    assert earlier.findings == tuple(known(each) for each in made.findings)
    assert (earlier.host_id, earlier.taken, earlier.signer) == ("ab12", NOW, "")
    assert earlier.items is not None


def test_a_triage_result_serves_too_without_items(tmp_path: Path) -> None:
    made = examination((rule(), claim()))
    earlier = read_earlier(write(tmp_path / "t.json", triage_json(made, KNOWLEDGE, "zh")))
    assert [each.subjects for each in earlier.findings] == [
        known(each).subjects for each in made.findings
    ]
    assert earlier.items is None


def test_a_signature_is_checked_and_a_changed_file_refused(tmp_path: Path) -> None:
    data = baseline_json(examination())
    path = write(tmp_path / "b.json", data)
    write(tmp_path / "b.json.sig", sign(data, KEY, NAMESPACE).encode())
    assert read_earlier(path).signer == fingerprint_of(KEY)
    write(path, data.replace(b"ab12", b"ab13"))
    with pytest.raises(UsageError, match=r"does not fit.*not what was signed"):
        read_earlier(path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"schema": "x"}',
        b"\xff",
        b"[" * 100_000,
        b'{"schema":"hemostat.triage/1"}',
    ],
)
def test_what_is_neither_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UsageError, match="neither a baseline"):
        read_earlier(write(tmp_path / "x", data))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_earlier(tmp_path / "none")


def test_hostile_names_survive_the_way_through_a_file(tmp_path: Path) -> None:
    made = examination((rule(), claim(HOSTILE)))
    earlier = read_earlier(write(tmp_path / "b.json", baseline_json(made)))
    assert len(earlier.findings) == len(made.findings) == 1
