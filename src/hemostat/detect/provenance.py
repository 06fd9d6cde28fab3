"""Where a file came from: what the tree shows, against what package databases say. Pure.

`docs/baseline.md` explains every decision taken here, and what an intruder with root can forge.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hemostat.model.path import decode, encode, is_within
from hemostat.model.records import Provenance
from hemostat.parse.host.package_file import Diversion, PackageFile

VOUCHED = frozenset({Provenance.PACKAGED, Provenance.CONFIGURED, Provenance.PRODUCT})
"""A package or a known product explains the file."""
UNVOUCHED = frozenset({Provenance.UNOWNED, Provenance.MISSING})
"""The databases were asked and nothing explains it. Changed is worse, unknown is no answer."""
_PROGRAMS = ("elf", "script")
_NOBODY = "\0nobody"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tree shows of one path.

    Attributes:
        place: the path with the links of its folder followed, its last part as named.
        real: the path with every link followed.
        kind: of what stands at `real`: file, folder, fifo, socket, device or missing.
        content: elf, script, text, archive, data or empty; empty text when nobody read it.
        digests: hex digest by algorithm; empty when nobody could read the content.
        is_prelinked: whether prelink(8) rewrote it, so that its content cannot be compared.
    """

    place: str
    real: str
    kind: str = "file"
    content: str = ""
    digests: Mapping[str, str] = field(default_factory=dict[str, str])
    is_prelinked: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the last part of the path is a link."""
        return self.place != self.real


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a file's origin."""

    state: Provenance
    package: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One spelling to look up. `only` and `never` name packages whose answer counts, or not."""

    spelling: bytes
    only: str = ""
    never: str = ""

    def takes(self, package: str) -> bool:
        """Whether this package's entry is about the file in question."""
        return package != self.never and self.only in ("", package)


class Naming:
    """How one host's databases may spell a path: folder links and diversions, both ways.

    A package that lists /bin/ls means /usr/bin/ls where /bin is a link (usrmerge), and after a
    diversion of /bin/sh every package but the diverting one means /bin/sh.distrib.
    """

    def __init__(
        self, aliases: Iterable[tuple[str, str]], diversions: Iterable[Diversion] = ()
    ) -> None:
        """Take the folder links of the tree.

        Args:
            aliases: link and the real folder it leads to, such as `/bin`, `/usr/bin`.
            diversions: of dpkg; empty for others.
        """
        self._aliases = tuple(aliases)
        self._moved: dict[str, tuple[Diversion, ...]] = {}
        self._covered: dict[str, tuple[Diversion, ...]] = {}
        for each in diversions:
            target, source = self.canonical(each.target), self.canonical(each.source)
            self._moved[target] = (*self._moved.get(target, ()), each)
            self._covered[source] = (*self._covered.get(source, ()), each)

    def canonical(self, path: str) -> str:
        """A database's spelling with the known folder links followed."""
        for _ in range(8):
            for link, target in self._aliases:
                if is_within(path, link):
                    path = target.rstrip("/") + path[len(link) :]
                    break
            else:
                return path
        return path

    def asks(self, path: str) -> tuple[Ask, ...]:
        """Every look-up that may find the owner of a path without links."""
        moved = self._moved.get(path, ())
        found = [
            Ask(spelling, never=each.package)
            for each in moved
            for spelling in self._spellings(self.canonical(each.source))
        ]
        covered = self._covered.get(path, ())
        # A local diversion (`:`) leaves the path to no package at all.
        owners = [each.package if each.package != ":" else _NOBODY for each in covered] or [""]
        found += [
            Ask(spelling, only=owner) for owner in owners for spelling in self._spellings(path)
        ]
        return tuple(found)

    def _spellings(self, path: str) -> tuple[bytes, ...]:
        found = [path]
        for link, target in self._aliases:
            if is_within(path, target):
                found.append(link + path[len(target.rstrip("/")) :])
        return tuple(encode(each) for each in dict.fromkeys(found))


def owners_among(
    asks: Iterable[Ask], files: Mapping[str, tuple[PackageFile, ...]]
) -> tuple[PackageFile, ...]:
    """The entries that are about one file.

    Args:
        asks: from `Naming.asks`.
        files: every entry the databases gave, by path as they spell it.
    """
    return tuple(
        file
        for ask in asks
        for file in files.get(decode(ask.spelling), ())
        if ask.takes(file.package)
    )


def judge(
    seen: Seen,
    own: tuple[PackageFile, ...],
    at_place: tuple[PackageFile, ...] = (),
    *,
    is_database_whole: bool = True,
) -> Verdict:
    """Where a file came from.

    Args:
        seen: what the tree shows.
        own: entries about the real file.
        at_place: where the path is a link: entries about the link itself.
        is_database_whole: False while parts of a database could not be read, or there is none:
            then nothing can be called unowned.
    """
    if seen.kind == "missing":
        owner = (*own, *at_place)
        return Verdict(Provenance.MISSING, owner[0].package if owner else "")
    if seen.is_link and (replaced := _delivered_as_file(at_place)):
        state = Provenance.CONFIGURED if replaced.is_config else Provenance.CHANGED
        return Verdict(state, replaced.package)
    if not own and at_place and seen.kind != "file":
        # A package's own link to /dev/null, which masks a unit.
        return Verdict(Provenance.PACKAGED, at_place[0].package)
    if not own:
        return Verdict(Provenance.UNOWNED if is_database_whole else Provenance.UNKNOWN)
    if seen.kind != "file":
        return Verdict(Provenance.PACKAGED, own[0].package)
    return _compared(seen, own)


def _delivered_as_file(entries: tuple[PackageFile, ...]) -> PackageFile | None:
    """The entry that says a plain file belongs where a link now stands."""
    return next((each for each in entries if each.kind == "file" and not each.is_generated), None)


def _compared(seen: Seen, own: tuple[PackageFile, ...]) -> Verdict:
    with_sum = [each for each in own if each.digest and not each.is_generated]
    for each in with_sum:
        if seen.digests.get(each.algorithm) == each.digest:
            return Verdict(Provenance.PACKAGED, each.package)
    for each in own:
        if each.is_config or each.is_generated:
            return _edited(seen, each)
    comparable = [each for each in with_sum if each.algorithm in seen.digests]
    if comparable and not seen.is_prelinked:
        return Verdict(Provenance.CHANGED, comparable[0].package)
    if with_sum or seen.content in (*_PROGRAMS, ""):
        return Verdict(Provenance.UNKNOWN, own[0].package)
    return Verdict(Provenance.PACKAGED, own[0].package)


def _edited(seen: Seen, entry: PackageFile) -> Verdict:
    """A configuration file that differs, or a file the package makes at run time."""
    if entry.digest and entry.algorithm not in seen.digests:
        return Verdict(Provenance.UNKNOWN, entry.package)
    if entry.is_generated:
        # The package claims the name only: nobody vouches for a program under it.
        is_program = seen.content in (*_PROGRAMS, "")
        return Verdict(Provenance.UNKNOWN if is_program else Provenance.CONFIGURED, entry.package)
    # Nobody edits a configuration file into a binary.
    is_elf = seen.content == "elf"
    return Verdict(Provenance.CHANGED if is_elf else Provenance.CONFIGURED, entry.package)
