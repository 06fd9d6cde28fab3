"""All that a collector's stream says, gathered under the paths it speaks of.

Listings, contents and hashes name paths as the shell met them, through links too: when the stream
has ended, `Index.settle` moves everything to where it really stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from hemostat.model.failure import Denied, Failed, Failure
from hemostat.trees.collector_frames import MAX_NAMES, Section, Span
from hemostat.trees.collector_listing import Listed, read_complaints, read_hashes, read_listing
from hemostat.trees.host_tree import Digests, FileKind, FileStat
from hemostat.trees.resolving import Resolver, Seen

LISTINGS = frozenset({"folders", "entries", "targets", "proc"})
CONTENTS = frozenset({"files", "heads", "second"})
VIRTUAL = b"/.hemostat"
_TIMED_OUT = frozenset({124, 137, 143})
_MAX_PATH = 4096
MAX_FACTS = 2_000_000
_OWN_LINKS = frozenset({b"/proc/self", b"/proc/thread-self", b"/proc/net", b"/proc/mounts"})
_T = TypeVar("_T")
_Where = Callable[[bytes], bytes | Failure]


@dataclass(frozen=True, slots=True)
class Content:
    """What was taken of one file.

    Attributes:
        span: where the bytes are kept.
        is_cut: whether the file may be longer than what was taken.
    """

    span: Span
    is_cut: bool


@dataclass(slots=True)
class Index:
    """Facts by path.

    Attributes:
        kinds: what stands at a path.
        stats: what lstat says of it.
        links: texts of links.
        targets: what stat says of what a magic link, or a link on disk, leads to.
        contents: what was taken of files.
        digests: hashes the host made.
        failures: why a path could not be read.
        listed: folders all of whose names are known.
        missing: paths that were asked for and are not there.
        away: mounts that were not touched, with their type.
        pids: process folders that were there at the beginning.
        texts: sections that are plain text, by kind.
        is_full: whether more was said than can be kept; the rest is left out.
    """

    kinds: dict[bytes, FileKind] = field(default_factory=dict[bytes, FileKind])
    stats: dict[bytes, FileStat] = field(default_factory=dict[bytes, FileStat])
    links: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    targets: dict[bytes, FileStat] = field(default_factory=dict[bytes, FileStat])
    contents: dict[bytes, Content] = field(default_factory=dict[bytes, Content])
    digests: dict[bytes, Digests] = field(default_factory=dict[bytes, Digests])
    failures: dict[bytes, Failure] = field(default_factory=dict[bytes, Failure])
    listed: set[bytes] = field(default_factory=set[bytes])
    missing: set[bytes] = field(default_factory=set[bytes])
    away: list[tuple[bytes, str]] = field(default_factory=list[tuple[bytes, str]])
    pids: tuple[bytes, ...] = ()
    texts: dict[str, bytes] = field(default_factory=dict[str, bytes])
    is_full: bool = False

    def add(self, section: Section) -> None:
        """Take in one section, unless there is no more room; `is_full` then says so."""
        if self.is_full:
            return
        if section.kind in LISTINGS:
            self._add_listing(section)
        elif section.kind in CONTENTS:
            self._add_contents(section)
        elif section.kind == "hashes":
            for path, digests in read_hashes(section.text, section.names):
                self.digests[path] = merged(self.digests.get(path), digests)
        elif section.kind == "pids":
            self.pids = section.names
        elif section.kind == "denied":
            self.failures[section.text[:_MAX_PATH]] = Denied("Permission denied")
        elif section.kind == "missing":
            lines = section.text[:MAX_NAMES].split(b"\n")
            self.missing.update(line for line in lines if line[:1] == b"/")
        elif section.kind == "away":
            self._add_away(section.text)
        else:
            self.texts.setdefault(section.kind, section.text)

    def _add_listing(self, section: Section) -> None:
        failures = dict(read_complaints(section.errors))
        for entry in read_listing(section.text, section.more, section.mark):
            if len(self.kinds) + len(self.targets) >= MAX_FACTS:
                self.is_full = True
                return
            self._add_entry(entry, section.kind)
        for path, failure in failures.items():
            self.failures.setdefault(path, failure)
        is_whole = section.is_whole and section.status not in _TIMED_OUT
        if not is_whole or section.kind not in ("folders", "proc"):
            return
        for name in section.names:
            if name not in failures and (section.kind == "folders" or self._is_folder(name)):
                self.listed.add(name)

    def _is_folder(self, path: bytes) -> bool:
        return self.kinds.get(path) is FileKind.FOLDER

    def _add_entry(self, entry: Listed, section: str) -> None:
        # These lead to the listing tool itself; the stream has plain folders in their place.
        if len(entry.path) > _MAX_PATH or entry.path in _OWN_LINKS:
            return
        if section == "targets":
            # `find -L` falls back to the link itself where it leads nowhere.
            if entry.stat is not None and entry.kind is not FileKind.LINK:
                self.targets.setdefault(entry.path, entry.stat)
            return
        self.kinds.setdefault(entry.path, entry.kind)
        # Half a million links of processes on a large host: their lstat says nothing.
        if entry.stat is not None and section != "proc":
            self.stats.setdefault(entry.path, entry.stat)
        if entry.target:
            self.links.setdefault(entry.path, entry.target)

    def _add_contents(self, section: Section) -> None:
        failures = dict(read_complaints(section.errors))
        limit = int(section.more) if section.more.isascii() and section.more.isdigit() else 0
        above = VIRTUAL + b"/second" if section.kind == "second" else b""
        if len(self.contents) + len(self.failures) >= MAX_FACTS:
            self.is_full = True
            return
        for name, span in zip(section.names, section.parts, strict=False):
            path = above + name.removeprefix(b"/proc") if above else name
            if span.size == 0 and name in failures:
                self.failures.setdefault(path, failures[name])
            elif path not in self.contents:
                self.contents[path] = Content(span, not span.is_whole or span.size >= limit)
        for name in section.names[len(section.parts) :]:
            path = above + name.removeprefix(b"/proc") if above else name
            why = "the host did not answer in time" if section.is_whole else "the stream was cut"
            self.failures.setdefault(path, Failed(why))

    def _add_away(self, text: bytes) -> None:
        for line in text.split(b"\n"):
            kind, blank, point = line.partition(b" ")
            if blank:
                said = f"{kind.decode('ascii', 'replace')}: not touched, it may never answer"
                self.away.append((point, said))

    def settle(self) -> None:
        """Move every fact to the path where it really stands, links followed."""
        place = Resolver(self._look_leniently)
        self.kinds = _moved(self.kinds, place.place)
        self.stats = _moved(self.stats, place.place)
        self.links = _moved(self.links, place.place)
        resolver = Resolver(self._look_leniently)
        for path, found in list(self.targets.items()):
            real = _real(path, resolver.resolve)
            self.stats.setdefault(real, found)
            self.kinds.setdefault(real, found.kind)
        self.contents = _moved(self.contents, resolver.resolve)
        self.digests = _moved(self.digests, resolver.resolve)
        self.failures = _moved(self.failures, resolver.place)
        self.missing = {_real(path, resolver.place) for path in self.missing}
        for path in self.missing:
            # Whoever looked in vain for a name stood in its folder.
            self.kinds.setdefault(path.rpartition(b"/")[0] or b"/", FileKind.FOLDER)
        self.listed = {_real(path, resolver.resolve) for path in self.listed}
        self._fold_programs()

    def _fold_programs(self) -> None:
        """Programs were taken once each: give every name of the same file what is known of it."""
        files = {
            (found.device, found.inode): path
            for path, found in self.targets.items()
            if path in self.digests or path in self.contents
        }
        for path, found in (*self.targets.items(), *self.stats.items()):
            same = files.get((found.device, found.inode))
            if same is None or same == path or found.inode is None or not found.device:
                continue
            if found.kind is not FileKind.FILE:
                continue
            if same in self.digests:
                self.digests.setdefault(path, self.digests[same])
            if same in self.contents:
                self.contents.setdefault(path, self.contents[same])

    def _look_leniently(self, path: bytes) -> Seen:
        """For moving: whatever nobody says to be a link is a folder."""
        if path.startswith(b"/proc/"):
            return FileKind.FOLDER
        return self.links.get(path, FileKind.FOLDER)


def _moved(facts: dict[bytes, _T], where: _Where) -> dict[bytes, _T]:
    moved: dict[bytes, _T] = {}
    for path, fact in facts.items():
        moved.setdefault(_real(path, where), fact)
    return moved


def _real(path: bytes, where: _Where) -> bytes:
    if path.startswith((b"/proc/", VIRTUAL)):
        return path
    real = where(path)
    return real if isinstance(real, bytes) else path


def merged(first: Digests | None, second: Digests) -> Digests:
    """Both together; what came first stays."""
    if first is None:
        return second
    return replace(
        first,
        sha256=first.sha256 or second.sha256,
        md5=first.md5 or second.md5,
        sha1=first.sha1 or second.sha1,
    )


def clock(text: bytes) -> datetime | None:
    """A time as `date -u` wrote it."""
    try:
        return datetime.strptime(text.decode("ascii", "replace"), "%Y-%m-%dT%H:%M:%SZ").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None
