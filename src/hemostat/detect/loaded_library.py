"""What a library's path and provenance say, for everything that makes a program load it."""

import re
from dataclasses import dataclass

from hemostat.detect.check import Files, HostContext
from hemostat.detect.places import hidden_part, home_of, is_not_for_binaries, is_temporary
from hemostat.detect.provenance import VOUCHED
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath, is_within
from hemostat.model.records import FileFact, Provenance

_TOKEN = re.compile(r"\$(?:\{(?P<braced>LIB|PLATFORM|ORIGIN)\}|(?P<bare>LIB|PLATFORM|ORIGIN)\b)")
_LIB = (
    "lib",
    "lib64",
    "lib/x86_64-linux-gnu",
    "lib/aarch64-linux-gnu",
    "lib/arm-linux-gnueabihf",
    "lib32",
)
_PLATFORM = ("x86_64", "haswell", "aarch64", "v7l", "v8l", "v6l")


def loader_candidates(name: str) -> tuple[HostPath, ...]:
    """The files a library's name may stand for: `$LIB` and `$PLATFORM` filled in.

    Source: ld.so(8), "Dynamic string tokens". What `$LIB` is depends on the system and the
    program; all usual values are given. `$ORIGIN` is the program's own folder: nothing is given.
    """
    if not _TOKEN.search(name):
        return (HostPath(name),)
    if "ORIGIN" in name:
        return ()
    found = [
        _filled(name, {"LIB": lib, "PLATFORM": platform}) for lib in _LIB for platform in _PLATFORM
    ]
    return tuple(HostPath(each) for each in dict.fromkeys(found))


def _filled(name: str, values: dict[str, str]) -> str:
    return _TOKEN.sub(lambda match: values[match["braced"] or match["bare"]], name)


@dataclass(frozen=True, slots=True)
class Library:
    """One library as something names it.

    Attributes:
        name: as written.
        path: the file it stands for, where a fact says which; else as written.
        fact: what is known of that file; None if nobody asked.
        is_odd: whether it lies where no library that others load has any business.
        is_vouched: whether a package or known product explains it.
    """

    name: str
    path: HostPath
    fact: FileFact | None
    is_odd: bool
    is_vouched: bool

    @property
    def state(self) -> Provenance:
        """Provenance; unknown without a fact."""
        return self.fact.state if self.fact else Provenance.UNKNOWN

    @property
    def is_missing(self) -> bool:
        """Whether something names it and the folder does not show it."""
        return self.state is Provenance.MISSING

    def is_unowned(self, context: HostContext) -> bool:
        """Whether the package database was there to ask, and does not vouch for it."""
        return (
            self.state in (Provenance.UNOWNED, Provenance.CHANGED) and context.has_package_database
        )


def library_of(name: str, files: Files, scope: Scope = HOST) -> Library:
    """What is known of a library something names. A name without a slash is known by nobody."""
    facts = [
        fact for path in loader_candidates(name) if (fact := files.get(path, scope)) is not None
    ]
    facts.sort(key=lambda fact: fact.state is Provenance.MISSING)
    fact = facts[0] if facts else None
    path = fact.path if fact and fact.state is not Provenance.MISSING else HostPath(name)
    return Library(
        name=name,
        path=path,
        fact=fact,
        is_odd=is_odd_library(path),
        is_vouched=fact is not None and fact.state in VOUCHED,
    )


def is_odd_library(path: str) -> bool:
    """Whether a path is temporary, hidden, in memory, among data, or in somebody's home."""
    if not path.startswith("/"):
        return False
    return (
        is_temporary(path)
        or is_within(path, "/memfd:")
        or path.startswith("/memfd:")
        or is_not_for_binaries(path)
        or bool(hidden_part(path))
        or bool(home_of(path))
    )


def is_hostile_place(path: str) -> bool:
    """The same without homes: temporary, hidden, in memory or among data."""
    return is_odd_library(path) and (
        not home_of(path) or bool(hidden_part(path)) or is_temporary(path)
    )
