"""Initial RAM file systems: what the kernel unpacks and runs before the host's own disk is there.

Source: the kernel's Documentation/driver-api/early-userspace/buffer-format.rst: cpio archives in
the "newc" form, one after the other, each plain or compressed; microcode comes first, plain.
"""

import bz2
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, cast

import zstandard

from hemostat.model.path import HostPath, decode

SCRIPT_LIMIT = 256 << 10
"""Bytes of one script that are kept; a larger one is told as unread."""
MOST_KEPT = 16 << 20
MOST_MEMBERS = 200_000
MOST_BYTES = 2 << 30
"""Unpacked bytes after which an image is left: none in use comes near."""
_HEADER, _LONGEST_NAME = 110, 4096
_MAGIC = (b"070701", b"070702")
_END = b"TRAILER!!!"
_FORMAT, _REGULAR = 0o170000, 0o100000
# Sourced by others, so that they need no first line that names a shell.
_SOURCED = re.compile(rb"(init|scripts/.+|hooks/[^/]+|(usr/)?lib/dracut(-.*\.sh|/hooks/.+))")
_CHUNK = 1 << 16
_MOST_PADDING = 1 << 16
_PLAIN = re.compile(rb"07070[12][0-9A-Fa-f]{104}")
_Opener = Callable[[IO[bytes]], IO[bytes]]


def _zstd(file: IO[bytes]) -> IO[bytes]:
    reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
    return cast("IO[bytes]", reader)


def _gzip(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=file))


def _bz2(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", bz2.BZ2File(file))


def _lzma(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", lzma.LZMAFile(file))


_PACKED: tuple[tuple[bytes, _Opener], ...] = (
    (b"\x28\xb5\x2f\xfd", _zstd),
    (b"\x1f\x8b", _gzip),
    (b"\xfd7zXZ\x00", _lzma),
    (b"\x5d\x00\x00", _lzma),
    (b"BZh", _bz2),
)
_UNREAD = {b"\x02\x21\x4c\x18": "lz4", b"\x04\x22\x4d\x18": "lz4", b"\x89LZO": "lzo"}
_DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
)


class _DamagedError(Exception):
    """The archive does not go on as one does."""


@dataclass(frozen=True, slots=True)
class ImageScript:
    """One script in an image.

    Attributes:
        path: inside the image, from its root. mode: permission bits. modified: its mtime, UTC; None
            where the image has none. content: the whole file.
    """

    path: HostPath
    mode: int
    modified: datetime | None
    content: bytes


@dataclass(slots=True)
class BootImage:
    """What one image holds.

    Attributes:
        files: how many regular files there are. scripts: those that begin with `#!`, and
            what boot scripts source.
        problem: why the rest could not be read; empty where all was.
        unread: scripts that were too large.
    """

    files: int = 0
    scripts: list[ImageScript] = field(default_factory=list[ImageScript])
    problem: str = ""
    unread: int = 0


def read_boot_image(data: bytes, go_on: Callable[[], bool] = lambda: True) -> BootImage:
    """List an image's scripts.

    Args:
        data: the whole image as it lies in /boot.
        go_on: asked between members; once it says no, the rest is left and `problem` says so.
    """
    image = BootImage()
    try:
        _read(data, image, go_on)
    except _DamagedError as damage:
        image.problem = str(damage)
    except _DAMAGED as error:
        image.problem = f"damaged: {error}"
    return image


def _read(data: bytes, image: BootImage, go_on: Callable[[], bool]) -> None:
    """Read archive after archive, as the kernel does: plain ones, packed ones, plain ones again."""
    plain = stream = _Stream(io.BytesIO(data))
    packed = 0
    if not data:
        raise _DamagedError("empty")
    while not image.problem:
        head = stream.next_head(is_last=stream is not plain)
        if head in _MAGIC:
            _read_archive(stream, head, image, go_on)
        elif head and stream is plain:
            packed = plain.position - len(head)
            stream = _Stream(_unpacking(data, packed))
        elif not head and stream is not plain and (more := _PLAIN.search(data, packed)):
            # Something was appended to a packed image: the kernel reads that too.
            stream = plain
            plain.seek(more.start())
        elif head:
            raise _DamagedError("no cpio archive")
        else:
            return


def _unpacking(data: bytes, start: int) -> IO[bytes]:
    """The unpacked bytes of what begins there."""
    for magic, opener in _PACKED:
        if data.startswith(magic, start):
            file = io.BytesIO(data)
            file.seek(start)
            return opener(file)
    for magic, name in _UNREAD.items():
        if data.startswith(magic, start):
            raise _DamagedError(f"packed with {name}, which is not read")
    raise _DamagedError("no cpio archive")


class _Stream:
    """Reads exactly so many bytes, and never more than an image may hold."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = MOST_BYTES

    @property
    def position(self) -> int:
        """How many bytes were read so far."""
        return self._file.tell()

    def seek(self, position: int) -> None:
        """Go on elsewhere."""
        self._file.seek(position)

    def next_head(self, *, is_last: bool) -> bytes:
        """The next six bytes that are not padding; empty at the end.

        Args:
            is_last: whether what cannot be unpacked any more is the end too.
        """
        try:
            for _ in range(_MOST_PADDING):
                if (first := self._file.read(1)) != b"\0":
                    return first + self._file.read(5)
        except _DAMAGED:
            if is_last:
                return b""
            raise
        raise _DamagedError("zeros where an archive should go on")

    def take(self, size: int) -> bytes:
        """So many bytes; raises `_DamagedError` where the archive ends before."""
        self._count(size)
        data = self._file.read(size)
        while len(data) < size:
            more = self._file.read(size - len(data))
            if not more:
                raise _DamagedError("cut short")
            data += more
        return data

    def skip(self, size: int) -> None:
        """Pass over so many bytes."""
        while size > 0:
            size -= len(self.take(min(size, _CHUNK)))

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _DamagedError(f"unpacks to more than {MOST_BYTES >> 30} GiB")


def _read_archive(
    archive: _Stream, head: bytes, image: BootImage, go_on: Callable[[], bool]
) -> None:
    kept = sum(len(script.content) for script in image.scripts)
    for _ in range(MOST_MEMBERS):
        if not go_on():
            image.problem = "the time for it was over"
            return
        header = head + archive.take(_HEADER - len(head))
        head = b""
        if header[:6] not in _MAGIC:
            raise _DamagedError("a member does not begin as one")
        mode, mtime, size, length = (_number(header, index) for index in (1, 5, 6, 11))
        if length > _LONGEST_NAME:
            raise _DamagedError("a name of more than 4,096 bytes")
        name = archive.take(length).rstrip(b"\0")
        archive.skip(-(_HEADER + length) % 4)
        if name == _END:
            return
        content, read = b"", 0
        if mode & _FORMAT == _REGULAR:
            image.files += 1
            content = archive.take(min(size, 2))
            read = len(content)
            if _is_script(name, content):
                if size > SCRIPT_LIMIT or kept + size > MOST_KEPT:
                    image.unread += 1
                else:
                    content += archive.take(size - read)
                    read, kept = size, kept + size
                    image.scripts.append(_script(name, mode, mtime, content))
        archive.skip(size - read)
        archive.skip(-size % 4)
    raise _DamagedError(f"more than {MOST_MEMBERS} members")


def _number(header: bytes, index: int) -> int:
    start = 6 + 8 * index
    return int(header[start : start + 8], 16)


def _is_script(name: bytes, start: bytes) -> bool:
    return start == b"#!" or (start != b"\x7fE" and bool(_SOURCED.fullmatch(_plain(name))))


def _plain(name: bytes) -> bytes:
    return name.removeprefix(b"./").lstrip(b"/")


def _script(name: bytes, mode: int, mtime: int, content: bytes) -> ImageScript:
    path = HostPath("/" + decode(_plain(name)))
    modified = datetime.fromtimestamp(mtime, UTC) if mtime else None
    return ImageScript(path, mode & 0o7777, modified, content)
