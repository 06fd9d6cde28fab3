"""A host as the collector's script sent it: a tree made of one stream.

What the script did not take is `NotCollected`; `Absent` is only what a listed folder does not hold,
or what the script looked for in vain. `docs/collector.md` describes script and stream.

Beyond the host's own paths there are, for what /proc cannot say in one look:

    /.hemostat/second/PID/stat     /proc/PID/stat once more, a second or more later
    /.hemostat/interval            the seconds between, as text such as `1.52`
"""

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from hemostat.model.failure import Absent, Denied, Failed, Failure, NotCollected, TooLarge
from hemostat.trees.collector_frames import MARK, Frames, Spool
from hemostat.trees.collector_index import VIRTUAL, Content, Index, clock
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat, TreeInfo
from hemostat.trees.resolving import Resolver, Seen

_INTERVAL = VIRTUAL + b"/interval"
_SAMPLES = re.compile(rb"(\d{1,12}\.\d{1,6}) (\d{1,12}\.\d{1,6})")
_PROCESS_NET = re.compile(rb"/proc/(\d{1,10})/net/([a-z0-9_]+)")
_PROCESS = re.compile(rb"(/proc/[^/]+)(/.*)?")
# Whoever asks, which on the host was a tool of the collector's: nobody's in a stream.
_WHO_ASKS = (b"/proc/self", b"/proc/thread-self")
_MAX_NAMED = 20
_MAX_ENTRIES = 1_000_000


def is_collector_stream(head: bytes) -> bool:
    """Whether the first bytes of a plain stream are those of a collector of any version."""
    return head.startswith(MARK)


class CollectorTree:
    """One host, from one stream. See `HostTree` for the methods."""

    def __init__(self, stream: BinaryIO, name: str, spool_folder: Path | None = None) -> None:
        """Read the whole stream.

        Args:
            stream: plain, gzip or printable, at its first byte; read to its end, not closed.
            name: what the user called it.
            spool_folder: where contents are kept while we work; in memory (1 GiB) when None.

        Raises:
            SourceError: this is no collector's stream. A cut or broken one does not raise.
        """
        self._name = name
        self._spool = Spool(spool_folder)
        frames = Frames(stream, self._spool)
        index = self._index = Index()
        for section in frames.sections():
            index.add(section)
        index.settle()
        self._ending = frames.ending
        if index.is_full:
            self._ending.problems.append("the stream says more of files than can be kept")
        self._virtual = _interval(index.texts.get("interval", b""))
        self._children = _children(index)
        self._nets = _net_owners(index)
        self._resolver = Resolver(self._look)

    def close(self) -> None:
        """Let go of the spool."""
        self._spool.close()

    def info(self) -> TreeInfo:
        """See `HostTree`."""
        index = self._index
        return TreeInfo(
            kind="collector",
            name=self._name,
            has_processes=bool(index.pids),
            is_complete=self._ending.is_done and not self._ending.problems,
            taken=clock(index.texts.get("start", b"")),
            not_covered=tuple(index.away),
            notes=self._notes(),
        )

    def _notes(self) -> tuple[str, ...]:
        texts = self._index.texts
        notes = list(self._ending.problems)
        notes += texts.get("notes", b"").decode("utf-8", "backslashreplace").splitlines()[:100]
        start, stop = (texts.get(key, b"").decode("ascii", "replace") for key in ("start", "stop"))
        if start:
            notes.append(f"collected from {start[:20]} to {stop[:20] or 'an unknown time'}")
        gone = [
            pid.removeprefix(b"/proc/").decode("ascii", "replace")
            for pid in self._index.pids
            if pid + b"/stat" not in self._index.contents
        ]
        if gone:
            shown = ", ".join(gone[:_MAX_NAMED]) + (" …" if len(gone) > _MAX_NAMED else "")
            notes.append(f"{len(gone)} processes ended while they were read: {shown}")
        changed = self._changed()
        if changed:
            shown = ", ".join(repr(path)[2:-1] for path in changed[:_MAX_NAMED])
            notes.append(f"{len(changed)} files changed between reading and hashing: {shown}")
        if self._ending.is_done and self._ending.hash_name == "none":
            notes.append("the host could not hash the stream: changes on its way would not show")
        return tuple(notes)

    def _changed(self) -> list[bytes]:
        """Files whose bytes are not those the host hashed."""
        return [
            path
            for path, content in self._index.contents.items()
            if not content.is_cut
            and (digests := self._index.digests.get(path))
            and digests.sha256 not in ("", content.span.sha256)
        ]

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`. /proc holds what was there at the beginning."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        kind = self._index.kinds.get(real)
        if kind is FileKind.LINK:
            return Failed("a symbolic link where none was expected")
        if real in self._index.listed or real == b"/proc" or real.startswith(VIRTUAL):
            names = self._children.get(real)
            if names is None and real.startswith(VIRTUAL):
                return Absent()
            return tuple(
                Entry(name, self._kind(real.rstrip(b"/") + b"/" + name))
                for name in sorted(names or ())[:_MAX_ENTRIES]
            )
        if kind not in (None, FileKind.FOLDER):
            return Failed("not a folder")
        return self._why_unknown(real)

    def _kind(self, path: bytes) -> FileKind:
        found = self._index.kinds.get(path)
        if found is not None:
            return found
        if path in self._children:
            return FileKind.FOLDER
        return FileKind.FILE if path in self._index.contents else FileKind.UNKNOWN

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        if found := self._index.stats.get(real):
            return found
        kind = self._kind(real)
        # The kernel gives these one mode each; nobody needed to ask.
        if real == b"/proc" or (
            real in self._index.pids and real + b"/stat" in self._index.contents
        ):
            return FileStat(FileKind.FOLDER, 0o555, 0)
        if kind is FileKind.LINK and real.startswith(b"/proc/"):
            return FileStat(FileKind.LINK, 0o777, 0)
        content = self._index.contents.get(real)
        if content and real.startswith((b"/proc/", VIRTUAL)):
            return FileStat(FileKind.FILE, 0o444, 0)
        return self._why_unknown(real)

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        if (text := self._index.links.get(real)) is not None:
            return text
        kind = self._index.kinds.get(real)
        if kind is FileKind.LINK:
            return self._index.failures.get(real, Failed("the link could not be read"))
        return Failed("not a symbolic link") if kind else self._why_unknown(real)

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        if real == _INTERVAL and self._virtual:
            return self._virtual
        content = self._index.contents.get(real)
        if content is not None:
            return self._bytes(real, content, limit)
        kind = self._index.kinds.get(real)
        if kind is FileKind.LINK and not self._is_magic(real):
            return Failed("a symbolic link where none was expected")
        if kind not in (None, FileKind.FILE, FileKind.LINK):
            return Failed(f"not a plain file but a {kind.value}")
        return self._why_unknown(real, is_content=True)

    @staticmethod
    def _is_magic(path: bytes) -> bool:
        return path.startswith(b"/proc/")

    def _bytes(self, path: bytes, content: Content, limit: int) -> bytes | Failure:
        span = content.span
        data = self._spool.get(span.offset, min(span.size, max(limit, 0)))
        found = self._index.targets.get(path) or self._index.stats.get(path)
        size = found.size if found and found.size else span.size
        is_cut = content.is_cut and (size > span.size or path.startswith(b"/proc/"))
        is_cut = is_cut or not span.is_whole
        if is_cut or span.size > limit:
            return TooLarge(max(size, span.size + is_cut), data)
        return data

    def _place(self, path: bytes) -> bytes | Failure:
        """Where the facts about a path stand.

        /proc/PID/net was read once for all processes that share a network.
        """
        match = _PROCESS_NET.fullmatch(path)
        if match and path not in self._index.contents:
            network = self._index.links.get(b"/proc/" + match[1] + b"/ns/net", b"")
            if owner := self._nets.get(network):
                path = owner + b"/" + match[2]
        return self._resolver.place(path)

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`. Those of the host, made anew only where the whole file came along."""
        real = self._place(path)
        if not isinstance(real, bytes):
            return real
        told = self._index.digests.get(real)
        content = self._index.contents.get(real)
        data = self._bytes(real, content, content.span.size) if content else None
        if content and isinstance(data, bytes):
            md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
            sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
            return Digests(content.span.sha256, md5, sha1)
        if told:
            return told
        kind = self._index.kinds.get(real)
        if kind not in (None, FileKind.FILE, FileKind.LINK):
            return Failed(f"not a plain file but a {kind.value}")
        return self._why_unknown(real, is_content=True)

    def xattr(self, path: bytes, name: str) -> bytes | Failure:  # noqa: ARG002 — the seam's signature
        """See `HostTree`. Never collected: no old system has a tool that shows them."""
        return NotCollected("the collector does not take extended attributes")

    def stat_target(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        real = self._place(path)
        if isinstance(real, bytes) and (found := self._index.targets.get(real)):
            return found
        if isinstance(real, bytes) and self._kind(real) is FileKind.LINK and self._is_magic(real):
            return self._index.failures.get(real, NotCollected())
        return self.stat(path)

    def resolve(self, path: bytes) -> bytes | Failure:
        """See `HostTree`. A magic link stays as it is."""
        return self._resolver.resolve(path)

    def _look(self, path: bytes) -> Seen:
        """What stands at one path, for the resolver."""
        kind = self._kind(path)
        if kind is FileKind.LINK:
            if self._is_magic(path):
                return FileKind.UNKNOWN
            return self._index.links.get(path, Failed("the link could not be read"))
        if kind is not FileKind.UNKNOWN or path in self._index.kinds:
            return kind
        if path == b"/proc" or path.startswith(VIRTUAL) or path in self._index.listed:
            return FileKind.FOLDER
        return self._why_unknown(path)

    def _why_unknown(self, path: bytes, *, is_content: bool = False) -> Failure:
        """Why there is no answer: known to be absent, refused, or simply not taken along."""
        index = self._index
        if failure := index.failures.get(path):
            return failure
        here = path
        while len(here) > 1:
            above = here.rpartition(b"/")[0] or b"/"
            if here in index.missing and here not in index.kinds:
                return Absent()
            if isinstance(denied := index.failures.get(above), Denied):
                return denied
            if above in index.listed and here not in index.kinds and here not in self._children:
                return Absent()
            here = above
        if self._is_gone(path):
            return Absent()
        for point, said in index.away:
            if path == point or path.startswith(point.rstrip(b"/") + b"/"):
                return NotCollected(said)
        return NotCollected("its content was not asked for" if is_content else "")

    def _is_gone(self, path: bytes) -> bool:
        """Whether it belongs to a process that was not there, or that ended meanwhile."""
        match = _PROCESS.fullmatch(path)
        if not match or not self._index.pids:
            return False
        if match[1] in _WHO_ASKS:
            return True
        if not match[1].removeprefix(b"/proc/").isdigit():
            return False
        return match[1] + b"/stat" not in self._index.contents and self._ending.is_done


def _children(index: Index) -> dict[bytes, set[bytes]]:
    """The names in each folder, as far as anything is known below it."""
    children: dict[bytes, set[bytes]] = {}
    seen: set[bytes] = set()
    for source in (index.kinds, index.contents, index.pids, (_INTERVAL,)):
        for path in source:
            while path not in seen and len(path) > 1:
                seen.add(path)
                above, _, name = path.rpartition(b"/")
                children.setdefault(above or b"/", set()).add(name)
                path = above
    return children


def _net_owners(index: Index) -> dict[bytes, bytes]:
    """For each network namespace the folder its sockets were read from."""
    owners: dict[bytes, bytes] = {}
    for pid in index.pids:
        network = index.links.get(pid + b"/ns/net")
        if network and pid + b"/net/tcp" in index.contents:
            owners[network] = pid + b"/net"
    if own := index.links.get(b"/proc/self/ns/net"):
        owners[own] = b"/proc/net"
    return owners


def _interval(text: bytes) -> bytes:
    match = _SAMPLES.fullmatch(text)
    return b"%.2f\n" % (float(match[2]) - float(match[1])) if match else b""
