"""RECORD of an installed Python distribution: every file with its SHA-256."""

import base64
import binascii
import csv
import posixpath
import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import HostPath, decode
from hemostat.parse.host.package_file import PackageFile
from hemostat.parse.place import Place

_LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}
_NAME = re.compile(r"([^/]+?)-[^/-]*\.dist-info")


def parse_pip_record(evidence: Evidence, place: Place) -> Parsed[PackageFile]:
    """Read one RECORD: `path,hash,size` in CSV, one file a line.

    Relative paths begin at the folder that holds the .dist-info. RECORD itself and compiled files
    have no hash. The package is named after the .dist-info folder. A line that is no such row is
    `Unread`; a quoted path that holds a newline, which pip never writes, is unread as well.

    Raises: nothing.
    Source: PEP 376 and the Python packaging specification "Recording installed projects".
    """
    folder = place.path.rpartition("/")[0]
    site, _, distribution = folder.rpartition("/")
    match = _NAME.fullmatch(distribution)
    package = match[1] if match else distribution
    files: list[PackageFile] = []
    unread: list[Unread] = []
    for number, raw in enumerate(evidence.data.split(b"\n"), start=1):
        line = decode(raw).removesuffix("\r")
        if not line:
            continue
        row = _row(line)
        if row is None:
            unread.append(Unread(evidence.source(number, line), "not a row of path, hash, size"))
            continue
        algorithm, digest = _hash(row[1])
        files.append(
            PackageFile(
                path=HostPath(posixpath.normpath(posixpath.join(site or "/", row[0]))),
                package=package,
                manager="pip",
                algorithm=algorithm,
                digest=digest,
                kind="file",
            )
        )
    return Parsed(tuple(files), tuple(unread))


def _row(line: str) -> list[str] | None:
    try:
        rows = list(csv.reader([line], strict=True))
    except csv.Error:
        return None
    if len(rows) != 1 or len(rows[0]) != 3 or not rows[0][0] or "\0" in rows[0][0]:
        return None
    return rows[0]


def _hash(text: str) -> tuple[str, str]:
    """Algorithm and hex digest of `sha256=` and unpadded URL-safe base64; empty if it is not."""
    algorithm, _, encoded = text.partition("=")
    if algorithm not in _LENGTHS or not encoded.isascii():
        return "", ""
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return "", ""
    return (algorithm, raw.hex()) if len(raw) == _LENGTHS[algorithm] else ("", "")


PARSERS = {"pip_record": parse_pip_record}
