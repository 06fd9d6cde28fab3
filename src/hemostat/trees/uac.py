"""A collection of UAC (Unix-like Artifacts Collector): the host is what stands below `[root]`."""

from typing import TypeVar

from hemostat.model.failure import Absent, Failure, NotCollected
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, TreeInfo
from hemostat.trees.nodes import NodeTree, folder
from hemostat.trees.resolving import Resolver, Seen
from hemostat.trees.uac_log import host_name_in, parse_uac_log
from hemostat.trees.uac_proc import Files, proc_of

T = TypeVar("T")

ROOT = b"/[root]"
_LOG_LIMIT = 64 << 20
_LEFT_OUT = NotCollected("UAC took no files from its folder")


class UacTree:
    """A `HostTree` of a UAC collection, unpacked or not.

    UAC takes files by pattern, without their folders. So a missing path is `Absent` only where
    other files of its folder, or of the nearest folder above that is there, were taken; else it is
    `NotCollected`. What UAC kept of processes stands below /proc: see `uac_proc`.
    """

    def __init__(
        self, files: Files, name: str, *, is_complete: bool = True, notes: tuple[str, ...] = ()
    ) -> None:
        """Read what the collection says of itself.

        Args:
            files: the collection; `[root]` and `uac.log` stand at its top.
            name: what the user called it.
            is_complete: False when the archive around it was cut.
            notes: what is to be known of that archive.
        """
        data = files.read(b"/uac.log", _LOG_LIMIT)
        self._log = parse_uac_log(data if isinstance(data, bytes) else b"")
        self._files, self._name, self._is_complete = files, name, is_complete
        self.host_name = self._log.host_name or host_name_in(name)
        self._notes = [*notes, *self._own_notes(has_log=isinstance(data, bytes))]
        # A disk collected on the examiner's machine: those processes are the examiner's.
        is_of_running = self._log.mount_point == "/"
        proc = proc_of(files) if is_of_running else None
        self._proc: NodeTree | None = None
        if proc is not None:
            top = folder(was_walked=True)
            top.names[b"proc"] = proc
            self._proc = NodeTree(top)
            self._notes.append("environ of processes was taken with strings(1): short values lost")
        self._resolver = Resolver(self._look)
        self._knows: dict[bytes, bool | None] = {}

    def info(self) -> TreeInfo:
        """What this source says of itself."""
        return TreeInfo(
            kind="uac",
            name=self._name,
            has_processes=self._proc is not None,
            is_complete=self._is_complete,
            taken=self._log.taken,
            notes=tuple(self._notes),
        )

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        files, place = self._place(path)
        if not isinstance(place, bytes):
            return place
        answer = files.scandir(place)
        if place == ROOT and isinstance(answer, tuple) and self._proc:
            others = [entry for entry in answer if entry.name != b"proc"]
            answer = (*others, Entry(b"proc", FileKind.FOLDER))
            return tuple(sorted(answer, key=lambda entry: entry.name))
        return self._told(place, answer)

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        files, place = self._place(path)
        return self._told(place, files.stat(place)) if isinstance(place, bytes) else place

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """The same as `stat`: nothing runs here, so there are no magic links."""
        return self.stat(path)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        files, place = self._place(path)
        return self._told(place, files.readlink(place)) if isinstance(place, bytes) else place

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        files, place = self._place(path)
        return self._told(place, files.read(place, limit)) if isinstance(place, bytes) else place

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        files, place = self._place(path)
        return self._told(place, files.digest(place)) if isinstance(place, bytes) else place

    def xattr(self, path: bytes, name: str) -> bytes | Failure:  # noqa: ARG002 — of the protocol
        """UAC keeps none; `NotCollected` for what is there."""
        standing = self.stat(path)
        if not isinstance(standing, FileStat):
            return standing
        return NotCollected("UAC keeps no extended attributes")

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        return self._resolver.resolve(path)

    def _place(self, path: bytes) -> tuple[Files, bytes | Failure]:
        """Who has a path, and where."""
        real = self._resolver.place(path)
        if not isinstance(real, bytes):
            return self._files, real
        return self._owner(real)

    def _owner(self, real: bytes) -> tuple[Files, bytes]:
        """Who has a link-free path, and where."""
        if self._proc and (real + b"/").startswith(b"/proc/"):
            return self._proc, real
        return self._files, ROOT if real == b"/" else ROOT + real

    def _look(self, path: bytes) -> Seen:
        """What stands at one link-free path, for the resolver."""
        files, place = self._owner(path)
        standing = self._told(place, files.stat(place))
        if not isinstance(standing, FileStat):
            return standing
        return files.readlink(place) if standing.kind is FileKind.LINK else standing.kind

    def _told(self, place: bytes, answer: T | Failure) -> T | Failure:
        """An answer, with `Absent` and `NotCollected` judged anew for what UAC does."""
        if not place.startswith(ROOT) or not isinstance(answer, (Absent, NotCollected)):
            return answer
        above = place
        while len(above) > len(ROOT):
            above = above.rpartition(b"/")[0]
            knows = self._knows_files_of(above)
            if knows is not None and above != ROOT:
                return Absent() if knows else _LEFT_OUT
        return _LEFT_OUT

    def _knows_files_of(self, folder_path: bytes) -> bool | None:
        """Whether files of a folder were taken; None if it is not there."""
        if folder_path not in self._knows:
            entries = self._files.scandir(folder_path)
            self._knows[folder_path] = (
                any(entry.kind is not FileKind.FOLDER for entry in entries)
                if isinstance(entries, tuple)
                else None
            )
        return self._knows[folder_path]

    def _own_notes(self, *, has_log: bool) -> list[str]:
        """What is to be known of the collection."""
        notes: list[str] = []
        if not has_log:
            notes.append("it has no uac.log: when and where it was collected is not known")
        if self.host_name:
            notes.append(f"host name by UAC: {self.host_name}")
        if self._log.mount_point != "/":
            notes.append(f"collected from a disk mounted at {self._log.mount_point}")
        return notes
