"""A bounded walk over one area of a host's files: breadth first, so that a limit cuts the depths.

Nothing is opened: each folder is listed once, with lstat of every name. Links are not followed;
what the tree does not touch (network, FUSE, automounts) is not touched here.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from hemostat.model.area import Area, AreaKind
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.failure import Absent, Failure
from hemostat.model.path import decode, encode
from hemostat.trees.host_tree import FileKind, HostTree
from hemostat.trees.listing import Listed, list_folder

ARTIFACT = "linux.walk"
CUT = "{walked} names were looked at, {left} folders were not entered: {why}"
TIME_OVER = "the time for it was over"
MOST_FAILURES = 20

FOREIGN = frozenset(
    (
        b"/proc",
        b"/sys",
        b"/var/lib/docker",
        b"/var/lib/containerd",
        b"/var/lib/containers/storage",
        b"/var/lib/rancher/k3s/agent/containerd",
        b"/var/lib/kubelet/pods",
        b"/var/lib/lxc",
        b"/var/lib/lxd",
        b"/var/lib/machines",
        b"/var/lib/flatpak",
        b"/var/lib/snapd/snap",
        b"/snap",
        b"/run/containerd",
        b"/run/docker",
        b"/run/k3s",
        b"/run/containers",
        b"/run/user/0/containers",
        b"/nix/store",
        b"/gnu/store",
    )
)
"""Files of containers are not this host's own; /proc and /sys are no files; images are read-only.

What belongs to containers is examined scope by scope, by their own package databases.
"""
FOREIGN_NAMES = frozenset((b".snapshots", b"lost+found", b".zfs", b".btrfs"))
# Thousands of small files of tools for developers: entered last, when the budget allows it.
_LATER = frozenset(
    (
        b"node_modules",
        b"site-packages",
        b"dist-packages",
        b"__pycache__",
        b".cache",
        b"objects",
        b".npm",
        b".m2",
        b".gradle",
        b".cargo",
        b".rustup",
        b".nvm",
        b".pyenv",
        b".rbenv",
        b".vscode-server",
        b"mod",
        b"vendor",
        b"locale",
        b"zoneinfo",
        b"doc",
        b"man",
        b"include",
        b"modules",
        b"firmware",
    )
)


# No tool of a person makes hidden folders there: they are entered before all others.
_HIDDEN_FIRST = frozenset((AreaKind.SYSTEM, AreaKind.TEMPORARY, AreaKind.DATA, AreaKind.SETTINGS))


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder that was listed. `path` is free of links; `depth` is 1 for the area itself."""

    path: bytes
    lines: Sequence[Listed]
    area: Area
    depth: int


@dataclass(slots=True)
class Walked:
    """What became of one area; filled while the walk goes on, so that an end by force loses none.

    Attributes:
        names: how many were looked at. too_deep: folders below the area's depth. why: the limit
            that was met; empty for none. failures: folders that could not be listed, the first 20.
        failed: how many of them there were.
        first, later: folders still to be entered, with their depth; None before the walk began.
    """

    area: Area
    names: int = 0
    too_deep: int = 0
    why: str = ""
    failures: list[CoverageEntry] = field(default_factory=list[CoverageEntry])
    failed: int = 0
    first: deque[tuple[bytes, int]] | None = None
    later: deque[tuple[bytes, int]] = field(default_factory=deque[tuple[bytes, int]])

    @property
    def left(self) -> int:
        """Folders that were not entered."""
        return self.too_deep + len(self.first or ()) + len(self.later)

    def fail(self, path: bytes, failure: Failure) -> None:
        """Keep that a folder could not be listed."""
        self.failed += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append(entry_for(ARTIFACT, decode(path), failure))

    @property
    def coverage(self) -> Iterator[CoverageEntry]:
        """How it went."""
        if self.why:
            reason = CUT.format(walked=self.names, left=self.left, why=self.why)
            # More time helps where time was short; only the whole walk goes deeper.
            option = "--seconds" if self.why == TIME_OVER else "--deep"
            yield CoverageEntry(ARTIFACT, self.area.path, Outcome.TOO_LARGE, reason, option=option)
        elif self.names:
            yield CoverageEntry(ARTIFACT, self.area.path, Outcome.READ)
        yield from self.failures


class Walk:
    """One walk over several areas: no folder twice, however many areas or mounts lead to it."""

    def __init__(
        self, tree: HostTree, visit: Callable[[Folder], None], clock: Callable[[], float]
    ) -> None:
        """Take what to walk.

        Args:
            tree: the host.
            visit: called with each folder as it is listed.
            clock: seconds, monotonic.
        """
        self._tree, self._visit, self._clock = tree, visit, clock
        self._paths: set[bytes] = set()
        self._places: set[tuple[int, int]] = set()
        self.is_stopped = False

    def walk(self, area: Area, until: float, walked: Walked) -> None:
        """Walk one area, or go on with it where its time was over.

        Args:
            area: what.
            until: when to stop, by the clock.
            walked: filled with what came of it.
        """
        if walked.first is None and not self._begin(area, walked):
            return
        walked.why = ""
        first, later = walked.first or deque[tuple[bytes, int]](), walked.later
        walked.first = first
        while first or later:
            if self.is_stopped:
                return
            why = self._limit(area, walked, until)
            if why:
                walked.why = why
                return
            path, depth = first.popleft() if first else later.popleft()
            for below in self._enter(path, depth, area, walked):
                name = below.rpartition(b"/")[2]
                if name.startswith(b".") and area.kind in _HIDDEN_FIRST:
                    first.appendleft((below, depth + 1))
                else:
                    (later if name in _LATER else first).append((below, depth + 1))
        if walked.too_deep:
            walked.why = f"deeper than {area.depth} levels"

    def _begin(self, area: Area, walked: Walked) -> bool:
        """Where the area begins; whether it is there."""
        path = encode(area.path)
        start = self._tree.resolve(path)
        if isinstance(start, bytes):
            walked.first = deque([(start, 1)])
            return True
        if not isinstance(start, Absent):
            walked.fail(path, start)
        return False

    def has_entered(self, path: bytes) -> bool:
        """Whether a folder was listed."""
        return path in self._paths

    def _limit(self, area: Area, walked: Walked, until: float) -> str:
        if walked.names >= area.most:
            return f"more than {area.most} names"
        return TIME_OVER if self._clock() >= until else ""

    def _enter(self, path: bytes, depth: int, area: Area, walked: Walked) -> Iterator[bytes]:
        """List one folder; the folders in it that are to be entered."""
        if path in self._paths or path in FOREIGN:
            return
        self._paths.add(path)
        lines = list_folder(self._tree, path)
        if isinstance(lines, Failure):
            if not isinstance(lines, Absent):
                walked.fail(path, lines)
            return
        walked.names += len(lines)
        self._visit(Folder(path, lines, area, depth))
        start = path.rstrip(b"/") + b"/"
        for line in lines:
            if line.kind is not FileKind.FOLDER or line.name in FOREIGN_NAMES:
                continue
            if depth >= area.depth:
                walked.too_deep += area.depth > 1  # of one level, the rest was never meant
            elif self._is_new(line):
                yield start + line.name

    def _is_new(self, line: Listed) -> bool:
        """Whether this folder was not met under another name: a bind mount shows it twice."""
        if not line.inode:
            return True
        place = line.device, line.inode
        if place in self._places:
            return False
        self._places.add(place)
        return True
