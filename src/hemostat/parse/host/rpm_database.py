"""What an rpm header says of its package and of the package's files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from hemostat.model.evidence import Source
from hemostat.model.path import decode
from hemostat.model.records import Package
from hemostat.parse.host.package_file import PackageFile
from hemostat.parse.host.rpm_header import RpmHeader

NAME, VERSION, RELEASE, EPOCH = 1000, 1001, 1002, 1003
INSTALL_TIME, VENDOR, ARCHITECTURE = 1008, 1011, 1022
FILE_STATES, FILE_MODES, FILE_DIGESTS, FILE_FLAGS = 1029, 1030, 1035, 1037
FILE_USER, FILE_VERIFY_FLAGS = 1039, 1045
DIR_INDEXES, BASE_NAMES, DIR_NAMES = 1116, 1117, 1118
FILE_DIGEST_ALGORITHM = 5011

WANTED_TAGS = frozenset(
    {
        *(NAME, VERSION, RELEASE, EPOCH, INSTALL_TIME, VENDOR, ARCHITECTURE),
        *(FILE_STATES, FILE_MODES, FILE_DIGESTS, FILE_FLAGS, FILE_USER, FILE_VERIFY_FLAGS),
        *(DIR_INDEXES, BASE_NAMES, DIR_NAMES, FILE_DIGEST_ALGORITHM),
    }
)
"""Every tag that is read here."""

_CONFIG, _GHOST = 1 << 0, 1 << 6
_VERIFY_DIGEST = 1 << 0
_STATE_NORMAL = 0
_ALGORITHMS: Final = {
    0: "md5",
    1: "md5",
    2: "sha1",
    8: "sha256",
    9: "sha384",
    10: "sha512",
    11: "sha224",
}
_KINDS: Final = {0o100000: "file", 0o040000: "folder", 0o120000: "link"}


def package_of(header: RpmHeader, source: Source) -> Package:
    """The package a header describes; version as `[epoch:]version-release`."""
    epoch = header.numbers(EPOCH)
    version = f"{header.text(VERSION)}-{header.text(RELEASE)}"
    installed = header.numbers(INSTALL_TIME)
    return Package(
        source=source,
        manager="rpm",
        name=header.text(NAME),
        version=f"{epoch[0]}:{version}" if epoch else version,
        architecture=header.text(ARCHITECTURE),
        installed=_time(installed[0]) if installed else None,
        maintainer=header.text(VENDOR),
    )


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Paths to look up, with their last parts, which rpm stores apart from the folders."""

    paths: frozenset[bytes]
    names: frozenset[bytes]

    @classmethod
    def of(cls, paths: frozenset[bytes]) -> "WantedFiles":
        """Split once what is asked of a thousand headers."""
        return cls(paths, frozenset(path.rpartition(b"/")[2] for path in paths))


def files_of(header: RpmHeader, wanted: WantedFiles | None = None) -> Iterator[PackageFile]:
    """The files of one package, or only the wanted ones.

    Left out are files rpm itself marks as not installed, replaced by another package's, or on a
    shared network mount. A file whose digest the package asks not to verify counts as
    configuration: its content is expected to change.

    Source: rpm 4.18, include/rpm/rpmtag.h, rpmfi.h, rpmfiles.h.
    """
    names = header.texts(BASE_NAMES)
    if wanted is not None and wanted.names.isdisjoint(names):
        return
    folders, places = header.texts(DIR_NAMES), header.numbers(DIR_INDEXES)
    table: _FileTable | None = None
    for position, (name, place) in enumerate(zip(names, places, strict=False)):
        if (wanted is not None and name not in wanted.names) or place >= len(folders):
            continue
        path = folders[place] + name
        if wanted is not None and path not in wanted.paths:
            continue
        table = table or _FileTable(header)
        if table.is_installed(position):
            yield table.file(position, path)


class _FileTable:
    """The per-file tags of one header, read once the first of its files is wanted."""

    def __init__(self, header: RpmHeader) -> None:
        algorithm = header.numbers(FILE_DIGEST_ALGORITHM)
        self._algorithm = _ALGORITHMS.get(algorithm[0] if algorithm else 0, "")
        self._package = header.text(NAME)
        self._digests = header.texts(FILE_DIGESTS)
        self._users = header.texts(FILE_USER)
        self._modes = header.numbers(FILE_MODES)
        self._flags = header.numbers(FILE_FLAGS)
        self._verify = header.numbers(FILE_VERIFY_FLAGS)
        self._states = header.numbers(FILE_STATES)

    def is_installed(self, position: int) -> bool:
        return _at(self._states, position, _STATE_NORMAL) == _STATE_NORMAL

    def file(self, position: int, path: bytes) -> PackageFile:
        flags = _at(self._flags, position, 0)
        verify = _at(self._verify, position, _VERIFY_DIGEST)
        mode = _at(self._modes, position, 0)
        digest = self._digests[position] if position < len(self._digests) else b""
        user = self._users[position] if position < len(self._users) else b""
        is_usable = bool(digest and self._algorithm)
        return PackageFile(
            path=decode(path),
            package=self._package,
            manager="rpm",
            algorithm=self._algorithm if is_usable else "",
            digest=digest.decode("ascii", "replace").lower() if is_usable else "",
            is_config=bool(flags & _CONFIG) or not verify & _VERIFY_DIGEST,
            is_generated=bool(flags & _GHOST),
            kind=_KINDS.get(mode & 0o170000, ""),
            mode=mode & 0o7777 if mode else None,
            owner=user.decode("utf-8", "surrogateescape"),
        )


def _at(values: tuple[int, ...], position: int, otherwise: int) -> int:
    return values[position] if position < len(values) else otherwise


def _time(seconds: int) -> datetime | None:
    """A time of rpm (32 bits of seconds) as UTC; None for zero, which means unknown."""
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 1 << 33 else None
