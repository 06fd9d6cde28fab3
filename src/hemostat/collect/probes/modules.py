"""Kernel modules by three lists: /proc/modules, /sys/module and the kernel's symbols.

Read through the tree, so a collection that brought them is compared as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.collect.patterns import expand
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Evidence, Source
from hemostat.model.failure import Absent
from hemostat.model.path import HostPath, decode
from hemostat.model.records import CrossView
from hemostat.parse.host.kernel_views import modules_in_symbols
from hemostat.parse.host.modules import parse_modules
from hemostat.parse.place import Place
from hemostat.trees.host_tree import HostTree

ARTIFACT = "linux.probe.modules"
LIST, FOLDERS, SYMBOLS = "/proc/modules", "/sys/module", "/proc/kallsyms"
# Built-in code has a folder there too, but no state and no taint of its own.
_LOADED = (b"/sys/module/*/initstate", b"/sys/module/*/taint")
_SYMBOLS_LIMIT = 64 << 20


@dataclass(frozen=True, slots=True)
class ModuleViews:
    """What differs, and how it went."""

    differences: tuple[CrossView, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()


def compare_modules(tree: HostTree, *, tries: int = 1) -> ModuleViews:
    """Modules that one list has and another leaves out.

    Args:
        tree: the host.
        tries: how often a difference is looked at again; modules come and go on a running host.
    """
    listed = tree.read(LIST.encode(), 1 << 22)
    if not isinstance(listed, bytes):
        if isinstance(listed, Absent):
            # A kernel without modules, or a source without /proc.
            return ModuleViews()
        return ModuleViews(coverage=(entry_for(ARTIFACT, HostPath(LIST), listed),))
    found = set(_differences(tree))
    for _ in range(tries - 1):
        if found:
            found &= set(_differences(tree))
    ordered = sorted(found, key=lambda each: (each.value, each.seen_by))
    return ModuleViews(tuple(ordered), (CoverageEntry(ARTIFACT, HostPath(FOLDERS), Outcome.READ),))


def _differences(tree: HostTree) -> Iterator[CrossView]:
    listed = tree.read(LIST.encode(), 1 << 22)
    folders = frozenset(_in_folders(tree))
    symbols = tree.read(SYMBOLS.encode(), _SYMBOLS_LIMIT)
    again = tree.read(LIST.encode(), 1 << 22)
    if not isinstance(listed, bytes) or not isinstance(again, bytes):
        return
    ever = _names(listed) | _names(again)
    always = _names(listed) & _names(again)
    if folders:
        yield from (_of(name, FOLDERS, LIST) for name in folders - ever)
        yield from (_of(name, LIST, FOLDERS) for name in always - folders)
    if isinstance(symbols, bytes):
        known = ever | folders
        yield from (_of(name, SYMBOLS, LIST) for name in modules_in_symbols(symbols) - known)


def _names(listed: bytes) -> frozenset[str]:
    path = HostPath(LIST)
    return frozenset(
        each.name for each in parse_modules(Evidence(listed, path), Place(path)).records
    )


def _in_folders(tree: HostTree) -> Iterator[str]:
    for pattern in _LOADED:
        for match in expand(tree, pattern):
            if match.failure is None:
                yield decode(match.path).split("/")[3]


def _of(name: str, seen_by: str, missing_from: str) -> CrossView:
    return CrossView(
        source=Source(path=HostPath(seen_by)),
        kind="module",
        value=name,
        seen_by=seen_by,
        missing_from=missing_from,
    )
