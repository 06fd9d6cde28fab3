"""What the loader would put into a program, worked out from its file without running anything.

Source: ld.so(8), "Description": DT_RPATH or DT_RUNPATH, then the cache, then the default folders.
LD_LIBRARY_PATH and preloads are told by other records.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from hemostat.model.evidence import Evidence, Source
from hemostat.model.failure import TooLarge
from hemostat.model.path import HostPath, decode, encode, name, normal
from hemostat.model.records import ElfFile, ProgramLibrary
from hemostat.parse.host.elf import Elf, elf_of
from hemostat.parse.host.loader_cache import parse_loader_cache
from hemostat.trees.host_tree import FileKind, FileStat, HostTree

CACHE = b"/etc/ld.so.cache"
PRELOAD = b"/etc/ld.so.preload"
MOST_BYTES = 24 << 20
HEAD_BYTES = 4096
MOST_LIBRARIES = 200
_DEFAULTS = {64: ("/lib64", "/usr/lib64", "/lib", "/usr/lib"), 32: ("/lib", "/usr/lib")}
_TOKENS = re.compile(r"\$\{?(ORIGIN|LIB|PLATFORM)\}?")
_GLIBC_LOADER = re.compile(r"ld-linux[\w.-]*\.so\.\d+|ld-\d[\d.]*\.so|ld64\.so\.\d+|ld\.so\.\d+")
# What another file it reads for preloads would look like in its bytes.
_NAMED = re.compile(rb"/[\w./-]{2,80}preload[\w.-]{0,40}(?=\0)")


class Loading:
    """Reads ELF files of one host, each once, and says what the loader would take for a program."""

    def __init__(self, tree: HostTree) -> None:
        self._tree = tree
        self._known: dict[str, tuple[Elf, Source, bytes] | None] = {}

    def elf(self, path: str) -> Elf | None:
        """What one file says of itself; None if it cannot be read or is no ELF file."""
        found = self._read(path)
        return found[0] if found else None

    def interpreter(self, program: HostPath) -> ProgramLibrary | None:
        """The loader one program names; only its first bytes are read."""
        real = self._tree.resolve(encode(program))
        data = self._tree.read(real, HEAD_BYTES) if isinstance(real, bytes) else real
        data = data.head if isinstance(data, TooLarge) else data
        elf = elf_of(data) if isinstance(data, bytes) else None
        if elf is None or not elf.interpreter:
            return None
        place = decode(elf.interpreter)
        return ProgramLibrary(
            source=Source(path=program),
            program=program,
            library=place,
            name=place,
            how="interpreter",
        )

    def record(self, path: str) -> ElfFile | None:
        """The record of one file; of a loader with the file it reads for preloads."""
        found = self._read(path)
        if found is None:
            return None
        elf, source, preload_file = found
        return ElfFile(
            source=source,
            path=HostPath(path),
            interpreter=decode(elf.interpreter) if elf.interpreter else None,
            needed=tuple(map(decode, elf.needed)),
            run_path=tuple(map(decode, elf.run_path)),
            soname=decode(elf.soname),
            hooks=tuple(sorted(elf.defined)),
            preload_file=decode(preload_file),
        )

    def libraries(self, program: HostPath) -> Iterator[ProgramLibrary]:
        """Every library the loader would take for a program, each once, breadth first."""
        first = self._read(program)
        if first is None:
            return
        elf, source, _ = first
        seen: set[str] = set()
        waiting: list[tuple[HostPath, Elf]] = [(program, elf)]
        while waiting and len(seen) < MOST_LIBRARIES:
            path, each = waiting.pop(0)
            for needed in map(decode, each.needed):
                if needed in seen:
                    continue
                seen.add(needed)
                for library, how in self._candidates(needed, path, each, elf):
                    yield ProgramLibrary(
                        source=source, program=program, library=library, name=needed, how=how
                    )
                    if found := self.elf(library):
                        waiting.append((library, found))

    def _candidates(
        self, needed: str, path: HostPath, elf: Elf, program: Elf
    ) -> Iterator[tuple[HostPath, str]]:
        """The file a name stands for; of the cache all it may choose from, by processor."""
        if "/" in needed:
            yield HostPath(needed), "default"
            return
        for place, how in self._searched(path, elf, program):
            candidate = normal(HostPath(f"{place}/{needed}"))
            if self._fits(candidate, program):
                yield candidate, how
                return
        cached = [decode(each) for each in self._cache.get(encode(needed), ())]
        fitting = [each for each in cached if self._fits(each, program)]
        yield from ((each, "cache") for each in fitting)
        if fitting:
            return
        for folder in _DEFAULTS.get(program.bits, ()):
            candidate = HostPath(f"{folder}/{needed}")
            if self._fits(candidate, program):
                yield candidate, "default"
                return

    def _searched(self, path: HostPath, elf: Elf, program: Elf) -> Iterator[tuple[str, str]]:
        # DT_RPATH of the program counts for its libraries too; DT_RUNPATH does not. We cannot tell
        # here, and a folder too many only means one more place to look at.
        origin = path.rpartition("/")[0]
        for each in (*elf.run_path, *(program.run_path if program is not elf else ())):
            folder = _TOKENS.sub(lambda found: _token(found[1], origin), decode(each))
            if folder.startswith("/"):
                yield folder, "run_path"

    def _fits(self, path: HostPath, program: Elf) -> bool:
        """Whether a library is there, for this kind of program."""
        found = self.elf(path)
        return found is not None and (found.bits, found.machine) == (program.bits, program.machine)

    @cached_property
    def _cache(self) -> dict[bytes, tuple[bytes, ...]]:
        data = self._tree.read(CACHE, 16 << 20)
        return parse_loader_cache(data) if isinstance(data, bytes) else {}

    def _read(self, path: str) -> tuple[Elf, Source, bytes] | None:
        if path not in self._known:
            self._known[path] = self._parsed(path)
        return self._known[path]

    def _parsed(self, path: str) -> tuple[Elf, Source, bytes] | None:
        real = self._tree.resolve(encode(path))
        if not isinstance(real, bytes):
            return None
        stat = self._tree.stat(real)
        if not isinstance(stat, FileStat) or stat.kind is not FileKind.FILE:
            return None
        if decode(real) != path:
            # One file under many names is read once.
            return self._read(decode(real))
        data = self._tree.read(real, MOST_BYTES)
        data = data.head if isinstance(data, TooLarge) else data
        elf = elf_of(data) if isinstance(data, bytes) else None
        if elf is None or not isinstance(data, bytes):
            return None
        source = Evidence(data, decode(real)).source()
        return elf, source, _preload_file(decode(real), data)


def _preload_file(path: str, data: bytes) -> bytes:
    """The file a loader reads for preloads: the usual one, else what looks like one."""
    if not _GLIBC_LOADER.fullmatch(name(path)):
        return b""
    if PRELOAD + b"\0" in data:
        return PRELOAD
    found = _NAMED.search(data)
    return found[0] if found else b"-"


def _token(word: str, origin: str) -> str:
    return {"ORIGIN": origin, "LIB": "lib", "PLATFORM": "x86_64"}[word]


def programs_to_follow(
    which: Callable[[str], HostPath | None], names: Iterable[str]
) -> tuple[HostPath, ...]:
    """Where the named commands stand on this host."""
    found = (which(each) for each in sorted(names))
    return tuple(dict.fromkeys(path for path in found if path is not None))
