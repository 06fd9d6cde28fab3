"""A host that lies in a disk image, read without mounting it: what the disk itself says.

The journal of the file system is not replayed: the last seconds before the image was taken may be
missing, as after a power cut.
"""

import stat
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import md5, sha1, sha256
from itertools import islice
from typing import Any, TypeVar, cast

from hemostat.model.errors import SourceError
from hemostat.model.failure import Absent, Failed, Failure, NotCollected, TooLarge
from hemostat.model.path import decode, encode
from hemostat.trees.disk import MAX_DIGEST, MAX_NAMES, kind_of
from hemostat.trees.disk_times import time_of
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, TreeInfo
from hemostat.trees.image_volumes import Inode, Volume, open_volumes
from hemostat.trees.nodes import NO_PROC
from hemostat.trees.resolving import Resolver

_CHUNK = 1 << 20
_HOST_NAMES = ("etc", "usr", "bin", "var")
_FSTAB = 1 << 20
_REMEMBERED = 4096
_LONGEST_LINK = 4096
_LONGEST_FOLDER = 64 << 20
_LONGEST_MAPPED = 4 << 30
_EXTENTS = 0x80000
T = TypeVar("T")


class ImageTree:
    """A `HostTree` of the file systems of one disk image, put together as its fstab says."""

    def __init__(self, path: str) -> None:
        """Open an image. `written` says when its root was last written, UTC, where it says so.

        Raises:
            SourceError: it cannot be read, or no volume in it looks like a host's root.
        """
        self._name = path
        volumes = open_volumes(path)
        self._unread = [*volumes.unread]
        self._list = lru_cache(_REMEMBERED)(self._names)
        self._resolver = Resolver(self._look)
        root = _root_of(volumes.found)
        if root is None:
            names = ", ".join(each.name for each in volumes.found)
            raise SourceError(f"{path}: none of its file systems is a host's root ({names})")
        self._mounts: dict[bytes, Volume] = {b"/": root}
        self.written = root.written
        self._mount_others([each for each in volumes.found if each is not root])

    def info(self) -> TreeInfo:
        """What this source says of itself."""
        return TreeInfo(
            kind="image",
            name=self._name,
            not_covered=tuple((encode(name), reason) for name, reason in self._unread),
        )

    @property
    def mount_points(self) -> frozenset[bytes]:
        """Where the volumes of this image belong; what lies below any other mount is not in it."""
        return frozenset(self._mounts)

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        node = self._at(path)
        if not isinstance(node, tuple):
            return node
        names = self._list(*node)
        if not isinstance(names, dict):
            return names
        entries = (
            Entry(name, _kind(inode)) for name, inode in names.items() if name not in (b".", b"..")
        )
        return tuple(sorted(entries, key=lambda entry: entry.name)[:MAX_NAMES])

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        return self._with(path, _stat)

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """The same as `stat`: a disk has no magic links."""
        return self.stat(path)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._with(path, _link)

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        return self._with(path, lambda inode: _read(inode, limit))

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        return self._with(path, _digest)

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`. XFS attributes are not read."""
        return self._with(path, lambda inode: _xattr(inode, name))

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._resolver.resolve(path)

    # -- where things are ---------------------------------------------------------------------

    def _with(self, path: bytes, take: Callable[[Inode], T | Failure]) -> T | Failure:
        place = self._at(path)
        if not isinstance(place, tuple):
            return place
        volume, number = place
        try:
            return take(_inode(volume, number))
        except Exception as error:  # noqa: BLE001 — a damaged image makes the library raise anything
            return Failed(f"the image is damaged here: {error}")

    def _at(self, path: bytes) -> tuple[Volume, int] | Failure:
        """The volume and inode number of a path, the links of its folder followed."""
        real = self._resolver.place(path)
        return self._find(real) if isinstance(real, bytes) else real

    def _find(self, path: bytes) -> tuple[Volume, int] | Failure:
        """The same for a path without links in its folders."""
        if path == b"/proc" or path.startswith(b"/proc/"):
            return NO_PROC
        volume, rest = self._mounted(path)
        number = volume.root.inum
        for part in rest.split(b"/"):
            if not part:
                continue
            names = self._list(volume, number)
            if not isinstance(names, dict):
                return names
            if part not in names:
                return Absent()
            number = names[part].inum
        return volume, number

    def _mounted(self, path: bytes) -> tuple[Volume, bytes]:
        """The volume a path lies on, and the path within it."""
        best = max(
            (at for at in self._mounts if at == b"/" or (path + b"/").startswith(at + b"/")),
            key=len,
        )
        return self._mounts[best], path if best == b"/" else path[len(best) :]

    def _names(self, volume: Volume, number: int) -> dict[bytes, Inode] | Failure:
        try:
            folder = _inode(volume, number)
            if not stat.S_ISDIR(folder.filetype):
                return Absent()
            return {encode(each.filename): each for each in _entries(folder)}
        except Exception as error:  # noqa: BLE001 — see `_with`
            return Failed(f"the image is damaged here: {error}")

    def _look(self, path: bytes) -> bytes | FileKind | Failure:
        place = self._find(path)
        if not isinstance(place, tuple):
            return place
        try:
            inode = _inode(*place)
            if stat.S_ISLNK(inode.filetype):
                return _target(inode)
            return kind_of(inode.filetype)
        except Exception as error:  # noqa: BLE001 — see `_with`
            return Failed(f"the image is damaged here: {error}")

    def _mount_others(self, others: list[Volume]) -> None:
        """Put other volumes where /etc/fstab of the root says; name those it does not."""
        table = self.read(b"/etc/fstab", _FSTAB)
        places = _fstab(table) if isinstance(table, bytes) else {}
        for volume in others:
            keys = (f"UUID={volume.uuid}", f"LABEL={volume.label}", *_mapper_names(volume.name))
            place = next((places[key] for key in keys if key in places), None)
            if place is None:
                self._unread.append((volume.name, "no line of /etc/fstab says where it belongs"))
            else:
                self._mounts[place] = volume


def _root_of(volumes: tuple[Volume, ...]) -> Volume | None:
    """The volume that holds most of what a host's root holds; None if none has two of it."""

    def score(volume: Volume) -> int:
        try:
            names = {each.filename for each in _entries(volume.root)}
        except Exception:  # noqa: BLE001 — a damaged volume is no root
            return 0
        return len(names.intersection(_HOST_NAMES))

    best = max(volumes, key=score)
    return best if score(best) >= 2 else None


def _fstab(text: bytes) -> dict[str, bytes]:
    """Where each device of an fstab belongs."""
    places: dict[str, bytes] = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1 and not line.lstrip().startswith(b"#") and words[1].startswith(b"/"):
            device = decode(words[0]).replace('"', "")
            places[device] = words[1].rstrip(b"/") or b"/"
    return places


def _mapper_names(name: str) -> tuple[str, ...]:
    """How fstab names a logical volume `vg/lv`: the mapper doubles hyphens."""
    group, _, volume = name.partition("/")
    if not volume:
        return ()
    mapper = f"{group.replace('-', '--')}-{volume.replace('-', '--')}"
    return f"/dev/mapper/{mapper}", f"/dev/{group}/{volume}"


def _inode(volume: Volume, number: int) -> Inode:
    """A fresh inode: the one from a folder's list knows its name only."""
    if number == volume.root.inum:
        return volume.root
    root: Any = volume.root
    owner = root.extfs if volume.kind == "ext" else root.xfs
    return cast(Inode, owner.get_inode(number))


def _entries(folder: Inode) -> Iterator[Inode]:
    """The entries of a folder.

    Raises:
        ValueError: it claims a size that no folder has: looking through it would not end.
    """
    if folder.size > _LONGEST_FOLDER:
        raise ValueError(f"a folder of {folder.size} bytes")
    return islice(folder.iterdir(), MAX_NAMES)


def _target(inode: Inode) -> bytes:
    """The text of a link.

    Raises:
        ValueError: it claims to be longer than a path can be.
    """
    if inode.size > _LONGEST_LINK:
        raise ValueError(f"a link of {inode.size} bytes")
    return encode(inode.link)


def _is_too_long_to_map(inode: Inode) -> bool:
    """Whether a list of all its blocks would fill the memory: ext2 and ext3 know no extents."""
    flags = getattr(inode.inode, "i_flags", _EXTENTS)
    return not flags & _EXTENTS and inode.size > _LONGEST_MAPPED


def _kind(inode: Inode) -> FileKind:
    try:
        return kind_of(inode.filetype)
    except Exception:  # noqa: BLE001 — a damaged inode still has a name
        return FileKind.UNKNOWN


def _stat(inode: Inode) -> FileStat:
    raw = inode.inode
    if hasattr(raw, "di_mode"):
        mode, uid, gid, links = raw.di_mode, raw.di_uid, raw.di_gid, raw.di_nlink
    else:
        mode, links = raw.i_mode, raw.i_links_count
        uid = raw.i_uid | (raw.i_uid_high << 16)
        gid = raw.i_gid | (raw.i_gid_high << 16)
    return FileStat(
        kind=kind_of(mode),
        mode=mode & 0o7777,
        size=inode.size,
        uid=uid,
        gid=gid,
        modified=time_of(inode.mtime_ns),
        changed=time_of(inode.ctime_ns),
        inode=inode.inum,
        links=links,
    )


def _link(inode: Inode) -> bytes | Failure:
    if not stat.S_ISLNK(inode.filetype):
        return Failed("not a symbolic link")
    return _target(inode)


def _read(inode: Inode, limit: int) -> bytes | Failure:
    if not stat.S_ISREG(inode.filetype):
        return Failed("not a plain file")
    if _is_too_long_to_map(inode):
        return TooLarge(inode.size)
    data = inode.open().read(min(limit, inode.size))
    return data if inode.size <= limit else TooLarge(inode.size, data)


def _digest(inode: Inode) -> Digests | Failure:
    if not stat.S_ISREG(inode.filetype):
        return Failed("not a plain file")
    if inode.size > MAX_DIGEST or _is_too_long_to_map(inode):
        return TooLarge(inode.size)
    hashes = (sha256(), md5(usedforsecurity=False), sha1(usedforsecurity=False))
    stream, left = inode.open(), inode.size
    while left > 0:
        block = stream.read(min(_CHUNK, left))
        if not block:
            return Failed("the image ends before the file does")
        left -= len(block)
        for each in hashes:
            each.update(block)
    return Digests(*(each.hexdigest() for each in hashes))


def _xattr(inode: Inode, name: str) -> bytes | Failure:
    known = getattr(inode, "xattr", None)
    if known is None:
        return NotCollected("extended attributes of XFS are not read from an image")
    for each in known:
        if each.name == name:
            return bytes(each.value)
    return Absent()
