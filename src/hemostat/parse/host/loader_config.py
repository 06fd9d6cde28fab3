"""What steers the dynamic loader: /etc/ld.so.preload, ld.so.conf with includes, musl's path."""

import re

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath, decode, encode, parent
from hemostat.model.records import LoaderEntry
from hemostat.parse.place import Place

_SEPARATORS = re.compile(rb"[\s:\0]+")
_INCLUDE = re.compile(r"include[ \t]+(?P<patterns>.+)")
_TYPE = re.compile(r"=[A-Za-z0-9]+\Z")


def parse_preload(evidence: Evidence, _place: Place) -> Parsed[LoaderEntry]:
    """Read /etc/ld.so.preload: one record a library.

    Libraries are separated by blanks, newlines or colons; a `#` anywhere begins a comment up to
    the end of the line. A file that names nothing gives one record with an empty value: that the
    file is there at all is a fact. Names are kept as written, bytes and all.

    Raises: nothing.
    Source: ld.so(8); elf/rtld.c of glibc 2.17 to 2.39 (`preload_file`), the same in all.
    """
    records: list[LoaderEntry] = []
    for number, raw in enumerate(evidence.data.split(b"\n"), start=1):
        text = raw.split(b"#", 1)[0]
        records += [
            LoaderEntry(
                source=evidence.source(number, raw.decode("utf-8", "backslashreplace")),
                kind="preload",
                value=decode(part),
            )
            for part in _SEPARATORS.split(text)
            if part
        ]
    if not records:
        records.append(LoaderEntry(source=evidence.source(), kind="preload", value=HostPath("")))
    return Parsed(tuple(records))


def parse_loader_folders(evidence: Evidence, _place: Place) -> Parsed[LoaderEntry]:
    """Read ld.so.conf or a file of ld.so.conf.d: one record a folder.

    `include` lines are followed by the collector (`INCLUDES`); `hwcap` lines mean nothing since
    glibc 2.33. A folder's `=TYPE` is cut off.

    Raises: nothing.
    Source: ldconfig(8); elf/ldconfig.c of glibc 2.36 (`parse_conf`, `add_dir_1`).
    """
    records: list[LoaderEntry] = []
    for number, line in _config_lines(evidence):
        if _INCLUDE.fullmatch(line) or line.split(None, 1)[0] == "hwcap":
            continue
        folder = _TYPE.sub("", line).rstrip(" \t")
        records.append(
            LoaderEntry(
                source=evidence.source(number, line), kind="folder", value=_as_written(folder)
            )
        )
    return Parsed(tuple(records))


def parse_musl_path(evidence: Evidence, _place: Place) -> Parsed[LoaderEntry]:
    """Read /etc/ld-musl-ARCH.path: folders separated by newlines or colons, no comments.

    Raises: nothing.
    Source: ldso/dynlink.c of musl 1.2.5 (`load_library`, `path_open`).
    """
    return Parsed(
        tuple(
            LoaderEntry(
                source=evidence.source(number, line), kind="folder", value=_as_written(folder)
            )
            for number, line in evidence.lines()
            for part in line.split(":")
            if (folder := part.strip())
        )
    )


def folders_included(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """Absolute patterns of the `include` lines; relative ones begin at the file's own folder."""
    return tuple(
        pattern if pattern.startswith("/") else f"{parent(place.path).rstrip('/')}/{pattern}"
        for _, line in _config_lines(evidence)
        if (match := _INCLUDE.fullmatch(line))
        for pattern in match["patterns"].split()
    )


def _config_lines(evidence: Evidence) -> list[tuple[int, str]]:
    """Lines without comments and blanks around them; empty ones left out."""
    return [
        (number, line) for number, raw in evidence.lines() if (line := raw.split("#", 1)[0].strip())
    ]


def _as_written(text: str) -> HostPath:
    r"""A path from a decoded line, its \xNN put back to the bytes they stood for."""
    raw = re.sub(rb"\\x([89a-f][0-9a-f])", lambda match: bytes((int(match[1], 16),)), encode(text))
    return decode(raw)


PARSERS = {
    "loader_preload": parse_preload,
    "loader_folders": parse_loader_folders,
    "loader_musl_path": parse_musl_path,
}
INCLUDES = {"loader_folders": folders_included}
