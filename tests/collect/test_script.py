"""The script sends the same whole stream from every shell it promises."""

import gzip
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from collect.collector_runs import ODD, Planted, planted_in, run, tree_of
from hemostat.model.failure import Absent, TooLarge
from hemostat.trees.collector_stream import CollectorTree
from hemostat.trees.host_tree import Digests, FileKind, FileStat

SHELLS = (
    ("dash", "-s"),
    ("bash", "--posix", "-s"),
    ("bash", "-s"),
    ("busybox", "sh", "-s"),
    ("mksh", "-s"),
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    with planted_in(tmp_path_factory.mktemp("planted")) as made:
        yield made


@pytest.fixture(scope="module", params=SHELLS, ids="-".join)
def sent(request: pytest.FixtureRequest, planted: Planted) -> CollectorTree:
    """This host as each shell sends it."""
    if not shutil.which(request.param[0]):
        pytest.skip(f"{request.param[0]} is not installed")
    return tree_of(run(planted.script, request.param))


@pytest.mark.requirement("B5.1")
def test_every_shell_sends_a_whole_stream(sent: CollectorTree) -> None:
    info = sent.info()
    assert info.is_complete, info.notes
    assert info.taken is not None
    assert info.has_processes


def test_a_deleted_program_with_an_odd_name_survives(sent: CollectorTree, planted: Planted) -> None:
    tree, folder = sent, b"/proc/%d" % planted.process.pid
    assert tree.readlink(folder + b"/exe") == os.fsencode(planted.folder / ODD) + b" (deleted)"
    digests = tree.digest(folder + b"/exe")
    assert isinstance(digests, Digests)
    assert digests.sha256 == hashlib.sha256(planted.program).hexdigest()
    assert digests.md5 == hashlib.md5(planted.program).hexdigest()
    head = tree.read(folder + b"/exe", 1 << 20)
    assert head == TooLarge(len(planted.program), planted.program[:4096])


def test_texts_of_a_process_are_those_of_the_kernel(sent: CollectorTree, planted: Planted) -> None:
    tree, folder = sent, f"/proc/{planted.process.pid}"
    for name in ("cmdline", "environ", "maps", "cgroup"):
        live = Path(folder, name).read_bytes()
        assert tree.read(os.fsencode(f"{folder}/{name}"), 1 << 20) == live, name
    assert tree.readlink(os.fsencode(f"{folder}/cwd")) == os.fsencode(planted.folder)
    for link in (*Path(folder, "fd").iterdir(), *Path(folder, "ns").iterdir()):
        assert tree.readlink(os.fsencode(link)) == os.fsencode(os.readlink(link))
    second = tree.read(b"/.hemostat/second/%d/stat" % planted.process.pid, 4096)
    assert isinstance(second, bytes)
    assert second.startswith(b"%d (" % planted.process.pid)
    interval = tree.read(b"/.hemostat/interval", 64)
    assert isinstance(interval, bytes)
    assert float(interval) >= 1


def test_places_keep_odd_names_hidden_names_links_and_depth(
    sent: CollectorTree, planted: Planted
) -> None:
    tree, folder = sent, os.fsencode(planted.folder)
    entries = tree.scandir(folder + b"/places")
    assert isinstance(entries, tuple)
    assert [entry.name for entry in entries] == [b".hidden", b"fifo", b"link", os.fsencode(ODD)]
    assert tree.read(folder + b"/places/" + os.fsencode(ODD), 1000) == planted.text
    assert tree.read(folder + b"/places/.hidden", 10) == b"h"
    assert tree.resolve(folder + b"/places/link") == folder + b"/target"
    assert tree.read(folder + b"/target", 10) == b"target"
    assert tree.read(folder + b"/deep/1/2/unit.conf", 10) == b"deep"
    assert tree.scandir(folder + b"/none") == Absent()
    fifo = tree.stat(folder + b"/places/fifo")
    assert isinstance(fifo, FileStat)
    assert fifo.kind is FileKind.FIFO
    truth = os.lstat(planted.folder / "places" / ODD)
    found = tree.stat(folder + b"/places/" + os.fsencode(ODD))
    assert isinstance(found, FileStat)
    assert found.changed is not None
    assert (found.inode, found.size, found.uid) == (truth.st_ino, truth.st_size, truth.st_uid)
    assert int(found.changed.timestamp()) == int(truth.st_ctime)


def test_a_script_that_a_place_names_comes_along(sent: CollectorTree, planted: Planted) -> None:
    named = os.fsencode(planted.folder) + b"/named.sh"
    assert sent.read(named, 100) == b"#!/bin/sh\necho named\n"


def test_commands_folders_and_absent_files_that_a_place_names_are_known(
    sent: CollectorTree, planted: Planted
) -> None:
    folder = os.fsencode(planted.folder)
    # `tail` stands as a bare word in the place; /bin may be a link.
    real = sent.resolve(b"/usr/bin/tail")
    digests = sent.digest(real) if isinstance(real, bytes) else real
    assert isinstance(digests, Digests)
    truth = os.path.realpath("/usr/bin/tail")
    assert digests.sha256 == hashlib.sha256(Path(truth).read_bytes()).hexdigest()
    parent = sent.stat(folder)
    assert isinstance(parent, FileStat)
    assert parent.mode == stat.S_IMODE(planted.folder.stat().st_mode)
    assert sent.read(folder + b"/nothing.sh", 1) == Absent()
    glance = sent.read(folder + b"/product/1.2/release", 100)
    assert glance == b"VERSION=1"


def test_hashes_are_those_of_the_files(sent: CollectorTree, planted: Planted) -> None:
    tree = sent
    path = os.fsencode(planted.folder) + b"/places/" + os.fsencode(ODD)
    assert tree._index.digests[path] == Digests(
        hashlib.sha256(planted.text).hexdigest(), hashlib.md5(planted.text).hexdigest()
    )


def test_sockets_and_kernel_words_come_along(sent: CollectorTree) -> None:
    tree = sent
    for path in (
        "/proc/net/route",
        "/proc/sys/kernel/random/boot_id",
        "/proc/version",
        "/proc/modules",
    ):
        if Path(path).exists():
            assert tree.read(os.fsencode(path), 1 << 24) == Path(path).read_bytes(), path
    answer = tree.read(b"/proc/net/tcp", 1 << 24)
    assert isinstance(answer, bytes)
    assert answer.startswith(b"  sl  local_address")


@pytest.mark.parametrize("packing", ["HEMOSTAT_GZIP", "HEMOSTAT_ASCII"])
def test_packed_streams_are_read_as_well(packing: str, planted: Planted) -> None:
    stream = run(planted.script, ("dash", "-s"), **{packing: "1"})
    if packing == "HEMOSTAT_GZIP":
        assert gzip.decompress(stream).startswith(b"HEMOSTAT-COLLECT/1 ")
    else:
        assert re.fullmatch(rb"[\x20-\x7e\r\n]+", stream)
    assert tree_of(stream).info().is_complete
