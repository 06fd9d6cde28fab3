"""The package databases of a host: where they lie, and how one asks them who owns a file.

Nothing of a database is parsed beyond what was asked for: a Debian host lists 100,000 files, and
an examination wants a few thousand of them. dpkg: deb-files layout of /var/lib/dpkg; rpm: see
`hemostat.collect.rpm_packages`; apk: apk-installed(5).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from hemostat.collect.rpm_packages import rpm_headers
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Evidence, Unread
from hemostat.model.failure import Absent, Failure
from hemostat.model.path import decode
from hemostat.model.records import Package
from hemostat.parse.host.apk import parse_apk_installed, parse_apk_packages
from hemostat.parse.host.dpkg import (
    Conffile,
    checksums,
    conffiles_of,
    listed,
    package_files,
    parse_dpkg_diversions,
    parse_dpkg_status,
    parse_ucf,
)
from hemostat.parse.host.package_file import Diversion, PackageFile
from hemostat.parse.host.rpm_database import WantedFiles, files_of, package_of
from hemostat.parse.place import Place
from hemostat.trees.host_tree import Entry, FileStat, HostTree

_DPKG = b"/var/lib/dpkg"
_APK = (b"/lib/apk/db/installed", b"/usr/lib/apk/db/installed", b"/var/lib/apk/db/installed")
_STATUS_LIMIT = 64 << 20
_LIST_LIMIT = 32 << 20
_SMALL_LIMIT = 8 << 20
_KEPT = 48 << 20


@dataclass(frozen=True, slots=True)
class Owners:
    """The answer to "who owns these paths".

    Attributes:
        files: every entry of every package for them; several packages may own one path.
        holes: parts of the database that could not be read. While there are any, a path nobody
            owns up to may still have an owner.
    """

    files: tuple[PackageFile, ...] = ()
    holes: tuple[CoverageEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageDatabase:
    """One package database of a host.

    Attributes:
        manager: dpkg, rpm or apk.
        packages: what is installed.
        owners: finds the entries of absolute paths, spelled as the database spells them.
        diversions: dpkg's; empty for others.
        coverage: what was read to open it.
        unread: what its parsers did not take.
    """

    manager: str
    packages: tuple[Package, ...]
    owners: Callable[[frozenset[bytes]], Owners]
    diversions: tuple[Diversion, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()
    unread: tuple[Unread, ...] = ()


def open_databases(tree: HostTree) -> tuple[PackageDatabase, ...]:
    """Every package database a host has, dpkg first. Empty when there is none.

    A database that is there but cannot be read gives an entry in its `coverage` and no packages.
    """
    opened = (_open_dpkg(tree), _open_rpm(tree), _open_apk(tree))
    found = tuple(database for database in opened if database is not None)
    if any(database.packages for database in found):
        # A collection of a Debian host leaves out the places of rpm: no hole, there is none.
        return tuple(each for each in found if each.packages or not _is_left_out(each))
    return found


def _is_left_out(database: PackageDatabase) -> bool:
    outcomes = {entry.outcome for entry in database.coverage}
    return outcomes <= {Outcome.NOT_COLLECTED, Outcome.ABSENT}


def _open_dpkg(tree: HostTree) -> PackageDatabase | None:
    coverage: list[CoverageEntry] = []
    statuses = [*_evidence(tree, (_DPKG + b"/status",), _STATUS_LIMIT, "dpkg", coverage)]
    folder = tree.scandir(_DPKG + b"/status.d")
    if isinstance(folder, tuple):
        paths = [
            _DPKG + b"/status.d/" + each.name
            for each in folder
            if not each.name.endswith(b".md5sums")
        ]
        statuses += _evidence(tree, paths, _SMALL_LIMIT, "dpkg", coverage)
    if not coverage or all(entry.outcome is Outcome.ABSENT for entry in coverage):
        return None
    parsed = [parse_dpkg_status(each, Place(path=each.path)) for each in statuses]
    diversions, unread = _diversions(tree, coverage)
    info = _DpkgFiles(tree, tuple(found for each in statuses for found in conffiles_of(each)))
    installed = [package for each in parsed for package in each.records]
    return PackageDatabase(
        manager="dpkg",
        packages=tuple(_dated(tree, installed)),
        owners=info.owners,
        diversions=diversions,
        coverage=tuple(coverage),
        unread=(*(each for one in parsed for each in one.unread), *unread),
    )


def _diversions(
    tree: HostTree, coverage: list[CoverageEntry]
) -> tuple[tuple[Diversion, ...], tuple[Unread, ...]]:
    paths = (_DPKG + b"/diversions",)
    for evidence in _evidence(tree, paths, _SMALL_LIMIT, "dpkg", coverage):
        return parse_dpkg_diversions(evidence)
    return (), ()


def _dated(tree: HostTree, packages: Iterable[Package]) -> Iterator[Package]:
    """Packages with the time their file list was written: their last installation or upgrade."""
    for package in packages:
        name = package.name.encode("utf-8", "surrogateescape")
        arch = package.architecture.encode("utf-8", "surrogateescape")
        for stem in (name, name + b":" + arch):
            stat = tree.stat(_DPKG + b"/info/" + stem + b".list")
            if isinstance(stat, FileStat):
                package = replace(package, installed=stat.modified)
                break
        yield package


class _DpkgFiles:
    """Asks the file lists of dpkg; reads each list once, checksums only of owners.

    An examination asks a dozen times: the lists are kept as they lie, up to `_KEPT` bytes.
    """

    def __init__(self, tree: HostTree, conffiles: tuple[Conffile, ...]) -> None:
        self._tree = tree
        self._conffiles: dict[str, dict[str, Conffile]] = {}
        for each in conffiles:
            self._conffiles.setdefault(each.package, {})[each.path] = each
        self._kept: dict[bytes, bytes | Failure] = {}
        self._left = _KEPT
        self._folders: dict[bytes, tuple[Entry, ...] | Failure] = {}

    def owners(self, wanted: frozenset[bytes]) -> Owners:
        """Every package that lists one of the wanted paths, and what ucf registered of them."""
        holes: list[CoverageEntry] = []
        files: list[PackageFile] = []
        for folder, suffix in ((_DPKG + b"/info", b".list"), (_DPKG + b"/status.d", b".md5sums")):
            if folder not in self._folders:
                self._folders[folder] = self._tree.scandir(folder)
            entries = self._folders[folder]
            if not isinstance(entries, tuple):
                holes += _holes("dpkg", folder, entries)
                continue
            for entry in entries:
                if entry.name.endswith(suffix):
                    files += self._of_package(folder, entry, suffix, wanted, holes)
        files += self._ucf(wanted)
        return Owners(tuple(files), tuple(holes))

    def _of_package(
        self,
        folder: bytes,
        entry: Entry,
        suffix: bytes,
        wanted: frozenset[bytes],
        holes: list[CoverageEntry],
    ) -> Iterator[PackageFile]:
        stem = entry.name.removesuffix(suffix)
        path = folder + b"/" + entry.name
        data = self._read(path)
        if not isinstance(data, bytes):
            holes += _holes("dpkg", path, data)
            return
        if suffix == b".md5sums":
            sums = checksums(data, wanted)
            names = frozenset(sums)
        else:
            names = listed(data, wanted)
            if not names:
                return
            sums = self._checksums(folder + b"/" + stem + b".md5sums", names, holes)
        package = decode(stem)
        conffiles = self._conffiles.get(package.partition(":")[0], {})
        yield from package_files(package, names, sums, conffiles)

    def _checksums(
        self, path: bytes, names: frozenset[bytes], holes: list[CoverageEntry]
    ) -> dict[bytes, str]:
        data = self._read(path)
        if isinstance(data, bytes):
            return checksums(data, names)
        # A package without checksums has none to read: not a hole.
        holes += _holes("dpkg", path, data)
        return {}

    def _read(self, path: bytes) -> bytes | Failure:
        """One list, read once while there is room to keep it."""
        data = self._kept.get(path)
        if data is None:
            data = self._tree.read(path, _LIST_LIMIT)
            size = len(data) if isinstance(data, bytes) else 0
            if size <= self._left:
                self._kept[path] = data
                self._left -= size
        return data

    def _ucf(self, wanted: frozenset[bytes]) -> Iterator[PackageFile]:
        hashes = self._tree.read(b"/var/lib/ucf/hashfile", _SMALL_LIMIT)
        registry = self._tree.read(b"/var/lib/ucf/registry", _SMALL_LIMIT)
        if isinstance(registry, bytes):
            for each in parse_ucf(hashes if isinstance(hashes, bytes) else b"", registry):
                if each.path.encode("utf-8", "surrogateescape") in wanted:
                    yield each


def _open_apk(tree: HostTree) -> PackageDatabase | None:
    coverage: list[CoverageEntry] = []
    evidences = tuple(_evidence(tree, _APK, _STATUS_LIMIT, "apk", coverage))
    if all(entry.outcome is Outcome.ABSENT for entry in coverage):
        return None
    parsed = [parse_apk_packages(each, Place(path=each.path)) for each in evidences]

    def owners(wanted: frozenset[bytes]) -> Owners:
        found = [file for each in evidences for file in parse_apk_installed(each, wanted)]
        return Owners(tuple(found), tuple(entry for entry in coverage if entry.outcome.is_hole))

    return PackageDatabase(
        manager="apk",
        packages=tuple(package for each in parsed for package in each.records),
        owners=owners,
        coverage=tuple(coverage),
        unread=tuple(unread for each in parsed for unread in each.unread),
    )


def _open_rpm(tree: HostTree) -> PackageDatabase | None:
    found = rpm_headers(tree)
    if found is None:
        return None

    def owners(wanted: frozenset[bytes]) -> Owners:
        asked = WantedFiles.of(wanted)
        files = [file for header in found.headers for file in files_of(header, asked)]
        return Owners(tuple(files), tuple(e for e in found.coverage if e.outcome.is_hole))

    return PackageDatabase(
        manager="rpm",
        packages=tuple(package_of(header, found.source) for header in found.headers),
        owners=owners,
        coverage=found.coverage,
        unread=found.unread,
    )


def _evidence(
    tree: HostTree,
    paths: Iterable[bytes],
    limit: int,
    manager: str,
    coverage: list[CoverageEntry],
) -> Iterator[Evidence]:
    """The files among `paths` that could be read; how each went is added to `coverage`."""
    for path in paths:
        data = tree.read(path, limit)
        if isinstance(data, bytes):
            outcome = Outcome.READ if data else Outcome.EMPTY
            coverage.append(CoverageEntry(f"linux.packages.{manager}", decode(path), outcome))
            yield Evidence(data, decode(path))
        else:
            coverage.append(entry_for(f"linux.packages.{manager}", decode(path), data))


def _holes(manager: str, path: bytes, failure: Failure) -> tuple[CoverageEntry, ...]:
    if isinstance(failure, Absent):
        return ()
    return (entry_for(f"linux.packages.{manager}", decode(path), failure),)
