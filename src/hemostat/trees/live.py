"""This running host. Nothing on it is written, run or waited for."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from hemostat.model.failure import Absent, Denied, Failed, Failure
from hemostat.trees.disk import MAX_NAMES, Disk
from hemostat.trees.footprint import Footprint, Touches
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, TreeInfo
from hemostat.trees.listing import Listed
from hemostat.trees.mounts import find_skipped, hidepid_of, parse_mountinfo
from hemostat.trees.raw import RawHost
from hemostat.trees.resolving import Resolver, Seen
from hemostat.trees.tail import Part

T = TypeVar("T")

_MAGIC = re.compile(
    rb"/proc/(?:[0-9]+|self|thread-self)(?:/task/[0-9]+)?"
    rb"/(?:exe|cwd|root|fd/[0-9]+|map_files/[0-9a-f]+-[0-9a-f]+|ns/[a-z_]+)"
)
_A_PROCESS = re.compile(rb"/proc/([0-9]+)(?:/.*)?", re.DOTALL)
# Reading these takes something away from whoever else reads them.
_CONSUMED = re.compile(rb"/proc/kmsg|/(?:sys|proc)/.*/trace_pipe(?:_raw)?")


class LiveTree:
    """A `HostTree` of the machine we run on, seen from `/`.

    The mount table is read once, at the start; what must not be touched by it (network, FUSE,
    automounters, mounts that do not answer) is `Failed`, with its reason, wherever it is met, and
    stands in `info().not_covered`.
    """

    def __init__(self, mountinfo: bytes | None = None) -> None:
        """Look at the mount table; takes up to 1 s if a mount does not answer.

        Args:
            mountinfo: the text of /proc/self/mountinfo, if not the real one.
        """
        if mountinfo is None:
            try:
                mountinfo = Path("/proc/self/mountinfo").read_bytes()
            except OSError:
                mountinfo = b""
        mounts = parse_mountinfo(mountinfo)
        self._has_mounts = bool(mounts)
        self._skipped = find_skipped(mounts)
        self._skipped_prefixes = tuple(point + b"/" for point in self._skipped)
        self._hidepid = hidepid_of(mounts)
        self._touches = Touches()
        self._disk = Disk(b"", self._touches)
        self._resolver = Resolver(self._look)

    def info(self) -> TreeInfo:
        """What this source says of itself."""
        not_covered = dict(self._skipped)
        if self._hidepid and os.geteuid() != 0:
            reason = f"is mounted with hidepid={self._hidepid}: processes of others are not shown"
            not_covered[b"/proc"] = reason
        for path in self._disk.long_folders:
            not_covered[path] = f"more than {MAX_NAMES} names: the others were not listed"
        notes = () if self._has_mounts else ("the mount table could not be read",)
        return TreeInfo(
            kind="live",
            name="this host",
            is_running=True,
            has_processes=isinstance(self.stat(b"/proc/self"), FileStat),
            taken=datetime.now(UTC),
            not_covered=tuple(sorted(not_covered.items())),
            notes=notes,
        )

    def footprint(self) -> Footprint:
        """What was touched so far."""
        return self._touches.footprint()

    def raw(self) -> RawHost:
        """The same host by bare system calls; what is skipped here must be skipped there too.

        Raises:
            OSError: this processor's system calls are not known.
        """
        return RawHost(self._touches)

    def is_skipped(self, path: bytes) -> bool:
        """Whether a path lies on a mount that must not be touched."""
        return path in self._skipped or path.startswith(self._skipped_prefixes)

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._told(real, self._disk.scandir(real)) if isinstance(real, bytes) else real

    def listing(self, path: bytes) -> list[Listed] | Failure:
        """See `ListsAtOnce`."""
        real = self._place(path)
        return self._told(real, self._disk.listing(real)) if isinstance(real, bytes) else real

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._told(real, self._disk.stat(real)) if isinstance(real, bytes) else real

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        if not _MAGIC.fullmatch(real):
            return self._told(real, self._disk.stat(real))
        blocked = self._blocked_target(real)
        return self._told(real, self._disk.stat_through(real)) if blocked is None else blocked

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._told(real, self._disk.readlink(real)) if isinstance(real, bytes) else real

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`. What can be read only once by anybody (/proc/kmsg) is `Failed`."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        is_magic = bool(_MAGIC.fullmatch(real))
        refused = self._blocked_target(real) if is_magic else _consumed(real)
        if refused is not None:
            return refused
        return self._told(real, self._disk.read(real, limit, follow=is_magic))

    def tail(self, path: bytes, limit: int) -> Part | Failure:
        """See `HasTail`."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        refused = _consumed(real)
        if refused is not None:
            return refused
        return self._told(real, self._disk.tail(real, limit))

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        is_magic = bool(_MAGIC.fullmatch(real))
        refused = self._blocked_target(real) if is_magic else _consumed(real)
        if refused is not None:
            return refused
        return self._told(real, self._disk.digest(real, follow=is_magic))

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`."""
        real = self._place(path)
        return self._told(real, self._disk.xattr(real, name)) if isinstance(real, bytes) else real

    def inode_flags(self, path: bytes) -> int | Failure:
        """See `HasInodeFlags`."""
        real = self._place(path)
        return self._disk.inode_flags(real) if isinstance(real, bytes) else real

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`. A magic link stays as it is: its text is no path of this tree."""
        return self._resolver.resolve(path)

    def _look(self, path: bytes) -> Seen:
        """What stands at one path, for the resolver.

        A magic link ends the way: behind /proc/PID/root, links would be followed in our root
        instead of that process's own. Whoever wants it opens it as a `FolderTree`.
        """
        if blocked := self._blocked(path):
            return blocked
        if _MAGIC.fullmatch(path):
            return FileKind.UNKNOWN
        return self._disk.look(path)

    def _place(self, path: bytes) -> bytes | Failure:
        """The path with the links of its folder followed, if it may be touched."""
        real = self._resolver.place(path)
        if not isinstance(real, bytes):
            return self._told(path, real)
        return (self._blocked(real) if self._skipped else None) or real

    def _blocked(self, path: bytes) -> Failed | None:
        """Why a path must not be touched, if it stands at or below a skipped mount."""
        if not (path + b"/").startswith(self._skipped_prefixes):
            return None
        for point, reason in self._skipped.items():
            if path == point or path.startswith(point + b"/"):
                return Failed(reason)
        return None

    def _blocked_target(self, path: bytes) -> Failure | None:
        """Why the file a magic link names must not be touched; readlink does not touch it."""
        target = self._disk.readlink(path)
        if not isinstance(target, bytes):
            return self._told(path, target)
        return self._blocked(target)

    def _told(self, path: bytes, answer: T | Failure) -> T | Failure:
        """`Denied` instead of `Absent` for a process that hidepid hides from us.

        Signal 0 asks for the right only; EPERM says that the process is there.
        """
        if not (self._hidepid and isinstance(answer, Absent)):
            return answer
        match = _A_PROCESS.fullmatch(path)
        if match is None or len(match[1]) > 9:
            return answer
        try:
            os.kill(int(match[1]), 0)
        except PermissionError:
            return Denied(f"hidepid={self._hidepid}")
        except OSError:
            return answer
        return answer


def _consumed(path: bytes) -> Failed | None:
    """Why a file must not be read although it could be."""
    if _CONSUMED.fullmatch(path):
        return Failed("reading it takes it away from others: not touched")
    return None
