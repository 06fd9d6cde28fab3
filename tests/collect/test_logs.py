import bz2
import gzip
import io
import lzma
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from hemostat.collect.artifact import shipped_artifacts
from hemostat.collect.logs import KIND, LogsRead, host_zone, read_logs
from hemostat.model.coverage import Outcome
from hemostat.model.records import Login, LogSpan
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import HostTree
from hemostat.trees.opening import open_tree

LINE = (
    b"2026-11-20T03:00:00+00:00 web sshd[7]: "
    b"Accepted password for root from 198.51.100.7 port 4 ssh2\n"
)
ARTIFACTS = [each for each in shipped_artifacts() if each.kind == KIND]


def host(root: Path, logs: dict[str, bytes]) -> HostTree:
    (root / "etc").mkdir(exist_ok=True)
    (root / "var/log").mkdir(parents=True)
    for name, data in logs.items():
        (root / "var/log" / name).write_bytes(data)
    return FolderTree(bytes(root), "x")


def read(tree: HostTree, seconds: float = 9.0) -> LogsRead:
    found = LogsRead()
    read_logs(tree, ARTIFACTS, found, seconds=seconds)
    return found


def logins(found: LogsRead) -> list[Login]:
    return [each for each in found.records if isinstance(each, Login)]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("auth.log", LINE),
        ("auth.log.2.gz", gzip.compress(LINE)),
        ("secure-20261101.xz", lzma.compress(LINE)),
        ("secure-20261101.bz2", bz2.compress(LINE)),
        ("auth.log.3.zst", zstandard.ZstdCompressor().compress(LINE)),
    ],
)
def test_a_log_is_read_packed_or_not(tmp_path: Path, name: str, data: bytes) -> None:
    found = read(host(tmp_path, {name: data}))
    assert [each.account for each in logins(found)] == ["root"]
    (span,) = [each for each in found.records if isinstance(each, LogSpan)]
    assert span.family in ("auth.log", "secure")
    assert [e.outcome for e in found.coverage if e.path.endswith(name)] == [Outcome.READ]


@pytest.mark.parametrize("magic", [b"\x1f\x8b", b"\xfd7zXZ\0", b"BZh", b"\x28\xb5\x2f\xfd"])
def test_damaged_packing_is_a_hole(tmp_path: Path, magic: bytes) -> None:
    found = read(host(tmp_path, {"auth.log.1": magic + b"x" * 90}))
    assert [e.outcome for e in found.coverage if e.path.endswith(".1")] == [Outcome.FAILED]


def test_a_bomb_is_unpacked_up_to_a_limit(tmp_path: Path) -> None:
    bomb = gzip.compress(LINE * 400_000, 1)
    found = read(host(tmp_path, {"auth.log.1": bomb}))
    (entry,) = [e for e in found.coverage if e.path.endswith(".1")]
    assert entry.outcome is Outcome.TOO_LARGE


def test_of_a_large_log_the_last_part_is_read_and_coverage_says_since_when(tmp_path: Path) -> None:
    old = LINE.replace(b"root", b"old").replace(b"2026", b"2025")
    found = read(host(tmp_path, {"auth.log": old * 380_000 + LINE}))
    (entry,) = [e for e in found.coverage if e.path == "/var/log/auth.log"]
    assert entry.outcome is Outcome.TOO_LARGE
    assert "the last" in entry.reason
    assert "2025-11-20 03:00 UTC" in entry.reason
    assert logins(found)[-1].account in ("root", "old")


def test_what_leads_nowhere_is_a_span_that_says_so(tmp_path: Path) -> None:
    tree = host(tmp_path, {})
    (tmp_path / "var/log/wtmp").symlink_to("/dev/null")
    (tmp_path / "var/log/btmp").mkdir()
    spans = [each for each in read(tree).records if isinstance(each, LogSpan)]
    assert {(each.family, each.state, each.target) for each in spans} == {
        ("wtmp", "link", "/dev/null"),
        ("btmp", "folder", ""),
    }


def test_what_the_budget_does_not_reach_is_named(tmp_path: Path) -> None:
    found = read(host(tmp_path, {"auth.log": LINE, "syslog": LINE}), seconds=-1.0)
    assert logins(found) == []
    cut = [entry for entry in found.coverage if entry.outcome is Outcome.TOO_LARGE]
    assert {entry.path for entry in cut} == {"/var/log/auth.log", "/var/log/syslog"}
    assert all("budget" in entry.reason for entry in cut)


def test_every_artifact_has_an_answer(tmp_path: Path) -> None:
    found = read(host(tmp_path, {"auth.log": LINE}))
    assert {each.name for each in ARTIFACTS} <= {entry.artifact for entry in found.coverage}


def test_a_tar_gives_the_same_as_the_folder(tmp_path: Path) -> None:
    tree = host(tmp_path, {"auth.log": LINE * 50})
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.add(tmp_path, ".")
    packed = open_tree("-", io.BytesIO(buffer.getvalue()), tmp_path)
    assert [each.started for each in logins(read(packed))] == [
        each.started for each in logins(read(tree))
    ]


def test_stamps_without_a_zone_are_in_the_hosts_zone(tmp_path: Path) -> None:
    zone = Path("/usr/share/zoneinfo/Asia/Shanghai")
    if not zone.exists():
        pytest.skip("no zones on this machine")
    tree = host(
        tmp_path, {"auth.log": LINE.replace(b"2026-11-20T03:00:00+00:00", b"Nov 20 11:00:00")}
    )
    (tmp_path / "etc/localtime").write_bytes(zone.read_bytes())
    assert host_zone(tree) is not UTC
    (login,) = logins(read(tree))
    assert login.started is not None
    assert (login.started.hour, login.started.minute) == (3, 0)
    assert login.started <= datetime.now(UTC)
