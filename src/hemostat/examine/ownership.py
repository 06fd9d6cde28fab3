"""Which package owns a path, for many paths at once and without reading any of the files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hemostat.collect.packages import PackageDatabase
from hemostat.detect.provenance import Naming, owners_among
from hemostat.model.coverage import CoverageEntry
from hemostat.model.path import HostPath
from hemostat.parse.host.package_file import PackageFile

SETTLING = timedelta(hours=1)
"""Scripts of packages change owners and modes for a while after the files are unpacked."""
AT_ONCE = 100_000
"""Paths asked in one question: more would take memory, fewer would read the lists more often."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Answers for some paths.

    Attributes:
        entries: what packages say of each path; a path nobody owns is missing.
        is_whole: whether every database could answer, so that "nobody" means nobody.
        holes: what could not be asked.
    """

    entries: Mapping[HostPath, tuple[PackageFile, ...]] = field(
        default_factory=dict[HostPath, tuple[PackageFile, ...]]
    )
    is_whole: bool = False
    holes: tuple[CoverageEntry, ...] = ()


class Ownership:
    """Asks the package databases of one host."""

    def __init__(self, naming: Naming, databases: tuple[PackageDatabase, ...]) -> None:
        """Take what the baseline opened."""
        self._naming, self._databases = naming, databases
        self._installed = {
            package.name: package.installed for each in databases for package in each.packages
        }

    def of(self, paths: Iterable[HostPath]) -> Owned:
        """The owners of paths that are free of links. At most `AT_ONCE` at a time is wise."""
        asked = {path: self._naming.asks(path) for path in paths}
        wanted = frozenset(ask.spelling for asks in asked.values() for ask in asks)
        files: dict[str, list[PackageFile]] = {}
        holes: list[CoverageEntry] = []
        for database in self._databases:
            owners = database.owners(wanted)
            holes += owners.holes
            for file in owners.files:
                files.setdefault(file.path, []).append(file)
        known = {path: tuple(entries) for path, entries in files.items()}
        found: dict[HostPath, tuple[PackageFile, ...]] = {}
        for path, asks in asked.items():
            if entries := owners_among(asks, known):
                found[path] = entries
        has_database = any(database.packages for database in self._databases)
        return Owned(found, has_database and not holes, tuple(holes))

    def is_as_installed(self, changed: datetime | None, own: Iterable[PackageFile]) -> bool:
        """Whether nothing touched a file since its package, or the last of its packages, came.

        Args:
            changed: ctime, which cannot be set back as mtime can; None where a source has none.
            own: the packages' entries about it.
        """
        return was_untouched(changed, (self._installed.get(each.package) for each in own))


def was_untouched(changed: datetime | None, installed: Iterable[datetime | None]) -> bool:
    """Whether an inode changed no later than its packages settled."""
    times = [time for time in installed if time is not None]
    return bool(times) and changed is not None and changed <= max(times) + SETTLING
