"""Disk images for tests, made by the tools of Debian's packages, as an ordinary user can."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SECTOR = 512


def needs(*tools: str) -> pytest.MarkDecorator:
    """Skip where a tool is missing, and say which."""
    folders = "/usr/sbin:/sbin:/usr/bin:/bin"
    missing = [tool for tool in tools if not shutil.which(tool, path=folders)]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def ext4(root: Path, image: Path, label: str = "", uuid: str = "") -> Path:
    """An ext4 image of a folder."""
    more = ["-L", label] if label else []
    more += ["-U", uuid] if uuid else []
    command = ["/usr/sbin/mkfs.ext4", "-q", "-d", str(root), *more, str(image), "16M"]
    subprocess.run(command, check=True, capture_output=True)
    return image


def xfs(root: Path, image: Path) -> Path:
    """An XFS image of a folder of plain files and folders."""
    with image.open("wb") as out:
        out.truncate(320 << 20)
    proto = image.with_suffix(".proto")
    proto.write_text("/\n0 0\nd--755 0 0\n" + "".join(_proto(root)) + "$\n")
    command = ["/usr/sbin/mkfs.xfs", "-q", "-f", "-p", str(proto), str(image)]
    subprocess.run(command, check=True, capture_output=True)
    return image


def _proto(folder: Path) -> list[str]:
    lines: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            lines.append(f"{path.name} l--777 0 0 {path.readlink()}\n")
        elif path.is_dir():
            lines += [f"{path.name} d--755 0 0\n", *_proto(path), "$\n"]
        else:
            lines.append(f"{path.name} ---644 0 0 {path}\n")
    return lines


def partitioned(image: Path, *volumes: Path) -> Path:
    """A disk with an MBR and one Linux partition for each volume."""
    table, at = b"", 2048
    with image.open("wb") as out:
        for volume in volumes:
            count = -(-volume.stat().st_size // SECTOR)
            table += struct.pack("<B3sB3sII", 0, b"\0" * 3, 0x83, b"\0" * 3, at, count)
            out.seek(at * SECTOR)
            out.write(volume.read_bytes())
            at += count + (-count) % 2048
        out.truncate(at * SECTOR)
        out.seek(446)
        out.write(table.ljust(64, b"\0") + b"\x55\xaa")
    return image


def converted(image: Path, kind: str) -> Path:
    """The same disk as qcow2 or vmdk."""
    made = image.with_suffix("." + kind)
    command = ["qemu-img", "convert", "-f", "raw", "-O", kind, str(image), str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made
