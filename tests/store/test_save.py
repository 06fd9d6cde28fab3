"""Volatile evidence is kept whole and listed, out of others' sight, off the suspect's disk."""

import errno
import hashlib
import io
import json
import os
import stat
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hemostat.model.errors import UsageError
from hemostat.store.save import SavedSummary, save_volatile
from hemostat.trees.collector_stream import CollectorTree
from hemostat.trees.live import LiveTree
from trees.made_stream import MadeStream

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LOST = b"\x7fELF lost program"
ODD = b"/tmp/o\n\x1b[31m\xff (deleted)"


def made_tree() -> CollectorTree:
    """Two processes of one deleted program, one of a packaged program, one that keeps a memfd."""
    made = MadeStream().pids(5, 6, 7)
    for pid in (5, 6, 7):
        folder = b"/proc/%d/" % pid
        made.files(
            {
                folder + b"stat": b"%d (x) S" % pid,
                folder + b"environ": b"TOKEN=secret\0",
                folder + b"maps": b"7f00-7f10 r-xp 00000000 00:01 99 /tmp/lib.so (deleted)\n",
            }
        )
        target = b"/usr/sbin/cron" if pid == 7 else ODD
        entries = [("l", folder + b"exe", target), ("d", folder + b"fd", b"")]
        entries.append(("l", folder + b"fd/3", b"/memfd:x (deleted)"))
        made.listing("proc", [folder + b"exe", folder + b"fd"], entries)
        made.files(
            {folder + b"exe": LOST if pid < 7 else b"cron", folder + b"fd/3": b"#!/bin/sh\n"}
        )
    made.files({b"/proc/5/map_files/7f00-7f10": b"\x7fELF lost library"})
    made.files({b"/proc/net/tcp": b"sl\n"})
    return CollectorTree(made.stream(), "-", None)


def save(out: Path | io.BytesIO, *, allow_own_disk: bool = True) -> SavedSummary:
    return save_volatile(made_tree(), out, allow_own_disk=allow_own_disk, now=lambda: NOW)


def index_of(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "index.jsonl").read_text().splitlines()]


@pytest.mark.requirement("A4.11")
def test_lost_programs_come_first_and_each_content_once(tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = save(out)
    kept = sorted(path.read_bytes() for path in (out / "programs").iterdir())
    assert kept == sorted([LOST, b"\x7fELF lost library", b"#!/bin/sh\n"])
    assert (summary.programs, summary.processes, summary.problem) == (3, 3, "")
    lines = index_of(out)
    assert [line["path"] for line in lines[:2]] == ["/proc/5/exe", "/proc/6/exe"]
    assert lines[0]["kept"] == lines[1]["kept"]
    assert lines[0]["target"].encode("utf-8", "surrogateescape") == ODD


def test_the_index_tells_the_truth_about_every_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = save(out)
    kept = [line for line in index_of(out) if "kept" in line]
    for line in kept:
        data = (out / line["kept"]).read_bytes()
        assert (line["sha256"], line["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
        assert line["time"] == NOW.isoformat()
    on_disk = {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()} - {"index.jsonl"}
    assert {line["kept"] for line in kept} == on_disk
    assert summary.files == len(on_disk)
    assert (out / "proc/net/tcp").read_bytes() == b"sl\n"
    descriptors = (out / "proc/5/fd.jsonl").read_text()
    assert json.loads(descriptors) == {"fd": "3", "target": "/memfd:x (deleted)"}


def test_only_its_owner_can_read_what_holds_secrets(tmp_path: Path) -> None:
    out = tmp_path / "out"
    save(out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in out.rglob("*") if p.is_file()} == {0o600}


def test_what_could_not_be_kept_is_in_the_index(tmp_path: Path) -> None:
    made = MadeStream().pids(5).listing("proc", [], [("l", b"/proc/5/exe", b"/x (deleted)")])
    made.files(
        {b"/proc/5/stat": b"5 (x)", b"/proc/5/environ": b""},
        errors=b"head: /proc/5/environ: Permission denied",
    )
    out = tmp_path / "out"
    summary = save_volatile(
        CollectorTree(made.stream(), "-", None), out, allow_own_disk=True, now=lambda: NOW
    )
    reasons = {line["path"]: line["not_kept"] for line in index_of(out) if "not_kept" in line}
    assert reasons["/proc/5/environ"] == "denied: Permission denied"
    assert reasons["/proc/5/exe"].startswith("not collected")
    assert summary.not_kept == len(reasons)


def test_a_stream_gets_a_tar_with_the_same_in_it(tmp_path: Path) -> None:
    stream = io.BytesIO()
    out = tmp_path / "out"
    assert save(stream) == save(out)
    with tarfile.open(fileobj=io.BytesIO(stream.getvalue())) as tar:
        members = {member.name: member for member in tar.getmembers()}
        assert set(members) == {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()}
        index = tar.extractfile("index.jsonl")
        assert index is not None
        assert index.read() == (out / "index.jsonl").read_bytes()
        assert {member.mode for member in members.values()} == {0o600}


def test_the_root_disk_of_the_suspect_is_refused_until_told(tmp_path: Path) -> None:
    if tmp_path.stat().st_dev != Path("/").stat().st_dev:
        pytest.skip("the folder for tests is not on the root disk")
    with pytest.raises(UsageError, match="--save-here"):
        save(tmp_path / "out", allow_own_disk=False)
    assert not (tmp_path / "out").exists()


def test_another_disk_is_accepted_without_a_word() -> None:
    folder = Path("/dev/shm")
    if not os.access(folder, os.W_OK) or folder.stat().st_dev == Path("/").stat().st_dev:
        pytest.skip("/dev/shm is no disk of its own here")
    out = folder / f"hemostat-test-{os.getpid()}"
    try:
        assert save(out, allow_own_disk=False).problem == ""
    finally:
        subprocess.run(("rm", "-rf", out), check=True)


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("keep me")
    with pytest.raises(UsageError, match="not empty"):
        save(tmp_path)
    with pytest.raises(UsageError, match="cannot save there"):
        save(tmp_path / "other")
    assert (tmp_path / "other").read_text() == "keep me"


@pytest.mark.parametrize("allowed", [0, 1, 40, 300, 900, 2000])
def test_a_full_disk_leaves_only_whole_files_and_a_true_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    room = [allowed]
    write = os.write

    def write_until_full(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = write(descriptor, bytes(data)[: room[0]])
        room[0] -= count
        return count

    monkeypatch.setattr(os, "write", write_until_full)
    out = tmp_path / "out"
    summary = save(out)
    assert "No space left" in summary.problem
    kept = {line["kept"]: line for line in index_of(out) if "kept" in line}
    assert set(kept) == {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()} - {
        "index.jsonl"
    }
    for name, line in kept.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == line["sha256"]
    assert summary.files == len(kept)


class Broken(io.BytesIO):
    """A pipe whose other end goes away."""

    def write(self, data: Any) -> int:
        if self.tell() > 5000:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        return super().write(data)


def test_a_stream_that_breaks_is_a_problem_not_a_crash() -> None:
    summary = save(Broken())
    assert "Broken pipe" in summary.problem
    assert summary.files > 0


@pytest.fixture
def deleted(tmp_path: Path) -> Iterator[tuple[int, bytes]]:
    """A running process whose program is gone."""
    program = tmp_path / "p\n\x1b[31m"
    program.write_bytes(Path("/bin/sleep").read_bytes())
    program.chmod(0o755)
    data = program.read_bytes()
    process = subprocess.Popen([program, "600"])
    while b"600" not in Path(f"/proc/{process.pid}/cmdline").read_bytes():
        os.sched_yield()
    program.unlink()
    yield process.pid, data
    process.kill()
    process.wait()


@pytest.mark.requirement("A4.11")
def test_a_running_host_gives_up_its_deleted_program(
    tmp_path: Path, deleted: tuple[int, bytes]
) -> None:
    pid, data = deleted
    out = tmp_path / "out"
    summary = save_volatile(LiveTree(), out, allow_own_disk=True)
    assert summary.problem == ""
    assert (out / "programs" / hashlib.sha256(data).hexdigest()).read_bytes() == data
    assert (out / f"proc/{pid}/environ").read_bytes() == Path(f"/proc/{pid}/environ").read_bytes()
    assert (out / f"proc/{pid}/maps").read_bytes() == Path(f"/proc/{pid}/maps").read_bytes()
    assert any(line["path"] == f"/proc/{pid}/exe" for line in index_of(out))
