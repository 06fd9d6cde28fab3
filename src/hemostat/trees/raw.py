"""This running host, asked by bare system calls: what no hooked C library function stands before.

A preloaded library replaces functions such as `readdir` and `open64`; programs that ask the kernel
themselves are not fooled by it. `syscall` is taken from the C library's own file, not from
whatever was loaded first. What the *kernel* hides, it hides from here too (docs/limits.md).
"""

import ctypes
import errno
import os
import struct
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from hemostat.model.failure import Failed, Failure
from hemostat.trees.disk import MAX_NAMES, failure_of
from hemostat.trees.footprint import Touches

_AT_FDCWD = -100
_NOFOLLOW_STAT = 0x100
_BUFFER = 1 << 16
_CHUNK = 1 << 20
_LIBRARIES = ("libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1")
_D_DIR = 4
_AF_NETLINK, _RAW_CLOEXEC, _DONTWAIT = 16, 3 | 0o2000000, 0x40


@dataclass(frozen=True, slots=True)
class _Machine:
    """System call numbers of one processor, and where `struct stat` has its fields."""

    openat: int
    close: int
    read: int
    getdents64: int
    pread64: int
    newfstatat: int
    readlinkat: int
    statfs: int
    kill: int
    sched_getaffinity: int
    socket: int
    sendto: int
    recvfrom: int
    stat: str


# arch/x86/entry/syscalls/syscall_64.tbl; include/uapi/asm-generic/unistd.h; Linux 6.18.
_MACHINES = {
    "x86_64": _Machine(257, 3, 0, 217, 17, 262, 267, 137, 62, 204, 41, 44, 45, "nlink,mode"),
    "aarch64": _Machine(56, 57, 63, 61, 67, 79, 78, 43, 129, 123, 198, 206, 207, "mode,nlink"),
}
_STAT = {"nlink,mode": struct.Struct("=QQQI"), "mode,nlink": struct.Struct("=QQII")}
_DIRENT = struct.Struct("=QqHB")


@dataclass(frozen=True, slots=True)
class RawStat:
    """What the kernel says of one path, links not followed.

    Attributes:
        device, inode: which file. mode: type and permission bits. links: names of it.
    """

    device: int
    inode: int
    mode: int
    links: int


@dataclass(frozen=True, slots=True)
class RawName:
    """One name of a folder; `is_folder` is None where the file system does not say."""

    name: bytes
    is_folder: bool | None


def machine() -> str:
    """The processor, where we know its system calls; empty if not."""
    name = os.uname().machine
    return name if name in _MACHINES and struct.calcsize("P") == 8 else ""


def parse_names(buffer: bytes) -> Iterator[RawName]:
    """The names in one answer of getdents64, without `.` and `..`; ends at what is no entry.

    Source: getdents(2), `struct linux_dirent64`.
    """
    position = 0
    while position + _DIRENT.size < len(buffer):
        _, _, length, kind = _DIRENT.unpack_from(buffer, position)
        if length <= _DIRENT.size or position + length > len(buffer):
            return
        name = buffer[position + _DIRENT.size : position + length].partition(b"\0")[0]
        if name not in (b".", b"..", b""):
            yield RawName(name, None if kind == 0 else kind == _D_DIR)
        position += length


def _error() -> OSError:
    code = ctypes.get_errno()
    return OSError(code, os.strerror(code))


class RawHost:
    """The files and processes of this host by bare system calls, read-only, counted."""

    def __init__(self, touches: Touches) -> None:
        """Take the C library's own `syscall`.

        Args:
            touches: where everything touched is counted.

        Raises:
            OSError: the processor's system calls are not known, or no C library can be opened.
        """
        if not machine():
            raise OSError(errno.ENOSYS, f"the system calls of {os.uname().machine} are not known")
        self._numbers = _MACHINES[machine()]
        self._touches = touches

    @cached_property
    def _syscall(self) -> "ctypes._NamedFuncPointer":  # pyright: ignore[reportPrivateUsage]
        for name in _LIBRARIES:
            try:
                function = ctypes.CDLL(name, use_errno=True).syscall
            except (OSError, AttributeError):
                continue
            function.restype = ctypes.c_long
            return function
        function = ctypes.CDLL(None, use_errno=True).syscall
        function.restype = ctypes.c_long
        return function

    def names(self, path: bytes) -> tuple[RawName, ...] | Failure:
        """The names in a folder by getdents64, in the kernel's order; at most 1,000,000."""
        self._touches.touch("list", path)
        opened = self._open(path, os.O_DIRECTORY | os.O_NOFOLLOW)
        if not isinstance(opened, int):
            return opened
        found: list[RawName] = []
        buffer = ctypes.create_string_buffer(_BUFFER)
        try:
            while len(found) < MAX_NAMES:
                got = self._call(self._numbers.getdents64, opened, buffer, _BUFFER)
                if got < 0:
                    return self._failure()
                if got == 0:
                    break
                found += parse_names(buffer.raw[:got])
        finally:
            self._call(self._numbers.close, opened)
        return tuple(found)

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """The first `limit` bytes of a file; its last link is followed only below /proc."""
        self._touches.touch("open", path)
        flags = 0 if path.startswith(b"/proc/") else os.O_NOFOLLOW
        opened = self._open(path, flags | os.O_NONBLOCK)
        if not isinstance(opened, int):
            return opened
        parts: list[bytes] = []
        size = 0
        buffer = ctypes.create_string_buffer(min(limit, _CHUNK) or 1)
        try:
            while size < limit:
                wanted = min(len(buffer), limit - size)
                got = self._call(self._numbers.read, opened, buffer, wanted)
                if got < 0:
                    return self._failure()
                if got == 0:
                    break
                parts.append(buffer.raw[:got])
                size += got
        finally:
            self._call(self._numbers.close, opened)
        self._touches.take(size)
        return b"".join(parts)

    def read_by_library(self, path: bytes, limit: int) -> bytes | Failure:
        """The same file through the C library's `open`, by its plain name, as programs read it."""
        self._touches.touch("open", path)
        try:
            try:
                opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOATIME)
            except PermissionError:
                self._touches.refuse_noatime(path)
                opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            with os.fdopen(opened, "rb", buffering=0) as file:
                parts: list[bytes] = []
                size = 0
                while size < limit and (part := file.read(min(_CHUNK, limit - size))):
                    parts.append(part)
                    size += len(part)
        except OSError as error:
            return failure_of(error)
        self._touches.take(size)
        return b"".join(parts)

    @contextmanager
    def opened(self, path: bytes) -> Generator[Callable[[int, int], bytes] | Failure]:
        """A function that gives the bytes from an offset on; empty past the end or on an error."""
        self._touches.touch("open", path)
        opened = self._open(path, os.O_NOFOLLOW | os.O_NONBLOCK)
        if not isinstance(opened, int):
            yield opened
            return

        def at(offset: int, size: int) -> bytes:
            buffer = ctypes.create_string_buffer(max(size, 1))
            got = self._call(self._numbers.pread64, opened, buffer, size, offset)
            self._touches.take(max(got, 0))
            return buffer.raw[: max(got, 0)]

        try:
            yield at
        finally:
            self._call(self._numbers.close, opened)

    def stat(self, path: bytes) -> RawStat | Failure:
        """What newfstatat says of the path itself."""
        self._touches.touch("stat", path)
        buffer = ctypes.create_string_buffer(256)
        number = self._numbers.newfstatat
        if self._call(number, _AT_FDCWD, path, buffer, _NOFOLLOW_STAT) < 0:
            return self._failure()
        device, inode, third, fourth = _STAT[self._numbers.stat].unpack_from(buffer.raw)
        links, mode = (third, fourth) if self._numbers.stat == "nlink,mode" else (fourth, third)
        return RawStat(device, inode, mode, links)

    def readlink(self, path: bytes) -> bytes | Failure:
        """The text of a link."""
        self._touches.touch("readlink", path)
        buffer = ctypes.create_string_buffer(4096)
        got = self._call(self._numbers.readlinkat, _AT_FDCWD, path, buffer, 4096)
        return buffer.raw[:got] if got >= 0 else self._failure()

    def file_system(self, path: bytes) -> int | Failure:
        """The magic number of the file system a path lies on, as in linux/magic.h."""
        buffer = ctypes.create_string_buffer(256)
        if self._call(self._numbers.statfs, path, buffer) < 0:
            return self._failure()
        return int(struct.unpack_from("=q", buffer.raw)[0])

    def netlink(self, protocol: int, request: bytes) -> Iterator[bytes]:
        """Send one request to the kernel by netlink; each datagram of its answer, as they come.

        Nothing leaves the machine. Ends when the kernel has no more to say at once.

        Raises:
            OSError: the kernel refuses.
        """
        opened = self._call(self._numbers.socket, _AF_NETLINK, _RAW_CLOEXEC, protocol)
        if opened < 0:
            raise _error()
        try:
            sent = self._call(self._numbers.sendto, opened, request, len(request), 0, 0, 0)
            if sent < 0:
                raise _error()
            buffer = ctypes.create_string_buffer(_BUFFER)
            while True:
                number = self._numbers.recvfrom
                got = self._call(number, opened, buffer, _BUFFER, _DONTWAIT, 0, 0)
                if got < 0 and ctypes.get_errno() not in (errno.EAGAIN, errno.EINTR):
                    raise _error()
                if got <= 0:
                    return
                yield buffer.raw[:got]
        finally:
            self._call(self._numbers.close, opened)

    def answers_kill(self, pid: int) -> bool:
        """Whether signal 0 finds a task of this number; it is not delivered."""
        if self._call(self._numbers.kill, pid, 0) == 0:
            return True
        return ctypes.get_errno() == errno.EPERM

    def answers_affinity(self, pid: int) -> bool:
        """Whether the scheduler knows a task of this number."""
        if self._call(self._numbers.sched_getaffinity, pid, 1024, self._cpus) >= 0:
            return True
        return ctypes.get_errno() != errno.ESRCH

    @cached_property
    def _cpus(self) -> "ctypes.Array[ctypes.c_char]":
        return ctypes.create_string_buffer(1024)

    def _open(self, path: bytes, flags: int) -> int | Failure:
        number = self._numbers.openat
        flags |= os.O_RDONLY | os.O_CLOEXEC
        opened = self._call(number, _AT_FDCWD, path, flags | os.O_NOATIME, 0)
        if opened < 0 and ctypes.get_errno() == errno.EPERM:
            self._touches.refuse_noatime(path)
            opened = self._call(number, _AT_FDCWD, path, flags, 0)
        return opened if opened >= 0 else self._failure()

    def _call(self, number: int, *arguments: "int | bytes | ctypes.Array[ctypes.c_char]") -> int:
        # Without a type, an int would be passed as 32 bits.
        words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        ctypes.set_errno(0)
        return int(self._syscall(ctypes.c_long(number), *words))

    def _failure(self) -> Failure:
        code = ctypes.get_errno()
        return failure_of(OSError(code, os.strerror(code))) if code else Failed("no answer")
