"""Where rpm keeps its database, and in which of its three forms: the headers of all packages."""

from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Evidence, Source, Unread
from hemostat.model.failure import Absent
from hemostat.model.path import decode
from hemostat.parse.host.rpm_bdb import bdb_blobs
from hemostat.parse.host.rpm_database import WANTED_TAGS
from hemostat.parse.host.rpm_header import RpmHeader, parse_rpm_header
from hemostat.parse.host.rpm_ndb import ndb_blobs
from hemostat.parse.host.rpm_sqlite import sqlite_blobs
from hemostat.trees.host_tree import HostTree

_FOLDERS = (b"/usr/lib/sysimage/rpm/", b"/var/lib/rpm/", b"/usr/share/rpm/")
_FILES = (b"rpmdb.sqlite", b"Packages.db", b"Packages")
_LIMIT = 384 << 20
_ARTIFACT = "linux.packages.rpm"


@dataclass(frozen=True, slots=True)
class RpmHeaders:
    """What one rpm database holds.

    Attributes:
        headers: one a package, in the order of the file.
        source: the database file.
        coverage: what was read, and what could not be.
        unread: header blobs that are none.
    """

    headers: tuple[RpmHeader, ...]
    source: Source
    coverage: tuple[CoverageEntry, ...]
    unread: tuple[Unread, ...] = ()


def rpm_headers(tree: HostTree) -> RpmHeaders | None:
    """Every package header of the host, or None where no rpm database stands.

    The first file that is there decides: rpm leaves an old form behind when it converts, and
    the newer form stands first in the search. An empty database counts as none, because Debian's
    rpm makes one.
    """
    holes: list[CoverageEntry] = []
    for folder in _FOLDERS:
        for name in _FILES:
            data = tree.read(folder + name, _LIMIT)
            if isinstance(data, bytes):
                found = _read(tree, folder + name, data)
                if found.headers or found.unread:
                    return found
            elif not isinstance(data, Absent):
                holes.append(entry_for(_ARTIFACT, decode(folder + name), data))
    return RpmHeaders((), Source(), tuple(holes)) if holes else None


def _read(tree: HostTree, path: bytes, data: bytes) -> RpmHeaders:
    source = Evidence(data, decode(path)).source()
    headers: list[RpmHeader] = []
    unread: list[Unread] = []
    for blob in _blobs(tree, path, data):
        header = parse_rpm_header(blob) if isinstance(blob, bytes) else blob
        if isinstance(header, RpmHeader):
            headers.append(header.only(WANTED_TAGS))
        elif blob != b"":
            unread.append(Unread(source, header))
    outcome = Outcome.FAILED if unread else Outcome.READ
    reason = unread[0].reason if unread else ""
    entry = CoverageEntry(_ARTIFACT, decode(path), outcome, reason, len(unread))
    return RpmHeaders(tuple(headers), source, (entry,), tuple(unread))


def _blobs(tree: HostTree, path: bytes, data: bytes) -> Iterator[bytes | str]:
    if path.endswith(b".sqlite"):
        log = tree.read(path + b"-wal", _LIMIT)
        return sqlite_blobs(data, log if isinstance(log, bytes) else b"")
    return ndb_blobs(data) if path.endswith(b".db") else bdb_blobs(data)
