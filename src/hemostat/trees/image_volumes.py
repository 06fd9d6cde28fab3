"""The file systems inside a disk image: raw, qcow2 or VMDK; MBR, GPT, LVM; ext2-4 and XFS.

dissect supplies the bytes (the extra `disk`). Its types are not declared, so what is used of them
is written down here, once.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from hemostat.model.errors import SourceError

EXT_MAGIC_AT, EXT_MAGIC = 1080, b"\x53\xef"
_LVM = b"LABELONE"
_QCOW2, _VMDK, _VMDK_TEXT, _XFS = b"QFI\xfb", b"KDMV", b"# Disk DescriptorFile", b"XFSB"
HEAD = 4096


class Inode(Protocol):
    """What is used of dissect's inodes, of ext and of XFS. Names are surrogate-escaped UTF-8."""

    inum: int
    filename: str
    size: int
    link: str
    inode: Any
    mtime_ns: int
    ctime_ns: int
    filetype: int

    def iterdir(self) -> "Iterator[Inode]":
        """The entries of a folder, `.` and `..` included."""
        ...

    def open(self) -> BinaryIO:
        """The content of a plain file."""
        ...


@dataclass(frozen=True, slots=True)
class Volume:
    """One file system.

    Attributes:
        name: how people would call it: `partition 2`, `vg/root`, `the whole image`.
        kind: ext or xfs. uuid, label: as /etc/fstab names it.
        root: its top folder. written: when it was last written, UTC; None where it does not say.
    """

    name: str
    kind: str
    uuid: str
    label: str
    root: Inode
    written: datetime | None = None


@dataclass(frozen=True, slots=True)
class Volumes:
    """All file systems of an image, and the parts nobody could read, with why."""

    found: tuple[Volume, ...]
    unread: tuple[tuple[str, str], ...]


def is_image(head: bytes) -> bool:
    """Whether the first `HEAD` bytes of a file look like a disk image of ours."""
    starts = (_QCOW2, _VMDK, _VMDK_TEXT, _XFS)
    has_table = head[510:512] == b"\x55\xaa" and len(head) >= HEAD
    return head.startswith(starts) or _is_ext(head) or has_table


def open_volumes(path: str) -> Volumes:
    """Every file system of an image.

    Raises:
        SourceError: dissect is not installed, or nothing in the image can be read.
    """
    try:
        disk = _container(path)
    except ImportError as error:
        raise SourceError(
            f"{path}: reading disk images needs the extra `disk`: pip install 'hemostat[disk]'; "
            "or mount the image read-only and name the folder"
        ) from error
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    except Exception as error:  # hostile images make the library raise anything
        raise SourceError(f"{path}: a damaged disk image: {error}") from error
    found: list[Volume] = []
    unread: list[tuple[str, str]] = []
    for name, device in _devices(disk, unread):
        try:
            volume = _volume(name, device)
        except Exception as error:  # noqa: BLE001 — as above: one bad volume must not cost the rest
            unread.append((name, f"damaged: {error}"))
            continue
        if volume:
            found.append(volume)
        else:
            unread.append((name, "neither ext nor XFS"))
    if not found:
        why = "; ".join(f"{name}: {reason}" for name, reason in unread) or "it is empty"
        raise SourceError(f"{path}: no ext or XFS file system in this image ({why})")
    return Volumes(tuple(found), tuple(unread))


class _Raw(FileIO):
    """A file that is open as long as somebody reads it, and closed without a word."""

    def __del__(self) -> None:
        self.close()


class _Held(BufferedReader):
    """The same, buffered."""

    def __del__(self) -> None:
        self.close()


def _container(path: str) -> BinaryIO:
    """The disk inside a file. A qcow2 that stands on another image is refused by the library."""
    file = _Held(_Raw(path, "rb"))
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(_QCOW2):
        from dissect.hypervisor.disk.qcow2 import QCow2  # type: ignore[import-untyped]

        return cast(BinaryIO, QCow2(file).open())
    if head.startswith((_VMDK, _VMDK_TEXT)):
        from dissect.hypervisor.disk.vmdk import VMDK  # type: ignore[import-untyped]

        return cast(BinaryIO, VMDK(file if head.startswith(_VMDK) else Path(path)))
    import dissect.volume  # type: ignore[import-untyped]  # noqa: F401 — its absence is told here

    return file


def _devices(disk: BinaryIO, unread: list[tuple[str, str]]) -> Iterator[tuple[str, BinaryIO]]:
    """The whole image, or its partitions, or the logical volumes on them."""
    if _head(disk) is not None and _kind(disk):
        yield "the whole image", disk
        return
    physical: list[BinaryIO] = []
    for name, device in _partitions(disk, unread):
        if _LVM in (_head(device) or b""):
            physical.append(device)
        else:
            yield name, device
    yield from _logical(physical, unread)


def _partitions(disk: BinaryIO, unread: list[tuple[str, str]]) -> Iterator[tuple[str, BinaryIO]]:
    from dissect.volume.disk import Disk  # type: ignore[import-untyped]

    if _LVM in (_head(disk) or b""):
        yield "the whole image", disk
        return
    try:
        disk.seek(0)
        partitions = Disk(disk).partitions
    except Exception as error:  # noqa: BLE001 — hostile images make the library raise anything
        unread.append(("the partition table", str(error).splitlines()[0]))
        return
    for partition in partitions:
        yield f"partition {partition.number}", partition.open()


def _logical(
    physical: list[BinaryIO], unread: list[tuple[str, str]]
) -> Iterator[tuple[str, BinaryIO]]:
    if not physical:
        return
    from dissect.volume.lvm import LVM2  # type: ignore[import-untyped]

    try:
        group = LVM2(cast(Any, physical)).vg
        for volume in group.lv:
            yield f"{group.name}/{volume.name}", volume.open()
    except Exception as error:  # noqa: BLE001 — as above
        unread.append(("LVM", str(error)))


def _volume(name: str, device: BinaryIO) -> Volume | None:
    kind = _kind(device)
    device.seek(0)
    if kind == "ext":
        from dissect.extfs import ExtFS  # type: ignore[import-untyped]

        ext = ExtFS(device)
        written = datetime.fromtimestamp(ext.sb.s_wtime, UTC)
        return Volume(name, kind, str(ext.uuid), ext.volume_name, cast(Inode, ext.root), written)
    if kind == "xfs":
        from dissect.xfs import XFS  # type: ignore[import-untyped]

        xfs = XFS(device)
        return Volume(name, kind, str(xfs.uuid), xfs.name, cast(Inode, xfs.root))
    return None


def _kind(device: BinaryIO) -> str:
    head = _head(device) or b""
    if head.startswith(_XFS):
        return "xfs"
    return "ext" if _is_ext(head) else ""


def _is_ext(head: bytes) -> bool:
    return head[EXT_MAGIC_AT : EXT_MAGIC_AT + 2] == EXT_MAGIC


def _head(device: BinaryIO) -> bytes | None:
    try:
        device.seek(0, os.SEEK_SET)
        return device.read(HEAD)
    except Exception:  # noqa: BLE001 — a volume cut short: it is then no file system of ours
        return None
