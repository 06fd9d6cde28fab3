"""Streams: looked at before they are read, unpacked, and laid down where one can seek.

What is laid down goes to a file that has no name from the start, so nothing is left behind,
whatever happens. Every expansion has a limit.
"""

import bz2
import io
import lzma
import os
import tempfile
import weakref
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from hemostat.model.errors import SourceError

MAX_EXPANDED = 64 << 30
_RESERVE = 256 << 20
_CHUNK = 1 << 20
_MAX_LAYERS = 3
_MAX_WINDOW = 1 << 27  # of zstd: what one frame may make us hold in memory
_GZIP_WINDOW = 31  # zlib's 15 bits, and 16 for the gzip header

_DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError)


class Stream(io.RawIOBase):
    """A stream that can be looked at without being taken, and ends where it is damaged.

    Attributes:
        damage: why it ended early, in the system's or the unpacker's words; empty if it did not.
        packings: what it was unpacked from, outermost first.
    """

    def __init__(self, take: Callable[[int], bytes], packings: tuple[str, ...] = ()) -> None:
        """Take a source.

        Args:
            take: gives at most so many bytes, at least one unless it has ended.
            packings: see the class.
        """
        super().__init__()
        self._take, self._head = take, b""
        self.damage, self.packings = "", packings

    def peek(self, size: int) -> bytes:
        """The next bytes, `size` of them unless the stream ends; they stay to be read."""
        while len(self._head) < size and (part := self._more(size - len(self._head))):
            self._head += part
        return self._head[:size]

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 — typeshed has no public Buffer in 3.11
        """Fill a buffer with what was looked at already, then with what follows."""
        view = memoryview(buffer).cast("B")
        if self._head:
            part, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            part = self._more(len(view))
        view[: len(part)] = part
        return len(part)

    def _more(self, size: int) -> bytes:
        """The next bytes of the source; none once it is damaged."""
        if self.damage or size <= 0:
            return b""
        try:
            return self._take(size)
        except _DAMAGED as error:
            self.damage = str(error) or type(error).__name__
            return b""


class _Gzip:
    """All members of a gzip stream, a megabyte at a time; gzip.GzipFile took 1.3 times as long."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self._packed = source, b""
        self._unpacker = zlib.decompressobj(_GZIP_WINDOW)

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            EOFError: it is cut.
            zlib.error: it is damaged, or something else follows its end.
        """
        while True:
            if self._unpacker.eof and not self._begin_next():
                return b""
            # Asked even without new input: some output may still wait inside.
            part = self._unpacker.decompress(self._packed, size)
            self._packed = self._unpacker.unconsumed_tail
            if part:
                return part
            if not self._packed and not self._unpacker.eof:
                self._packed = self._source.read(_CHUNK)
                if not self._packed:
                    raise EOFError("the gzip stream ends before its end mark")

    def _begin_next(self) -> bool:
        """Whether another member follows; zeros that fill up a tape do not count."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while not rest and (part := self._source.read(_CHUNK)):
            rest = part.lstrip(b"\0")
        if rest:
            self._packed, self._unpacker = rest, zlib.decompressobj(_GZIP_WINDOW)
        return bool(rest)


def _open_zstd(source: BinaryIO) -> Callable[[int], bytes]:
    """All frames of a zstd stream. A cut one ends without a word; what is in it has its own end."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    return unpacker.stream_reader(source, read_across_frames=True).read


def _open_xz(source: BinaryIO) -> Callable[[int], bytes]:
    """An xz stream."""
    return lzma.LZMAFile(source).read1


_PACKINGS: tuple[tuple[bytes, str, Callable[[BinaryIO], Callable[[int], bytes]]], ...] = (
    (b"\x1f\x8b", "gzip", lambda source: _Gzip(source).read),
    (b"\x28\xb5\x2f\xfd", "zstd", _open_zstd),
    (b"BZh", "bzip2", lambda source: bz2.BZ2File(source).read1),
    (b"\xfd7zXZ\x00", "xz", _open_xz),
)


def unpack(stream: Stream) -> Stream:
    """The stream inside gzip, zstd, bzip2 or xz, recognised by content; three layers at most."""
    for _ in range(_MAX_LAYERS):
        head = stream.peek(6)
        found = [(name, opener) for magic, name, opener in _PACKINGS if head.startswith(magic)]
        if not found:
            break
        name, opener = found[0]
        stream = Stream(opener(cast(BinaryIO, stream)), (*stream.packings, name))
    return stream


class HeldFile:
    """A descriptor of our own, closed when nobody needs it any more.

    Attributes:
        descriptor: for os.pread and os.read.
    """

    def __init__(self, descriptor: int) -> None:
        """Take over a descriptor."""
        self.descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file of ours that can be read at any place.

    Attributes:
        file: gone with the last who holds it.
        size: bytes.
        notes: why it is not all there was; empty if it is.
    """

    file: HeldFile
    size: int
    notes: tuple[str, ...] = ()


def spool(stream: Stream, spool_folder: Path | None, limit: int = MAX_EXPANDED) -> Spooled:
    """Lay a stream down in a file without a name.

    Args:
        stream: what to lay down, to its end.
        spool_folder: where; the system's folder for such files when None.
        limit: how many bytes at most. 256 MiB of the disk are left free, too.

    Raises:
        SourceError: nothing can be written there.
    """
    try:
        with tempfile.TemporaryFile(dir=spool_folder) as file:
            free = os.fstatvfs(file.fileno())
            most = min(limit, max(0, free.f_bavail * free.f_frsize - _RESERVE))
            size = _copy(stream, cast(BinaryIO, file), most)
            file.flush()
            held = HeldFile(os.dup(file.fileno()))
    except OSError as error:
        where = spool_folder or tempfile.gettempdir()
        raise SourceError(
            f"the archive has to be unpacked, and {where} cannot take it: {error.strerror}. "
            f"Name another folder with --cache."
        ) from error
    notes: list[str] = []
    if size >= most and stream.peek(1):
        what = (
            "the limit"
            if most == limit
            else f"what {spool_folder or tempfile.gettempdir()} has room for"
        )
        notes.append(f"unpacked it has more than {most} bytes, {what}: the rest was not read")
    if stream.damage:
        notes.append(f"it is cut or damaged after {size} unpacked bytes: {stream.damage}")
    return Spooled(held, size, tuple(notes))


def _copy(stream: Stream, file: BinaryIO, most: int) -> int:
    """Copy at most so many bytes; how many it were."""
    size = 0
    while size < most and (part := stream.read(min(_CHUNK, most - size))):
        file.write(part)
        size += len(part)
    return size
