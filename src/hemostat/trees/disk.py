"""Reading files of this machine without changing them: the part folders and running hosts share.

Paths here are absolute within a root and free of links in every folder part (`Resolver.place`
makes them so). Nothing is opened that is no plain file, because opening a device may already do
something: /dev/watchdog reboots the machine. Nothing is opened for writing. Access times stay
where O_NOATIME is allowed: for files we own, or with CAP_FOWNER. readlink(2) has no such flag.

Source: open(2), openat2(2), inode(7).
"""

import errno
import os
import stat
from collections.abc import Iterator
from hashlib import md5, sha1, sha256

from hemostat.model.failure import Absent, Denied, Failed, Failure, TooLarge
from hemostat.trees.disk_times import time_of
from hemostat.trees.footprint import Touches
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat
from hemostat.trees.inode_flags import flags_of
from hemostat.trees.linkless import open_linkless
from hemostat.trees.listing import Listed
from hemostat.trees.tail import Part, tail_start

MAX_NAMES = 1_000_000
MAX_DIGEST = 4 << 30
_CHUNK = 1 << 20
_READING = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_KINDS = {
    stat.S_IFREG: FileKind.FILE,
    stat.S_IFDIR: FileKind.FOLDER,
    stat.S_IFLNK: FileKind.LINK,
    stat.S_IFIFO: FileKind.FIFO,
    stat.S_IFSOCK: FileKind.SOCKET,
    stat.S_IFCHR: FileKind.DEVICE,
    stat.S_IFBLK: FileKind.DEVICE,
}
_WORDS = {
    errno.ELOOP: "a symbolic link where none was expected",
    errno.EIO: "input/output error: the disk or the mount is damaged",
    errno.ESTALE: "stale file handle: the server no longer knows the file",
    errno.EAGAIN: "it would have to be waited for",
    errno.ENAMETOOLONG: "the name is too long",
}


def failure_of(error: OSError) -> Failure:
    """What a system call's error means for a reader."""
    match error.errno:
        # ESRCH: a process that ended while its files below /proc were read.
        case errno.ENOENT | errno.ENOTDIR | errno.ESRCH:
            return Absent()
        case errno.EACCES | errno.EPERM:
            return Denied(os.strerror(error.errno or 0))
        case code:
            return Failed(_WORDS.get(code or 0) or error.strerror or str(error))


def kind_of(mode: int) -> FileKind:
    """What the type bits of `st_mode` say."""
    return _KINDS.get(stat.S_IFMT(mode), FileKind.UNKNOWN)


def file_stat(result: os.stat_result) -> FileStat:
    """The kernel's answer in our words."""
    return FileStat(
        kind=kind_of(result.st_mode),
        mode=result.st_mode & 0o7777,
        size=result.st_size,
        uid=result.st_uid,
        gid=result.st_gid,
        modified=time_of(result.st_mtime_ns),
        changed=time_of(result.st_ctime_ns),
        inode=result.st_ino,
        device=result.st_dev,
        links=result.st_nlink,
    )


class Disk:
    """Files below one root of this machine, read-only, counted."""

    def __init__(self, root: bytes, touches: Touches) -> None:
        """Take a root.

        Args:
            root: an absolute local path; empty for `/` itself.
            touches: where everything touched is counted.
        """
        self._root = root.rstrip(b"/")
        self._touches = touches
        self.long_folders: set[bytes] = set()

    def look(self, path: bytes) -> bytes | FileKind | Failure:
        """What stands at one path, for a `Resolver`."""
        answer = self.stat(path)
        if not isinstance(answer, FileStat):
            return answer
        return self.readlink(path) if answer.kind is FileKind.LINK else answer.kind

    def stat(self, path: bytes) -> FileStat | Failure:
        """What lstat says."""
        self._touches.touch("stat", path)
        try:
            return file_stat(os.lstat(self._root + path))
        except (OSError, ValueError) as error:
            return _failure(error)

    def stat_through(self, path: bytes) -> FileStat | Failure:
        """What stat says, through a magic link."""
        self._touches.touch("stat", path)
        try:
            return file_stat(os.stat(self._root + path))  # noqa: PTH116 — bytes, not a local Path
        except (OSError, ValueError) as error:
            return _failure(error)

    def readlink(self, path: bytes) -> bytes | Failure:
        """The text of a link."""
        self._touches.touch("readlink", path)
        try:
            return os.readlink(self._root + path)  # noqa: PTH115 — bytes, not a local Path
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno == errno.EINVAL:
                return Failed("not a symbolic link")
            return _failure(error)

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """The names in a folder. The first 1,000,000 the kernel gives, if it has more."""
        self._touches.touch("list", path)
        try:
            descriptor = self._open(path, os.O_DIRECTORY, follow=False)
        except (OSError, ValueError) as error:
            # The kernel says ENOTDIR for a link too, but a link is not "nothing there".
            is_link = _failure(error) == Absent() and self.look(path).__class__ is bytes
            return Failed("a symbolic link: not followed") if is_link else _failure(error)
        try:
            entries: list[Entry] = []
            with os.scandir(descriptor) as names:
                for name in names:
                    if len(entries) >= MAX_NAMES:
                        self.long_folders.add(path)
                        break
                    entries.append(Entry(os.fsencode(name.name), _entry_kind(name)))
        except OSError as error:
            return failure_of(error)
        finally:
            os.close(descriptor)
        entries.sort(key=lambda entry: entry.name)
        return tuple(entries)

    def listing(self, path: bytes) -> list[Listed] | Failure:
        """The names in a folder with lstat of each. The first 1,000,000, if it has more."""
        self._touches.touch("list", path)
        try:
            descriptor = self._open(path, os.O_DIRECTORY, follow=False)
        except (OSError, ValueError) as error:
            return _failure(error)
        found: list[Listed] = []
        try:
            with os.scandir(descriptor) as names:
                for name in names:
                    if len(found) >= MAX_NAMES:
                        self.long_folders.add(path)
                        break
                    line = _listed(name)
                    if line is not None:
                        found.append(line)
        except OSError as error:
            return failure_of(error)
        finally:
            os.close(descriptor)
        self._touches.touch_below("stat", path, len(found))
        found.sort()
        return found

    def read(self, path: bytes, limit: int, *, follow: bool = False) -> bytes | Failure:
        """The bytes of a plain file, at most `limit`; `follow` is for magic links alone."""
        opened = self._open_plain(path, follow=follow)
        if not isinstance(opened, int):
            return opened
        try:
            size = os.fstat(opened).st_size
            data = _read_up_to(opened, limit + 1, size)
        except OSError as error:
            return failure_of(error)
        finally:
            os.close(opened)
        self._touches.take(len(data))
        if len(data) > limit:
            return TooLarge(max(size, len(data)), data[:limit])
        return data

    def tail(self, path: bytes, limit: int) -> Part | Failure:
        """The last part of a plain file, at most `limit` bytes."""
        opened = self._open_plain(path, follow=False)
        if not isinstance(opened, int):
            return opened
        try:
            size = os.fstat(opened).st_size
            start = tail_start(size, limit)
            os.lseek(opened, start, os.SEEK_SET)
            data = _read_up_to(opened, limit, size - start)
        except OSError as error:
            return failure_of(error)
        finally:
            os.close(opened)
        self._touches.take(len(data))
        return Part(data, start, max(size, start + len(data)))

    def digest(self, path: bytes, *, follow: bool = False) -> Digests | Failure:
        """Hashes of a plain file; `TooLarge` over 4 GiB."""
        opened = self._open_plain(path, follow=follow)
        if not isinstance(opened, int):
            return opened
        hashes = sha256(), md5(usedforsecurity=False), sha1(usedforsecurity=False)
        total = 0
        try:
            for chunk in _chunks(opened):
                total += len(chunk)
                if total > MAX_DIGEST:
                    return TooLarge(max(total, os.fstat(opened).st_size))
                for each in hashes:
                    each.update(chunk)
        except OSError as error:
            return failure_of(error)
        finally:
            os.close(opened)
            self._touches.take(total)
        return Digests(*(each.hexdigest() for each in hashes))

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """One extended attribute of the path itself."""
        self._touches.touch("xattr", path)
        try:
            return os.getxattr(self._root + path, name, follow_symlinks=False)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENODATA, errno.ENOTSUP):
                return Absent()
            return _failure(error)

    def inode_flags(self, path: bytes) -> int | Failure:
        """What chattr set on a plain file."""
        opened = self._open_plain(path, follow=False)
        if not isinstance(opened, int):
            return opened
        try:
            return flags_of(opened)
        except OSError as error:
            return failure_of(error)
        finally:
            os.close(opened)

    def _open_plain(self, path: bytes, *, follow: bool) -> int | Failure:
        """A descriptor of a plain file. Looked at first, since opening may have effects."""
        standing = self.stat_through(path) if follow else self.stat(path)
        if not isinstance(standing, FileStat):
            return standing
        if standing.kind is not FileKind.FILE:
            return Failed(f"not a plain file but a {standing.kind}")
        self._touches.touch("open", path)
        try:
            descriptor = self._open(path, 0, follow=follow)
        except (OSError, ValueError) as error:
            return _failure(error)
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            os.close(descriptor)
            return Failed(f"it became a {kind_of(mode)} while it was opened")
        return descriptor

    def _open(self, path: bytes, flags: int, *, follow: bool) -> int:
        """Open for reading, without atime if we may."""
        flags |= _READING
        try:
            return self._open_once(path, flags | os.O_NOATIME, follow=follow)
        except PermissionError as error:
            if error.errno != errno.EPERM:
                raise
        descriptor = self._open_once(path, flags, follow=follow)
        self._touches.refuse_noatime(path)
        return descriptor

    def _open_once(self, path: bytes, flags: int, *, follow: bool) -> int:
        """Open, through a magic link or through no link at all."""
        if follow:
            return os.open(self._root + path, flags)
        return open_linkless(self._root, path, flags)


def _failure(error: OSError | ValueError) -> Failure:
    """As `failure_of`; a ValueError is a NUL in a path, which no folder can hold."""
    return failure_of(error) if isinstance(error, OSError) else Absent()


def _listed(entry: "os.DirEntry[str]") -> Listed | None:
    """One line of a listing; None for what vanished in between."""
    name = os.fsencode(entry.name)
    try:
        result = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    except OSError:
        return Listed(name, FileKind.UNKNOWN, 0, 0)
    mode = result.st_mode
    return Listed(
        name,
        _KINDS.get(mode & 0o170000, FileKind.UNKNOWN),
        mode & 0o7777,
        result.st_size,
        result.st_uid,
        result.st_gid,
        result.st_mtime_ns,
        result.st_ctime_ns,
        result.st_ino,
        result.st_dev,
        result.st_nlink,
    )


def _entry_kind(entry: "os.DirEntry[str]") -> FileKind:
    """From the folder's own d_type where it has one, so nothing below is touched."""
    try:
        if entry.is_file(follow_symlinks=False):
            return FileKind.FILE
        if entry.is_dir(follow_symlinks=False):
            return FileKind.FOLDER
        if entry.is_symlink():
            return FileKind.LINK
        return kind_of(entry.stat(follow_symlinks=False).st_mode)
    except OSError:
        return FileKind.UNKNOWN


def _read_up_to(descriptor: int, most: int, size: int) -> bytes:
    """Read to the end or `most` bytes. Files below /proc say size 0, so the size is only a hint."""
    want = min(most, size + 1 if size else 1 << 16)
    parts: list[bytes] = []
    while most > 0 and (part := os.read(descriptor, min(want, most))):
        parts.append(part)
        most -= len(part)
        want = _CHUNK
    return b"".join(parts)


def _chunks(descriptor: int) -> Iterator[bytes]:
    """The whole content."""
    while chunk := os.read(descriptor, _CHUNK):
        yield chunk
