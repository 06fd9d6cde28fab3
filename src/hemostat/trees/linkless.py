"""Opening a path in which no part may be a link, as one step that nobody can race.

Between looking at a folder and opening what is in it, whoever owns the tree can put a link in the
folder's place. openat2(2) with RESOLVE_NO_SYMLINKS closes that gap (Linux 5.6); before, and where
a filter forbids the call, O_NOFOLLOW guards the last part alone.
"""

import ctypes
import errno
import os
from functools import cache

_OPENAT2 = 437  # the same number on every architecture; asm-generic/unistd.h
_AT_FDCWD = -100
_NO_MAGICLINKS, _NO_SYMLINKS, _BENEATH = 0x02, 0x04, 0x08  # linux/openat2.h


class _OpenHow(ctypes.Structure):
    """struct open_how of linux/openat2.h."""

    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@cache
def has_openat2() -> bool:
    """Whether this kernel, and whatever filters its calls, lets us use openat2."""
    try:
        os.close(_openat2(_AT_FDCWD, b"/", os.O_RDONLY | os.O_PATH, _NO_SYMLINKS))
    except OSError:
        return False
    return True


def open_linkless(root: bytes, path: bytes, flags: int) -> int:
    """Open a path below a root, no part of which may be a link.

    Args:
        root: a local folder, which may itself lie behind a link (/proc/PID/root); empty for `/`.
        path: absolute within the root.
        flags: those of open(2); O_NOFOLLOW is added.

    Raises:
        OSError: as open(2); ELOOP where a part is a link.
        ValueError: the path holds a NUL.
    """
    flags |= os.O_NOFOLLOW
    if not has_openat2():
        return os.open(root + path, flags)
    if not root:
        return _openat2(_AT_FDCWD, path, flags, _NO_SYMLINKS)
    folder = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return _openat2(folder, path.strip(b"/") or b".", flags, _NO_SYMLINKS | _BENEATH)
    finally:
        os.close(folder)


def _openat2(folder: int, path: bytes, flags: int, resolve: int) -> int:
    """The call itself; again when a signal interrupts it."""
    if b"\0" in path:
        raise ValueError("a NUL in a path")
    how = _OpenHow(flags, 0, _NO_MAGICLINKS | resolve)
    while True:
        descriptor = _libc().syscall(
            ctypes.c_long(_OPENAT2),
            ctypes.c_int(folder),
            ctypes.c_char_p(path),
            ctypes.byref(how),
            ctypes.c_size_t(ctypes.sizeof(how)),
        )
        if descriptor >= 0:
            return int(descriptor)
        code = ctypes.get_errno()
        if code != errno.EINTR:
            raise OSError(code, os.strerror(code), path)
