"""Second owners: files that a language's own installer put there, pip or npm.

Asked only about files that no system package vouches for, and only in the folders that belong to
them. Both databases are plain files that root can forge: `docs/baseline.md` says so.
"""

import json
from collections.abc import Iterator
from typing import cast

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath, decode, encode
from hemostat.model.records import FileFact
from hemostat.parse.host.package_file import PackageFile
from hemostat.parse.host.pip_record import parse_pip_record
from hemostat.parse.place import Place
from hemostat.trees.host_tree import FileStat, HostTree

_RECORD_LIMIT = 8 << 20
_MANIFEST_LIMIT = 1 << 20
_MOST_RECORDS = 2_000
_SITES = ("site-packages", "dist-packages")
_BINS = ("bin", "sbin")
_JAVASCRIPT = (".js", ".cjs", ".mjs", ".json")


class LanguagePackages:
    """Finds the pip distribution or npm package that a file belongs to; reads lazily, once."""

    def __init__(self, tree: HostTree) -> None:
        """Take the host."""
        self._tree = tree
        self._sites: dict[str, tuple[tuple[HostPath, bytes], ...]] = {}
        self._prefixes: dict[str, tuple[str, ...]] = {}

    def pip_owner(self, fact: FileFact) -> str:
        """`pip:NAME` where a RECORD holds the file, and the content has its SHA-256; else empty."""
        path = fact.real_path or fact.path
        for site in self._candidates(path):
            for file in self._files(site, path):
                if file.algorithm == "sha256" and file.digest == fact.sha256:
                    return f"pip:{file.package}"
        return ""

    def npm_owner(self, fact: FileFact) -> str:
        """`npm:NAME` where the file looks like one of a package that lies there; else empty.

        npm keeps no hash of installed files. So a package.json of that name must stand above it,
        belong to the same account or root, and nobody else may write either; and the file must be
        JavaScript, a `.node` add-on, or a program that the manifest names.
        """
        path = fact.real_path or fact.path
        before, found, after = path.rpartition("/node_modules/")
        parts = after.split("/")
        if not found or fact.is_writable_by_others or any(part[:1] == "." for part in parts):
            return ""
        depth = 2 if after.startswith("@") else 1
        name, rest = "/".join(parts[:depth]), "/".join(parts[depth:])
        data = self._manifest(f"{before}/node_modules/{name}/package.json", fact.uid)
        if _manifest_name(data) != name or not _is_part(fact, rest, data):
            return ""
        return f"npm:{name}"

    def _candidates(self, path: str) -> Iterator[str]:
        """The site folders whose RECORDs may name a path."""
        parts = path.split("/")
        for position, part in enumerate(parts[:-1]):
            if part in _SITES:
                yield "/".join(parts[: position + 1])
        if len(parts) > 2 and parts[-2] in _BINS:
            yield from self._beside("/".join(parts[:-2]))

    def _beside(self, prefix: str) -> tuple[str, ...]:
        """The site folders below a prefix such as /usr/local or a virtual environment."""
        if prefix not in self._prefixes:
            found: list[str] = []
            for library in (f"{prefix}/lib", f"{prefix}/lib64", f"{prefix}/local/lib"):
                entries = self._tree.scandir(encode(library))
                names = entries if isinstance(entries, tuple) else ()
                found += [
                    f"{library}/{decode(entry.name)}/{site}"
                    for entry in names
                    if entry.name.startswith(b"python")
                    for site in _SITES
                ]
            self._prefixes[prefix] = tuple(found)
        return self._prefixes[prefix]

    def _files(self, site: str, path: str) -> Iterator[PackageFile]:
        """What the RECORDs of a site folder say of one path.

        Only lines that hold the file's name are parsed: a site lists tens of thousands of files,
        and few of them are asked for.
        """
        name = encode(path.rpartition("/")[2])
        for place, data in self._records(site):
            if name in data:
                rows = b"\n".join(line for line in data.split(b"\n") if name in line)
                for file in parse_pip_record(Evidence(rows, place), Place(path=place)).records:
                    if file.path == path:
                        yield file

    def _records(self, site: str) -> tuple[tuple[HostPath, bytes], ...]:
        """The RECORDs of a site folder, read once."""
        if site not in self._sites:
            self._sites[site] = tuple(self._read_records(site))
        return self._sites[site]

    def _read_records(self, site: str) -> Iterator[tuple[HostPath, bytes]]:
        entries = self._tree.scandir(encode(site))
        names = [entry.name for entry in entries] if isinstance(entries, tuple) else []
        records = [name for name in names if name.endswith(b".dist-info")]
        for name in records[:_MOST_RECORDS]:
            path = HostPath(f"{site}/{decode(name)}/RECORD")
            data = self._tree.read(encode(path), _RECORD_LIMIT)
            if isinstance(data, bytes):
                yield path, data

    def _manifest(self, path: str, uid: int | None) -> bytes:
        """A package.json that root or the file's own account wrote; empty if another may have."""
        stat = self._tree.stat(encode(path))
        data = self._tree.read(encode(path), _MANIFEST_LIMIT)
        if not isinstance(stat, FileStat) or not isinstance(data, bytes):
            return b""
        return data if stat.uid in (0, uid) and not stat.mode & 0o022 else b""


def _is_part(fact: FileFact, rest: str, manifest: bytes) -> bool:
    """Whether a file of a package folder is of the kinds packages hold, or named by the package."""
    if fact.content == "elf" and rest.endswith(".node"):
        return True
    if fact.content in ("script", "text") and rest.endswith(_JAVASCRIPT):
        return True
    is_named = any(f'"{start}{rest}"'.encode() in manifest for start in ("", "./", "/"))
    return fact.content in ("script", "text", "elf") and is_named


def _manifest_name(data: bytes) -> str:
    try:
        manifest: object = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(manifest, dict):
        return ""
    name = cast(dict[str, object], manifest).get("name")
    return name if isinstance(name, str) else ""
