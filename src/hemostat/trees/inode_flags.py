"""Attributes that chattr sets: immutable, append-only. Only files on a disk of ours have them.

Source: ioctl_iflags(2), FS_IOC_GETFLAGS; lsattr(1).
"""

import array
import errno
import fcntl
import os
import struct
from typing import Final, Protocol, cast

from hemostat.model.failure import Failure, NotCollected
from hemostat.trees.host_tree import HostTree

IMMUTABLE: Final = 0x10
APPEND_ONLY: Final = 0x20
# asm-generic: _IOR('f', 1, long); alpha, mips, powerpc and sparc count directions differently.
# Not platform.architecture(): it runs the program `file`, found by our PATH, on the suspect host.
_GETFLAGS: Final = 0x80086601 if struct.calcsize("l") == 8 else 0x80046601
_NOT_SUPPORTED: Final = (errno.ENOTTY, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)
_ODD_MACHINES: Final = ("mips", "ppc", "sparc", "alpha")


class HasInodeFlags(Protocol):
    """A tree that can ask the file system."""

    def inode_flags(self, path: bytes) -> int | Failure:
        """The flags of a plain file; 0 where its file system has none."""
        ...


def inode_flags(tree: HostTree, path: bytes) -> int | Failure:
    """The flags of a plain file, `IMMUTABLE` and others; `NotCollected` where nobody could ask."""
    if not hasattr(tree, "inode_flags"):
        return NotCollected("the collection holds no attributes of chattr")
    return cast(HasInodeFlags, tree).inode_flags(path)


def flags_of(descriptor: int) -> int:
    """The flags of an open file; 0 where its file system knows none.

    Raises:
        OSError: another error than "not supported here".
    """
    if os.uname().machine.startswith(_ODD_MACHINES):
        return 0
    answer = array.array("l", [0])
    try:
        fcntl.ioctl(descriptor, _GETFLAGS, answer)
    except OSError as error:
        if error.errno in _NOT_SUPPORTED:
            return 0
        raise
    return answer[0] & 0xFFFFFFFF
