"""The file systems of a disk image, however it is packed; damage is told and never raised."""

import random
from pathlib import Path

import pytest

from hemostat.model.errors import SourceError
from hemostat.trees.image_volumes import HEAD, is_image, open_volumes
from trees.made_images import converted, ext4, needs, partitioned, xfs

UUID = "0f0e0d0c-0b0a-4908-8706-050403020100"
needs_ext4 = needs("mkfs.ext4")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "root"
    (made / "etc").mkdir(parents=True)
    (made / "etc" / "hostname").write_text("web-01\n")
    return made


def names(path: Path) -> dict[str, set[str]]:
    return {
        each.name: {entry.filename for entry in each.root.iterdir()} - {".", "..", "lost+found"}
        for each in open_volumes(str(path)).found
    }


@needs_ext4
def test_a_bare_file_system_is_the_whole_image(tmp_path: Path, root: Path) -> None:
    image = ext4(root, tmp_path / "a.img", "data", UUID)
    assert is_image(image.read_bytes()[:HEAD])
    (volume,) = open_volumes(str(image)).found
    assert (volume.kind, volume.label, volume.uuid) == ("ext", "data", UUID)
    assert volume.written is not None
    assert names(image) == {"the whole image": {"etc"}}


@needs_ext4
def test_partitions_are_found_and_an_unknown_one_is_told(tmp_path: Path, root: Path) -> None:
    (tmp_path / "zero").write_bytes(bytes(1 << 20))
    volume = ext4(root, tmp_path / "a.img")
    image = partitioned(tmp_path / "disk.img", tmp_path / "zero", volume)
    assert is_image(image.read_bytes()[:HEAD])
    assert names(image) == {"partition 2": {"etc"}}
    assert open_volumes(str(image)).unread == (("partition 1", "neither ext nor XFS"),)


@needs("mkfs.ext4", "qemu-img")
@pytest.mark.parametrize("kind", ["qcow2", "vmdk"])
def test_virtual_disks_are_read_without_converting(tmp_path: Path, root: Path, kind: str) -> None:
    image = converted(partitioned(tmp_path / "d.img", ext4(root, tmp_path / "a.img")), kind)
    assert is_image(image.read_bytes()[:HEAD])
    assert names(image) == {"partition 1": {"etc"}}


@needs("mkfs.xfs")
def test_xfs_is_read(tmp_path: Path, root: Path) -> None:
    image = xfs(root, tmp_path / "x.img")
    (volume,) = open_volumes(str(image)).found
    assert volume.kind == "xfs"
    assert names(image) == {"the whole image": {"etc"}}


def test_what_is_no_image_is_told_apart(tmp_path: Path) -> None:
    assert not is_image(b"")
    assert not is_image(b"\x7fELF" + bytes(HEAD))
    (tmp_path / "x").write_bytes(b"QFI\xfb" + bytes(100))
    with pytest.raises(SourceError, match="damaged disk image"):
        open_volumes(str(tmp_path / "x"))
    with pytest.raises(SourceError, match="No such file"):
        open_volumes(str(tmp_path / "none"))
    (tmp_path / "zero").write_bytes(bytes(1 << 20))
    with pytest.raises(SourceError, match="no ext or XFS file system"):
        open_volumes(str(tmp_path / "zero"))


@needs_ext4
@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_image_gives_volumes_or_a_clear_error(
    tmp_path: Path, root: Path, seed: int
) -> None:
    image = ext4(root, tmp_path / "a.img")
    data, chance = bytearray(image.read_bytes()), random.Random(seed)
    for _ in range(200):
        data[chance.randrange(1024, 64 << 10)] = chance.randrange(256)
    image.write_bytes(data)
    try:
        assert open_volumes(str(image)).found
    except SourceError as error:
        assert str(image) in str(error)
