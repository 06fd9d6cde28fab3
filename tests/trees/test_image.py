"""A host in a disk image: the same tree as the folder it was made of."""

import os
import struct
import subprocess
import tracemalloc
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from hemostat.model.errors import SourceError
from hemostat.model.failure import Absent, Failed, NotCollected, TooLarge
from hemostat.trees.host_tree import Digests, FileKind, FileStat
from hemostat.trees.image import ImageTree
from hemostat.trees.opening import open_tree
from trees.made_images import ext4, needs, partitioned, xfs

pytestmark = needs("mkfs.ext4")
BIG = bytes(range(256)) * 2000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "root"
    for folder in ("etc", "usr/bin", "var/log", "boot"):
        (made / folder).mkdir(parents=True)
    (made / "bin").symlink_to("usr/bin")
    (made / "etc" / "hostname").write_text("web-01\n")
    (made / "usr" / "bin" / "tool").write_bytes(BIG)
    (made / "usr" / "bin" / "tool").chmod(0o755)
    (made / "etc" / os.fsdecode(b"n\xff\n")).write_text("x")
    os.utime(made / "etc" / "hostname", (1_700_000_000, 1_700_000_000))
    return made


def test_files_links_and_times_are_those_of_the_disk(tmp_path: Path, root: Path) -> None:
    tree = open_tree(str(ext4(root, tmp_path / "a.img")))
    assert isinstance(tree, ImageTree)
    assert tree.info().kind == "image"
    assert tree.readlink(b"/bin") == b"usr/bin"
    assert tree.resolve(b"/bin/tool") == b"/usr/bin/tool"
    assert tree.read(b"/bin/tool", 1 << 20) == BIG
    assert tree.read(b"/bin/tool", 4) == TooLarge(len(BIG), BIG[:4])
    digest = tree.digest(b"/bin/tool")
    assert isinstance(digest, Digests)
    assert digest.sha256 == sha256(BIG).hexdigest()
    found = tree.stat(b"/etc/hostname")
    assert isinstance(found, FileStat)
    assert (found.kind, found.size) == (FileKind.FILE, 7)
    assert found.modified == datetime.fromtimestamp(1_700_000_000, UTC)
    names = tree.scandir(b"/etc")
    assert isinstance(names, tuple)
    assert [each.name for each in names] == [b"hostname", b"n\xff\n"]


def test_what_a_disk_cannot_say_is_a_typed_answer(tmp_path: Path, root: Path) -> None:
    tree = ImageTree(str(ext4(root, tmp_path / "a.img")))
    assert tree.read(b"/etc/none", 1) == Absent()
    assert isinstance(tree.read(b"/etc", 1), Failed)
    assert isinstance(tree.readlink(b"/etc"), Failed)
    assert isinstance(tree.scandir(b"/proc"), NotCollected)
    assert isinstance(tree.read(b"/proc/1/maps", 1), NotCollected)
    assert tree.xattr(b"/etc/hostname", "security.capability") == Absent()


def test_other_volumes_stand_where_fstab_says_and_the_rest_is_named(
    tmp_path: Path, root: Path
) -> None:
    boot, other = tmp_path / "boot", tmp_path / "other"
    for folder in (boot, other):
        folder.mkdir()
    (boot / "vmlinuz").write_text("kernel")
    (root / "etc" / "fstab").write_text("# x\nLABEL=bt /boot ext4 defaults 0 0\n")
    image = partitioned(
        tmp_path / "disk.img",
        ext4(boot, tmp_path / "b.img", "bt"),
        ext4(root, tmp_path / "r.img"),
        ext4(other, tmp_path / "o.img"),
    )
    tree = ImageTree(str(image))
    assert tree.read(b"/boot/vmlinuz", 100) == b"kernel"
    assert tree.mount_points == {b"/", b"/boot"}
    assert tree.info().not_covered == (
        (b"partition 3", "no line of /etc/fstab says where it belongs"),
    )


@needs("mkfs.xfs")
def test_a_host_on_xfs_is_read_as_well(tmp_path: Path, root: Path) -> None:
    (root / "etc" / os.fsdecode(b"n\xff\n")).unlink()
    tree = ImageTree(str(xfs(root, tmp_path / "x.img")))
    assert tree.read(b"/bin/tool", 1 << 20) == BIG
    assert isinstance(tree.xattr(b"/bin/tool", "user.x"), NotCollected)


def test_a_disk_without_a_host_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(SourceError, match="none of its file systems is a host's root"):
        ImageTree(str(ext4(tmp_path / "data", tmp_path / "d.img")))


@pytest.mark.parametrize("kind", ["ext2", "ext4"])
def test_sizes_that_no_disk_has_cost_nothing(tmp_path: Path, root: Path, kind: str) -> None:
    image = tmp_path / "a.img"
    command = ["/usr/sbin/mke2fs", "-q", "-t", kind, "-I", "128", "-d", str(root), str(image), "1M"]
    subprocess.run(command, check=True, capture_output=True)
    data = bytearray(image.read_bytes())
    (table,) = struct.unpack_from("<I", data, 2048 + 8)
    for number in range(10, 40):
        (mode,) = struct.unpack_from("<H", data, table * 1024 + number * 128)
        if mode:
            struct.pack_into("<I", data, table * 1024 + number * 128 + 108, 0x7FFFFF)
    image.write_bytes(data)
    tree = ImageTree(str(image))
    tracemalloc.start()
    assert isinstance(tree.read(b"/usr/bin/tool", 1000), TooLarge | Failed)
    assert isinstance(tree.digest(b"/usr/bin/tool"), TooLarge | Failed)
    assert isinstance(tree.scandir(b"/etc"), Failed)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16 << 20
