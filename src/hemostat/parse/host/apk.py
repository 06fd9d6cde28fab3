"""The database of apk, Alpine's package manager: one text file with a stanza for each package."""

import base64
import binascii
import operator
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import decode
from hemostat.model.records import Package
from hemostat.parse.host.package_file import PackageFile
from hemostat.parse.host.stanzas import stanzas
from hemostat.parse.place import Place

_ALGORITHMS = {20: "sha1", 32: "sha256"}


def parse_apk_packages(evidence: Evidence, place: Place) -> Parsed[Package]:  # noqa: ARG001 — the signature of every parser
    """Read /lib/apk/db/installed: one package a stanza.

    A stanza is a run of `X:value` lines ended by an empty line; one without `P:` is `Unread`, and
    so is each line that is no such pair.

    Raises: nothing.
    Source: apk-installed(5), apk-tools 2.14.
    """
    packages: list[Package] = []
    unread: list[Unread] = []
    for number, lines in _stanzas(evidence.data):
        fields: dict[bytes, bytes] = {}
        for at, line in enumerate(lines, start=number):
            if line[1:2] == b":" and line[:1].isalpha():
                fields.setdefault(line[:1], line[2:])
            else:
                unread.append(Unread(evidence.source(at, decode(line)), "not a field"))
        if fields.get(b"P"):
            packages.append(_package(evidence, number, fields))
        else:
            first = evidence.source(number, decode(lines[0]))
            unread.append(Unread(first, "a stanza without a package"))
    return Parsed(tuple(packages), tuple(unread))


def parse_apk_installed(
    evidence: Evidence, wanted: frozenset[bytes] | None = None
) -> Iterator[PackageFile]:
    """The files of every package, or only the wanted ones, spelled with a first slash.

    `F:` names a folder, `R:` a file in it, `a:` its uid:gid:mode, `Z:` its checksum: `Q1` and
    base64 of a SHA-1 (`Q2`: SHA-256). Of a symbolic link apk hashes the target's text, so a
    checksum is kept only for plain files; the database does not tell the two apart, and a link is
    judged by what it points to. Below /etc editing is ordinary (apk's protected paths).
    """
    for _, lines in _stanzas(evidence.data):
        package = ""
        folder = b""
        path = b""
        rest: list[bytes] = []
        for line in (*lines, b"R:"):
            key, value = line[:2], line[2:]
            if key == b"P:":
                package = decode(value)
            elif key in (b"F:", b"R:"):
                if path and (wanted is None or path in wanted):
                    yield _file(package, path, rest)
                if key == b"F:":
                    folder, path = value.strip(b"/"), b""
                else:
                    path = b"/" + folder + b"/" + value if folder else b"/" + value
                    path = path if value else b""
                rest = []
            elif key in (b"a:", b"Z:"):
                rest.append(line)


def _file(package: str, path: bytes, rest: list[bytes]) -> PackageFile:
    algorithm, digest, mode = "", "", None
    for line in rest:
        if line.startswith(b"Z:"):
            algorithm, digest = _checksum(line[2:])
        else:
            mode = _mode(line[2:])
    return PackageFile(
        path=decode(path),
        package=package,
        manager="apk",
        algorithm=algorithm,
        digest=digest,
        is_config=path.startswith(b"/etc/"),
        mode=mode,
    )


def _checksum(text: bytes) -> tuple[str, str]:
    if text[:1] != b"Q":
        return "", ""
    try:
        raw = base64.b64decode(text[2:], validate=True)
    except binascii.Error:
        return "", ""
    algorithm = _ALGORITHMS.get(len(raw), "")
    return (algorithm, raw.hex()) if algorithm else ("", "")


def _mode(text: bytes) -> int | None:
    """The permission bits of `uid:gid:mode[:checksum]`, octal."""
    parts = text.split(b":")
    if len(parts) < 3 or not 0 < len(parts[2]) <= 6 or parts[2].strip(b"01234567"):
        return None
    return int(parts[2], 8) & 0o7777


def _package(evidence: Evidence, number: int, fields: dict[bytes, bytes]) -> Package:
    name = decode(fields[b"P"])
    return Package(
        source=evidence.source(number, f"P:{name}"),
        manager="apk",
        name=name,
        version=decode(fields.get(b"V", b"")),
        architecture=decode(fields.get(b"A", b"")),
        maintainer=decode(fields.get(b"m", b"")),
    )


def _stanzas(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    return stanzas(data.split(b"\n"), operator.not_)


PARSERS = {"apk_installed": parse_apk_packages}
