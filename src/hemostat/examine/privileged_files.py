"""Paths the baseline asks about on its own: set-id programs, system commands and libraries.

A bounded look at the folders where such things lie, not a walk of the disk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.detect.names import ASK_PASSWORDS, SET_UID_ESCAPES, WATCHED, plain_name
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.failure import Absent
from hemostat.model.path import HostPath, decode
from hemostat.trees.host_tree import FileKind, FileStat, HostTree

ARTIFACT = "linux.baseline.privileged"
MOST_ENTRIES = 30_000

_SET_ID = 0o6000
# Folder and how deep below it: the places anybody may write first, so a limit never hides them.
_FOLDERS: tuple[tuple[bytes, int], ...] = (
    (b"/tmp", 3),
    (b"/var/tmp", 3),
    (b"/dev/shm", 3),
    (b"/root", 2),
    (b"/home", 3),
    (b"/usr/local/bin", 1),
    (b"/usr/local/sbin", 1),
    (b"/usr/bin", 1),
    (b"/usr/sbin", 1),
    (b"/bin", 1),
    (b"/sbin", 1),
    (b"/usr/lib64", 1),
    (b"/lib64", 1),
    (b"/usr/lib/x86_64-linux-gnu", 1),
    (b"/usr/lib/aarch64-linux-gnu", 1),
    (b"/usr/local/lib", 2),
    (b"/usr/local/libexec", 2),
    (b"/usr/lib", 1),
    (b"/usr/libexec", 2),
    (b"/var/www", 2),
    (b"/opt", 3),
    (b"/srv", 2),
    (b"/var/lib", 1),
    (b"/var/spool", 2),
)
_COMMANDS = (b"/usr/bin", b"/usr/sbin", b"/bin", b"/sbin")
_LIBRARIES = (
    b"/usr/lib64",
    b"/lib64",
    b"/usr/lib/x86_64-linux-gnu",
    b"/usr/lib/aarch64-linux-gnu",
)
_DATA = (b"/usr/share", b"/usr/lib", b"/usr/include", b"/usr/src", b"/etc", b"/var/cache")
_EARLY = (b"/usr/local/sbin", b"/usr/local/bin")
# Folders for programs that profiles put first in the path of an account.
_OWN_PROGRAMS = re.compile(rb"(?:/root|(?:/var)?/home/[^/]+)/(?:\.local/)?\.?s?bin")
_MOST_IN_FOLDER = 5_000


@dataclass(slots=True)
class _Budget:
    left: int


def privileged_paths(
    tree: HostTree,
) -> tuple[dict[HostPath, set[str]], tuple[CoverageEntry, ...]]:
    """Paths with what they are used as, and what was not seen.

    `set_id`: a file with a set-user-id or set-group-id bit. `shadows`: a program in /usr/local
    or a home's folder of programs with the name of a system command. `shell`: the system's shells
    and interpreters, whose hashes tell a copy. `command` and `library`: what lies where packages
    put programs and libraries, run or not. At most 30,000 names are looked at; coverage
    says when that cut the look short.
    """
    found: dict[HostPath, set[str]] = {}
    coverage: list[CoverageEntry] = []
    budget = _Budget(MOST_ENTRIES)
    seen: set[bytes] = set()
    own = ((folder, 1) for folder in _own_programs(tree))
    folders = [*_FOLDERS, *own, *((folder, 2) for folder in _hidden_folders(tree))]
    for folder, depth in folders:
        for path, stat in _files(tree, folder, depth, budget, seen, coverage):
            uses = _uses(path, stat)
            if uses:
                found.setdefault(decode(path), set()).update(uses)
    if budget.left <= 0:
        reason = f"more than {MOST_ENTRIES} names: the others were not looked at"
        coverage.append(CoverageEntry(ARTIFACT, HostPath("/"), Outcome.TOO_LARGE, reason))
    return found, tuple(coverage)


def _hidden_folders(tree: HostTree) -> Iterator[bytes]:
    """Folders with a hidden name among the system's data, one and two levels down.

    The data folders are too large to look at every file of theirs; a hidden folder in one is not.
    """
    for top in _DATA:
        for path in _folders_of(tree, top):
            if path.rpartition(b"/")[2].startswith(b"."):
                yield path
            else:
                for below in _folders_of(tree, path):
                    if below.rpartition(b"/")[2].startswith(b"."):
                        yield below


def _own_programs(tree: HostTree) -> Iterator[bytes]:
    """The folders of programs of each home; `bin` itself is not too deep to be met anyway."""
    for home in (b"/root", *_folders_of(tree, b"/home"), *_folders_of(tree, b"/var/home")):
        yield from (home + below for below in (b"/.local/bin", b"/.local/sbin", b"/.bin", b"/bin"))


def _folders_of(tree: HostTree, folder: bytes) -> Iterator[bytes]:
    entries = tree.scandir(folder)
    for entry in entries if isinstance(entries, tuple) else ():
        if entry.kind is FileKind.FOLDER:
            yield folder + b"/" + entry.name


def _uses(path: bytes, stat: FileStat) -> set[str]:
    folder, _, raw = path.rpartition(b"/")
    name = decode(raw)
    uses: set[str] = set()
    if stat.kind is FileKind.FILE and stat.mode & _SET_ID:
        uses.add("set_id")
    if stat.kind is FileKind.FILE and folder in _COMMANDS:
        uses.add("command")
    if stat.kind is FileKind.FILE and folder in _LIBRARIES and ".so" in name:
        uses.add("library")
    is_early = folder in _EARLY or _OWN_PROGRAMS.fullmatch(folder)
    if is_early and (name in WATCHED or name in ASK_PASSWORDS):
        uses.add("shadows")
    if folder in _COMMANDS and _is_shell(name):
        uses.add("shell")
    return uses


def _is_shell(name: str) -> bool:
    """Whether a copy of the program, set-uid root, hands over a shell by itself."""
    shells = ("bash", "dash", "sh", "zsh", "ksh", "busybox", "python", "perl", "find", "env")
    return plain_name(name) in shells and plain_name(name) in SET_UID_ESCAPES


def _files(
    tree: HostTree,
    folder: bytes,
    depth: int,
    budget: _Budget,
    seen: set[bytes],
    coverage: list[CoverageEntry],
) -> Iterator[tuple[bytes, FileStat]]:
    """Files and links of a folder and those below it, up to `depth` levels; no link followed."""
    real = tree.resolve(folder)
    if real in seen or not isinstance(real, bytes):
        return
    seen.add(real)
    entries = tree.scandir(real)
    if not isinstance(entries, tuple):
        if not isinstance(entries, Absent):
            coverage.append(entry_for(ARTIFACT, decode(folder), entries))
        return
    if len(entries) > _MOST_IN_FOLDER:
        reason = f"only the first {_MOST_IN_FOLDER} of {len(entries)} names were looked at"
        coverage.append(CoverageEntry(ARTIFACT, decode(real), Outcome.TOO_LARGE, reason))
    for entry in entries[:_MOST_IN_FOLDER]:
        budget.left -= 1
        if budget.left <= 0:
            return
        path = real.rstrip(b"/") + b"/" + entry.name
        if entry.kind is FileKind.FOLDER and depth > 1:
            yield from _files(tree, path, depth - 1, budget, seen, coverage)
        elif entry.kind in (FileKind.FILE, FileKind.LINK):
            stat = tree.stat(path)
            if isinstance(stat, FileStat):
                yield path, stat
