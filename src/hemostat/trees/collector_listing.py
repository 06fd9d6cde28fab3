"""What a collector's listings and complaints say, each as a fact about one path.

Listings come from `find -printf` where the host has GNU find, from `stat -c` elsewhere, or as bare
names where it has neither. Complaints are those of the reading tools, under LC_ALL=C.
Source: find(1) of findutils 4.4 to 4.9, stat(1) of coreutils 8.4 to 9.1 and of busybox 1.35.
"""

import re
import stat as modes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hemostat.model.failure import Absent, Denied, Failed, Failure
from hemostat.trees.host_tree import Digests, FileKind, FileStat

_KINDS = {
    b"f": FileKind.FILE,
    b"d": FileKind.FOLDER,
    b"l": FileKind.LINK,
    b"p": FileKind.FIFO,
    b"s": FileKind.SOCKET,
    b"b": FileKind.DEVICE,
    b"c": FileKind.DEVICE,
}
_FORMATS = {
    modes.S_IFREG: FileKind.FILE,
    modes.S_IFDIR: FileKind.FOLDER,
    modes.S_IFLNK: FileKind.LINK,
    modes.S_IFIFO: FileKind.FIFO,
    modes.S_IFSOCK: FileKind.SOCKET,
    modes.S_IFBLK: FileKind.DEVICE,
    modes.S_IFCHR: FileKind.DEVICE,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOO_LONG_FOR_A_NUMBER = 20
_COMPLAINT = re.compile(
    rb"(?:[^:]{1,80}: )?(?:can(?:not|'t) \w+ |error reading )?"
    rb"(?:(?P<bare>/.*?)|['\"`](?P<quoted>/.*?)['\"])(?: for reading)?: "
    rb"(?P<reason>[A-Z][^:]{1,80})"
)
_RECORD = re.compile(rb"([^\0]*)\0([^\0]*)\0([^\0]*)\0")
_HASH_LINE = re.compile(
    rb"(?P<escaped>\\?)(?P<hex>[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}) [ *](?P<name>.+)"
)
_HASH_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a listing. `target` is empty for anything but a link that could be read."""

    path: bytes
    kind: FileKind
    stat: FileStat | None
    target: bytes = b""


def read_listing(text: bytes, how: str, mark: bytes) -> Iterator[Listed]:
    """Each entry of one section; what is cut or makes no sense is left out.

    Args:
        text: the section's body.
        how: `find`, `stat` or `none`.
        mark: what the records of `stat` begin with.
    """
    if how == "stat":
        yield from _stat_entries(text, mark)
        return
    # One by one: a hostile listing must not become millions of pieces at once.
    for match in _RECORD.finditer(text):
        facts, path, target = match.groups()
        if path.startswith(b"/") and (entry := _entry(facts, path, target)):
            yield entry


def _entry(facts: bytes, path: bytes, target: bytes) -> Listed | None:
    words = facts.split(b" ")
    kind = _KINDS.get(words[0], FileKind.UNKNOWN)
    if len(words) == 1:
        return Listed(path, kind, None)
    if len(words) != 10:
        return None
    try:
        mode = int(words[1], 8) & 0o7777
        uid, gid, size, inode, links, device = (_number(words[i]) for i in (2, 3, 4, 7, 8, 9))
        modified, changed = _time(words[5]), _time(words[6])
    except ValueError:
        return None
    found = FileStat(kind, mode, size, uid, gid, modified, changed, inode, device, links)
    return Listed(path, kind, found, target if kind is FileKind.LINK else b"")


def _stat_entries(text: bytes, mark: bytes) -> Iterator[Listed]:
    """Records `MARK:mode:uid:gid:size:mtime:ctime:inode:links:device:name MARK>quoted MARK`."""
    for record in _pieces(text, mark + b"\n"):
        start = record.find(mark + b":")
        facts, between, quoted = record[start + len(mark) + 1 :].partition(mark + b">")
        words = facts.split(b":", 9)
        if start < 0 or not between or len(words) != 10 or not words[9].startswith(b"/"):
            continue
        try:
            raw = int(words[0], 16)
            uid, gid, size, inode, links, device = (_number(words[i]) for i in (1, 2, 3, 6, 7, 8))
            modified, changed = _time(words[4]), _time(words[5])
        except ValueError:
            continue
        kind = _FORMATS.get(modes.S_IFMT(raw), FileKind.UNKNOWN)
        found = FileStat(
            kind, raw & 0o7777, size, uid, gid, modified, changed, inode, device, links
        )
        target = _target(quoted, words[9]) if kind is FileKind.LINK else b""
        yield Listed(words[9], kind, found, target)


def _pieces(text: bytes, end: bytes) -> Iterator[bytes]:
    """What stands between the ends, one after the other."""
    start = 0
    while start <= len(text):
        stop = text.find(end, start)
        stop = len(text) if stop < 0 else stop
        yield text[start:stop]
        start = stop + len(end)


def _target(quoted: bytes, path: bytes) -> bytes:
    """The text of a link, from `'path' -> 'target'` as busybox writes it, without escapes."""
    before = b"'" + path + b"' -> '"
    return quoted[len(before) : -1] if quoted.startswith(before) else b""


def _number(word: bytes) -> int:
    if len(word) > _TOO_LONG_FOR_A_NUMBER:
        raise ValueError("too many digits")
    return int(word)


def _time(word: bytes) -> datetime | None:
    """Seconds with a fraction, as UTC with microseconds; None beyond what a calendar holds."""
    seconds, _, fraction = word.partition(b".")
    try:
        micro = int((fraction + b"000000")[:6])
        return _EPOCH + timedelta(seconds=_number(seconds), microseconds=micro)
    except OverflowError:
        return None


def read_complaints(text: bytes) -> Iterator[tuple[bytes, Failure]]:
    """Which path could not be read, and why, from what tools wrote to standard error."""
    for line in _pieces(text, b"\n"):
        if match := _COMPLAINT.fullmatch(line):
            yield (
                match["bare"] or match["quoted"],
                failure_of(match["reason"].decode("ascii", "replace")),
            )


def failure_of(reason: str) -> Failure:
    """The typed failure for the system's words."""
    match reason:
        case "No such file or directory" | "No such process" | "Not a directory":
            return Absent()
        case "Permission denied" | "Operation not permitted":
            return Denied(reason)
        case _:
            return Failed(reason)


def read_hashes(text: bytes, names: tuple[bytes, ...]) -> Iterator[tuple[bytes, Digests]]:
    """Hashes by path; sha256, md5 and sha1 of one file come apart.

    `-` is standard input: the section then has one name, which tools would have escaped.
    """
    for line in _pieces(text, b"\n"):
        match = _HASH_LINE.fullmatch(line)
        if not match:
            continue
        name = match["name"]
        if name in (b"-", b"stdin") and len(names) == 1:
            name = names[0]
        elif match["escaped"]:
            continue
        value = match["hex"].decode("ascii")
        if name.startswith(b"/"):
            yield name, Digests(**{_HASH_LENGTHS[len(value)]: value})
