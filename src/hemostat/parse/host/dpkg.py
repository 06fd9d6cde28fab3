"""The database of dpkg: status, file lists, checksums, diversions, and ucf's registry beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import HostPath, decode
from hemostat.model.records import Package
from hemostat.parse.host.package_file import Diversion, PackageFile
from hemostat.parse.host.stanzas import stanzas
from hemostat.parse.place import Place

_FIELD = re.compile(r"([!-9;-~]+):[ \t]*(.*)")
_SUM = re.compile(rb"([0-9a-f]{32})  (.+)")
_MD5_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Conffile:
    """One file of a package's Conffiles field.

    `digest` is the md5 of the delivered version, hex; empty for `newconffile`, which was never
    installed. An obsolete one is no longer delivered but still the package's.
    """

    package: str
    path: HostPath
    digest: str
    is_obsolete: bool = False


def parse_dpkg_status(evidence: Evidence, place: Place) -> Parsed[Package]:
    """Read /var/lib/dpkg/status, or one file of distroless' status.d.

    Each stanza gives one package or one `Unread`; each line in it that is no field and continues
    none gives an `Unread`.

    Raises: nothing.
    Source: deb-control(5), dpkg 1.21; dpkg's lib/dpkg/parse.c for the Status field.
    """
    packages: list[Package] = []
    unread: list[Unread] = []
    for number, lines in _stanzas(evidence):
        fields, bad = _fields(number, lines)
        unread += [Unread(evidence.source(at, text), "not a field") for at, text in bad]
        if package := _package(evidence, number, fields, place):
            packages.append(package)
        else:
            unread.append(Unread(evidence.source(number, lines[0]), "a stanza without a package"))
    return Parsed(tuple(packages), tuple(unread))


def conffiles_of(evidence: Evidence) -> tuple[Conffile, ...]:
    """Every entry of the Conffiles fields of a status file, in order.

    A line is ` /path md5 [obsolete] [remove-on-upgrade]`; a path may hold spaces.
    """
    found: list[Conffile] = []
    for number, lines in _stanzas(evidence):
        fields, _ = _fields(number, lines)
        for line in fields.get("conffiles", "").split("\n"):
            words = line.strip(" ").split(" ")
            flags: list[str] = []
            while len(words) > 2 and words[-1] in ("obsolete", "remove-on-upgrade"):
                flags.append(words.pop())
            if len(words) < 2 or not words[0].startswith("/"):
                continue
            digest = words[-1] if len(words[-1]) == _MD5_LENGTH else ""
            path = HostPath(" ".join(words[:-1]))
            found.append(Conffile(fields.get("package", ""), path, digest, "obsolete" in flags))
    return tuple(found)


def parse_dpkg_diversions(evidence: Evidence) -> tuple[tuple[Diversion, ...], tuple[Unread, ...]]:
    """Read /var/lib/dpkg/diversions: three lines each: from, to, package.

    Source: dpkg-divert(1) and dpkg's lib/dpkg/db-fsys-divert.c.
    """
    lines = evidence.data.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    found: list[Diversion] = []
    for first in range(0, len(lines) - 2, 3):
        source, target, package = (decode(line) for line in lines[first : first + 3])
        found.append(Diversion(source, target, package))
    rest = len(lines) % 3
    unread = tuple(
        Unread(evidence.source(number, decode(lines[number - 1])), "an incomplete diversion")
        for number in range(len(lines) - rest + 1, len(lines) + 1)
    )
    return tuple(found), unread


def listed(data: bytes, wanted: frozenset[bytes]) -> frozenset[bytes]:
    """Which of the wanted paths one `.list` file names. Quick: a list is one path a line.

    Source: deb-files layout of /var/lib/dpkg/info (dpkg's lib/dpkg/db-fsys-files.c): the root
    folder is written `/.`, all else as plain absolute paths.
    """
    return wanted.intersection(data.split(b"\n"))


def checksums(data: bytes, wanted: frozenset[bytes]) -> dict[bytes, str]:
    """The md5 of each wanted path that one `.md5sums` file has; hex by absolute path.

    Lines are `md5  path`, the path without its first slash (deb-md5sums(5)). What is not such a
    line vouches for nothing and is left out; see `parse_md5sums` for the whole file.
    """
    found: dict[bytes, str] = {}
    for line in data.split(b"\n"):
        path = b"/" + line[34:].removeprefix(b"./").lstrip(b"/")
        if path in wanted and _SUM.fullmatch(line):
            found[path] = line[:32].decode("ascii")
    return found


def parse_md5sums(evidence: Evidence) -> tuple[tuple[PackageFile, ...], tuple[Unread, ...]]:
    """Every file of one `.md5sums`, the package named after the file; bad lines as unread."""
    package = evidence.path.rpartition("/")[2].removesuffix(".md5sums")
    files: list[PackageFile] = []
    unread: list[Unread] = []
    for number, line in enumerate(evidence.data.split(b"\n"), start=1):
        if not line:
            continue
        if match := _SUM.fullmatch(line):
            path = decode(b"/" + match[2].removeprefix(b"./").lstrip(b"/"))
            files.append(_delivered(path, package, match[1].decode("ascii")))
        else:
            unread.append(Unread(evidence.source(number, decode(line)), "not a checksum line"))
    return tuple(files), tuple(unread)


def package_files(
    package: str,
    names: frozenset[bytes],
    sums: Mapping[bytes, str],
    conffiles: Mapping[str, Conffile],
) -> Iterator[PackageFile]:
    """What one package says of the wanted paths in its list.

    Args:
        package: its name; an `:arch` suffix of a multi-arch list is dropped.
        names: the wanted paths its list holds.
        sums: their md5 by path, from its `.md5sums`.
        conffiles: the package's own conffiles by path.
    """
    plain = package.partition(":")[0]
    for name in sorted(names):
        path = decode(name)
        if conffile := conffiles.get(path):
            yield _delivered(path, plain, conffile.digest, is_config=True)
        else:
            yield _delivered(path, plain, sums.get(name, ""))


def parse_ucf(hashes: bytes, registry: bytes) -> tuple[PackageFile, ...]:
    """Configuration files that packages hand to ucf instead of dpkg, as configuration files.

    Args:
        hashes: /var/lib/ucf/hashfile: `md5  path` of the version last accepted.
        registry: /var/lib/ucf/registry: `package <tab> path`.

    Source: ucf(1), ucf 3.0043.
    """
    sums: dict[str, str] = {}
    for line in hashes.split(b"\n"):
        if match := _SUM.fullmatch(line):
            sums[decode(match[2].strip())] = match[1].decode("ascii")
    files: list[PackageFile] = []
    for line in registry.split(b"\n"):
        package, tab, path = line.partition(b"\t")
        path = path.strip()
        if tab and path.startswith(b"/"):
            named = decode(path)
            owner = decode(package.strip())
            files.append(_delivered(named, owner, sums.get(named, ""), is_config=True))
    return tuple(files)


def _delivered(
    path: HostPath, package: str, digest: str, *, is_config: bool = False
) -> PackageFile:
    return PackageFile(
        path=path,
        package=package,
        manager="dpkg",
        algorithm="md5" if digest else "",
        digest=digest,
        is_config=is_config,
        kind="file" if digest else "",
    )


def _stanzas(evidence: Evidence) -> Iterator[tuple[int, list[str]]]:
    lines = map(decode, evidence.data.split(b"\n"))
    return stanzas(lines, lambda line: not line.strip(" \t\r"))


def _fields(first: int, lines: list[str]) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Fields by lower-case name, continuation lines joined by newlines; and what is none."""
    fields: dict[str, list[str]] = {}
    bad: list[tuple[int, str]] = []
    current: list[str] | None = None
    for number, line in enumerate(lines, start=first):
        if line[0] in " \t":
            if current is None:
                bad.append((number, line))
            else:
                current.append(line)
        elif match := _FIELD.fullmatch(line):
            current = fields.setdefault(match[1].lower(), [])
            current.append(match[2])
        else:
            bad.append((number, line))
    return {name: "\n".join(values) for name, values in fields.items()}, bad


def _package(
    evidence: Evidence, number: int, fields: Mapping[str, str], place: Place
) -> Package | None:
    name = fields.get("package", "")
    if not name:
        return None
    status = fields.get("status", "").split()
    # distroless writes no Status: what lies in status.d is installed.
    is_installed = status[-1:] == ["installed"] or (not status and "/status.d/" in place.path)
    return Package(
        source=evidence.source(number, f"Package: {name}"),
        manager="dpkg",
        name=name,
        version=fields.get("version", ""),
        architecture=fields.get("architecture", ""),
        is_installed=is_installed,
        maintainer=fields.get("maintainer", ""),
    )


PARSERS = {"dpkg_status": parse_dpkg_status}
