"""Gathers what is odd about files during a walk, and then asks who owns them and what they hold."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hemostat.collect.walk import Folder
from hemostat.detect.names import ORDINARY_SET_ID
from hemostat.detect.sighted import PROGRAM_FOLDERS, Sight, sights_of
from hemostat.detect.worth_reading import Spot
from hemostat.examine.ownership import Owned, Ownership
from hemostat.model.evidence import Source
from hemostat.model.failure import NotCollected, TooLarge
from hemostat.model.path import HostPath, decode, encode, name
from hemostat.model.records import FileSign, Provenance
from hemostat.model.records.file_signs import (
    CAPABILITY,
    COPIED_TIME,
    DEVICE_FILE,
    DISGUISED_NAME,
    HIDDEN_PROGRAM,
    IMMUTABLE,
    PACKAGE_SCRIPT,
    SETTINGS_PROGRAM,
    SYSTEM_PROGRAM,
    TEMPORARY_PROGRAM,
)
from hemostat.parse.host.capability import parse_capability
from hemostat.parse.host.content_kind import HEAD_SIZE, content_kind
from hemostat.trees.host_tree import FileKind, HostTree
from hemostat.trees.inode_flags import APPEND_ONLY, inode_flags
from hemostat.trees.inode_flags import IMMUTABLE as IMMUTABLE_FLAG
from hemostat.trees.listing import Listed

_ROOT_NAMES = frozenset((b"etc", b"usr", b"var"))
MOST_SIGHTS = 3_000
MOST_PROGRAMS = 12_000
_ORDER = (
    HIDDEN_PROGRAM,
    DEVICE_FILE,
    DISGUISED_NAME,
    COPIED_TIME,
    SYSTEM_PROGRAM,
    SETTINGS_PROGRAM,
    TEMPORARY_PROGRAM,
)
_HOUR_NS = 3_600 * 10**9
_INFO = "/var/lib/dpkg/info"
_SCRIPTS = (b".preinst", b".postinst", b".prerm", b".postrm")
# Of these it is asked whether chattr guards them: what intruders lock, so that it stays.
_GUARDED_FOLDERS = (
    "/etc/cron.d",
    "/etc/cron.daily",
    "/etc/cron.hourly",
    "/var/spool/cron",
    "/var/spool/cron/crontabs",
    "/etc/systemd/system",
    "/etc/init.d",
    "/etc/profile.d",
    "/etc/ld.so.conf.d",
)
_GUARDED_NAMES = frozenset(
    (b"authorized_keys", b"authorized_keys2", b"ld.so.preload", b"crontab", b"rc.local")
)


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file or folder with a sight. `twin` is the neighbour whose time it has."""

    path: HostPath
    line: Listed
    sight: Sight
    twin: HostPath = HostPath("")


@dataclass(slots=True)
class Sightings:
    """What one walk found odd, so far. Bounded: 3,000 of each, and `dropped` counts the others."""

    seen: list[_Seen] = field(default_factory=list[_Seen])
    set_id: list[HostPath] = field(default_factory=list[HostPath])
    programs: list[tuple[HostPath, Listed]] = field(default_factory=list[tuple[HostPath, Listed]])
    guarded: list[tuple[HostPath, Listed]] = field(default_factory=list[tuple[HostPath, Listed]])
    scripts: list[tuple[HostPath, Listed]] = field(default_factory=list[tuple[HostPath, Listed]])
    roots: list[str] = field(default_factory=list[str])
    dropped: int = 0

    def visit(self, folder: Folder) -> None:
        """Look at the names of one folder."""
        spot = Spot(decode(folder.path), folder.area.kind)
        start = spot.path.rstrip("/") + "/"
        if spot.path != "/" and {line.name for line in folder.lines} >= _ROOT_NAMES:
            self.roots.append(start)
        is_guarded = spot.path in _GUARDED_FOLDERS
        for line in folder.lines:
            is_file = line.kind is FileKind.FILE
            if not is_file and line.kind is not FileKind.FOLDER:
                continue
            for sight in sights_of(spot, line.name, line.mode, line.size, is_file=is_file):
                self._keep(self.seen, _Seen(HostPath(start + decode(line.name)), line, sight))
            if is_file and line.mode & 0o6111:
                self._take_program(HostPath(start + decode(line.name)), line)
            if is_file and (is_guarded or line.name in _GUARDED_NAMES):
                self._keep(self.guarded, (HostPath(start + decode(line.name)), line))
        if spot.path == _INFO:
            self.scripts += _altered_scripts(start, folder.lines)
        if spot.path in PROGRAM_FOLDERS:
            self.seen += _with_copied_times(start, folder.lines)

    @property
    def paths(self) -> list[HostPath]:
        """What was odd, to be looked at again."""
        return [*self.set_id, *(each.path for each in self.seen)]

    def _take_program(self, path: HostPath, line: Listed) -> None:
        if line.mode & 0o6000 and not self._is_ordinary(path):
            self._keep(self.set_id, path)
        if len(self.programs) < MOST_PROGRAMS:
            self.programs.append((path, line))

    def _is_ordinary(self, path: HostPath) -> bool:
        """Whether it is a set-id program every system has, in the root of another system."""
        within = next((root for root in self.roots if path.startswith(root)), "")
        if not within or name(path) not in ORDINARY_SET_ID:
            return False
        return path[len(within) :].startswith(("usr/", "bin/", "sbin/", "lib/"))

    def _keep(self, kept: list[_T], item: _T) -> None:
        if len(kept) < MOST_SIGHTS:
            kept.append(item)
        else:
            self.dropped += 1

    def signs(
        self, tree: HostTree, ownership: Ownership | None, has_time: Callable[[], bool]
    ) -> list[FileSign]:
        """Everything odd that no package explains, with what it holds.

        Args:
            tree: the host.
            ownership: None where no package database could be opened.
            has_time: whether more files may be opened; the most telling come first.
        """
        capable = list(self._capable(tree))
        paths = {each.path for each in (*self.seen, *capable)}
        paths |= {path for path, _ in self.guarded} | {each.twin for each in self.seen if each.twin}
        owned = ownership.of(paths) if ownership else Owned()
        origin = _Origin(tree, owned, has_time)
        ordered = sorted(self.seen, key=lambda each: _ORDER.index(each.sight.sign))
        found = [sign for each in ordered if (sign := origin.unexplained(each))]
        found += [origin.sign(each.path, each.line, each.sight) for each in capable]
        found += self._locked(tree, origin, found)
        script = Sight(PACKAGE_SCRIPT, "")
        found += [origin.sign(path, line, script) for path, line in self.scripts]
        return found

    def _capable(self, tree: HostTree) -> Iterator[_Seen]:
        """Programs with file capabilities."""
        for path, line in self.programs:
            value = tree.xattr(encode(path), "security.capability")
            if isinstance(value, NotCollected):
                return
            if isinstance(value, bytes) and (granted := parse_capability(value)):
                yield _Seen(path, line, Sight(CAPABILITY, " ".join(granted)))

    def _locked(
        self, tree: HostTree, origin: "_Origin", odd: Sequence[FileSign]
    ) -> Iterator[FileSign]:
        """What chattr guards: start-up files and keys, and whatever else is odd."""
        asked = dict(self.guarded)
        lines = {each.path: each.line for each in self.seen}
        asked |= {sign.path: lines[sign.path] for sign in odd if sign.path in lines}
        for path, line in asked.items():
            flags = inode_flags(tree, encode(path)) if line.kind is FileKind.FILE else 0
            if isinstance(flags, NotCollected):
                return
            if isinstance(flags, int) and flags & (IMMUTABLE_FLAG | APPEND_ONLY):
                word = "immutable" if flags & IMMUTABLE_FLAG else "append-only"
                yield origin.sign(path, line, Sight(IMMUTABLE, word))


class _Origin:
    """Makes signs of sights: with state, package and content."""

    def __init__(self, tree: HostTree, owned: Owned, has_time: Callable[[], bool]) -> None:
        self._tree, self._owned, self._has_time = tree, owned, has_time

    def unexplained(self, each: _Seen) -> FileSign | None:
        """The sign of a sight; None where a package explains it, or could not be asked."""
        sign = each.sight.sign
        if each.path in self._owned.entries:
            return None
        if sign in (SYSTEM_PROGRAM, SETTINGS_PROGRAM, COPIED_TIME) and not self._owned.is_whole:
            return None
        if sign == COPIED_TIME and each.twin not in self._owned.entries:
            return None
        return self.sign(each.path, each.line, each.sight)

    def sign(self, path: HostPath, line: Listed, sight: Sight) -> FileSign:
        """The record of one sight."""
        own = self._owned.entries.get(path, ())
        unowned = Provenance.UNOWNED if self._owned.is_whole else Provenance.UNKNOWN
        return FileSign(
            source=Source(path=path),
            path=path,
            sign=sight.sign,
            detail=sight.detail,
            kind=line.kind.value,
            content=self._content(path) if line.kind is FileKind.FILE else "",
            mode=line.mode,
            uid=line.uid if line.uid >= 0 else None,
            size=line.size,
            modified=line.modified,
            changed=line.changed,
            state=Provenance.PACKAGED if own else unowned,
            package=own[0].package if own else "",
        )

    def _content(self, path: HostPath) -> str:
        if not self._has_time():
            return ""
        data = self._tree.read(encode(path), HEAD_SIZE)
        if isinstance(data, TooLarge):
            data = data.head
        return content_kind(data) if isinstance(data, bytes) else ""


def _with_copied_times(start: str, lines: Sequence[Listed]) -> Iterator[_Seen]:
    """Programs with the very time of an older neighbour: `touch -r` makes such."""
    groups = defaultdict[int, list[Listed]](list)
    for line in lines:
        if line.kind is FileKind.FILE and line.modified_ns is not None:
            groups[line.modified_ns].append(line)
    for group in groups.values():
        eldest = min(group, key=_changed)
        for line in group:
            is_later = _changed(line) - _changed(eldest) > _HOUR_NS
            if line.mode & 0o111 and is_later and line.size != eldest.size:
                path, twin = (HostPath(start + decode(each.name)) for each in (line, eldest))
                yield _Seen(path, line, Sight(COPIED_TIME, twin), twin)


def _changed(line: Listed) -> int:
    return line.changed_ns or 0


def _altered_scripts(start: str, lines: Sequence[Listed]) -> list[tuple[HostPath, Listed]]:
    """Scripts of packages that changed after their package was installed.

    Where many did, the whole folder was copied or restored: that says nothing of one of them.
    """
    installed = {
        line.name.removesuffix(b".list"): line.modified_ns or 0
        for line in lines
        if line.name.endswith(b".list")
    }
    scripts = [line for line in lines if line.name.endswith(_SCRIPTS)]
    altered = [
        line
        for line in scripts
        if (came := installed.get(line.name.rpartition(b".")[0]))
        and (line.changed_ns or line.modified_ns or 0) > came + _HOUR_NS
    ]
    if len(altered) > max(3, len(scripts) // 10):
        return []
    return [(HostPath(start + decode(line.name)), line) for line in altered]
