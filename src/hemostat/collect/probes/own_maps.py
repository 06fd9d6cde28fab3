"""The first look: is something inside this very process that we did not bring and nobody needs?

A preloaded library sits in every program that starts, in this Python too. So our own maps, read by
a bare system call, say whether the answers of this host can be believed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Evidence
from hemostat.model.path import decode, encode, is_within, name
from hemostat.model.records import InjectedLibrary, MappedFile
from hemostat.parse.host.elf import Elf, read_elf
from hemostat.parse.host.linked import unneeded
from hemostat.parse.host.process_maps import parse_maps
from hemostat.trees.raw import RawHost

ARTIFACT = "linux.probe.own-process"
MAPS = b"/proc/self/maps"
PRELOAD_FILE = b"/etc/ld.so.preload"
_NO_LIBRARY = re.compile(
    r"/(dev/(?!shm/|mqueue/)|SYSV|anon_hugepage|\[|memfd:(sljit|libffi|doublemapper))"
)


@dataclass(frozen=True, slots=True)
class OwnProcess:
    """What our own process shows of itself."""

    injected: tuple[InjectedLibrary, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()


def look_at_own_maps(raw: RawHost, own_folders: Iterable[str], pid: int) -> OwnProcess:
    """The libraries in this process that nothing here asks for.

    Args:
        raw: this host.
        own_folders: where Python's and our own modules lie: what is loaded from there is ours.
        pid: our own.
    """
    data = raw.read(MAPS, 1 << 22)
    if not isinstance(data, bytes):
        return OwnProcess(coverage=(entry_for(ARTIFACT, decode(MAPS), data),))
    link = raw.readlink(b"/proc/self/exe")
    exe = decode(link) if isinstance(link, bytes) else None
    mapped = [
        each
        for each in parse_maps(Evidence(data, decode(MAPS)), pid, exe=exe).records
        if each.is_executable and not _NO_LIBRARY.match(each.path)
    ]
    folders = tuple(folder.rstrip("/") for folder in own_folders if folder.count("/") > 1)
    libraries: dict[str, Elf] = {each.path: _elf(raw, each) for each in mapped}
    ours = [path for path in libraries if any(is_within(path, each) for each in folders)]
    named = _named(raw)
    strange = {*unneeded(libraries, [exe or "", *ours]), *_by_name(libraries, named)}
    injected = tuple(
        InjectedLibrary(
            source=each.source,
            path=each.path,
            exe=exe,
            pid=pid,
            is_ours=True,
            named_by=named.get(each.path, "") or named.get(name(each.path), ""),
            hooks=tuple(sorted(libraries[each.path].defined)),
        )
        for each in mapped
        if each.path in strange
    )
    return OwnProcess(injected, (CoverageEntry(ARTIFACT, decode(MAPS), Outcome.READ),))


def _elf(raw: RawHost, mapped: MappedFile) -> Elf:
    """What the library says of itself; one that is gone needs and defines nothing."""
    nothing = Elf(bits=64, is_little=True, machine=0, entry=0, sections=0)
    with raw.opened(encode(mapped.path)) as at:
        return (read_elf(at) or nothing) if callable(at) else nothing


def _named(raw: RawHost) -> dict[str, str]:
    """What the loader is told to preload, as written, and who says so."""
    found: dict[str, str] = {}
    text = raw.read(PRELOAD_FILE, 1 << 16)
    if isinstance(text, bytes):
        lines = (line.partition(b"#")[0] for line in text.splitlines())
        for word in b" ".join(lines).replace(b":", b" ").split():
            found[decode(word)] = decode(PRELOAD_FILE)
    environment = raw.read(b"/proc/self/environ", 1 << 21)
    if isinstance(environment, bytes):
        for variable in environment.split(b"\0"):
            if variable.startswith((b"LD_PRELOAD=", b"LD_AUDIT=")):
                key, _, value = variable.partition(b"=")
                for word in value.replace(b":", b" ").split():
                    found.setdefault(decode(word), decode(key))
    return found


def _by_name(libraries: Iterable[str], named: Iterable[str]) -> set[str]:
    """The libraries that are named for preloading, even if something needs their name too."""
    wanted = set(named)
    return {path for path in libraries if path in wanted or name(path) in wanted}
