"""Known third-party products: which of their files several facts together explain. Pure.

A path alone never explains: owner, mode, kind of content and the product's other files (its
companions) must agree. What a product explains is still read like any unpackaged script.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from hemostat.model.records import FileFact

ROOT, HOME, SERVICE, COMPANION = "root", "home", "service", "companion"
OWNERS = (ROOT, HOME, SERVICE, COMPANION)
_FIRST_PERSON = 1000
"""Accounts below this user id are the system's and its services' (login.defs(5))."""

_HOMES = r"/root|/home/[^/]+|/var/lib/[^/]+|/export/home/[^/]+|/data/home/[^/]+|/opt/[^/]+"
_PART = re.compile(r"\*\*|\*|\{[a-z]+\}")


@dataclass(frozen=True, slots=True)
class Companion:
    """Another file or folder that a real installation has.

    Attributes:
        path: pattern; `*` within one part, `{name}` as captured from the file's own path.
        contains: texts of which one must stand in its first 4 KiB; empty for any content.
    """

    path: str
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductFiles:
    """Some files of a product that look alike.

    Attributes:
        paths: patterns: `*` within one part, `**` any depth, `{name}` one part that companions
            repeat, `{home}` a home folder. None of them matches a hidden name it does not spell.
        content: the kinds of content they have, as in `FileFact.content`.
        owner: `root`; `home`: the account whose home it is; `service`: the service account
            that its folder belongs to; `companion`: as the companions. Root may own all of them.
        contains: texts of which one must stand in the first 4 KiB; empty for any content.
    """

    paths: tuple[str, ...]
    content: tuple[str, ...]
    owner: str = ROOT
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """One product: its files, and how many of its companions must stand beside them."""

    name: str
    files: tuple[ProductFiles, ...]
    companions: tuple[Companion, ...]
    need: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands at a path: enough to agree or disagree with a product."""

    kind: str
    uid: int | None
    mode: int
    head: bytes = b""


Look = Callable[[str], Looked | None]


@dataclass(frozen=True, slots=True)
class Generated:
    """A file that a package makes on the host, so that no database has its checksum.

    Attributes:
        paths: patterns as in `ProductFiles`.
        packages: names of which one must be installed.
        content: kinds of content it may have.
        source: the file it begins as a copy of; empty when it is composed.
    """

    paths: tuple[str, ...]
    packages: tuple[str, ...]
    content: tuple[str, ...]
    source: str = ""


def explained_by(fact: FileFact, head: bytes, products: tuple[Product, ...], look: Look) -> str:
    """The name of the product that explains a file, or empty text.

    Args:
        fact: the file; its real path is what patterns are held against.
        head: its first 4 KiB.
        products: in order; the first that agrees wins.
        look: what stands at another path, `*` allowed in it; None when nothing does.
    """
    path = fact.real_path or fact.path
    for product in products:
        for files in product.files:
            for captured in _captures(files.paths, path):
                if _agrees(fact, head, product, files, captured, look):
                    return product.name
    return ""


def made_by(
    fact: FileFact, generated: tuple[Generated, ...], installed: frozenset[str]
) -> Generated | None:
    """The entry that says which installed package makes a file, or None.

    Whoever may write a generated file may have written anything into it, so others must not.
    """
    if fact.is_writable_by_others:
        return None
    path = fact.real_path or fact.path
    for each in generated:
        is_made_here = any(True for _ in _captures(each.paths, path))
        if is_made_here and fact.content in each.content and installed & set(each.packages):
            return each
    return None


def _agrees(
    fact: FileFact,
    head: bytes,
    product: Product,
    files: ProductFiles,
    captured: Mapping[str, str],
    look: Look,
) -> bool:
    if fact.kind != "file" or fact.content not in files.content or fact.mode is None:
        return False
    if not _holds(head, files.contains):
        return False
    folder = look((fact.real_path or fact.path).rpartition("/")[0] or "/")
    if folder is None:
        return False
    beside = list(_standing(product, captured, look))
    home = look(captured["home"]) if "home" in captured else None
    owners = _owners(files.owner, beside, home, folder)
    # A companion that a third account could have made says nothing.
    trusted = [each for each in beside if each.uid in owners or each.uid == fact.uid]
    if len(trusted) < product.need:
        return False
    return fact.uid in owners and _is_kept(fact, folder, owners)


def _owners(
    owner: str, beside: list[Looked], home: Looked | None, folder: Looked
) -> set[int | None]:
    """The user ids that may own the file; root always may."""
    if owner == HOME and home is not None:
        return {0, home.uid}
    if owner == SERVICE and folder.uid is not None and folder.uid < _FIRST_PERSON:
        return {0, folder.uid}
    if owner == COMPANION:
        return {0, *(each.uid for each in beside)}
    return {0}


def _is_kept(fact: FileFact, folder: Looked, owners: set[int | None]) -> bool:
    """Whether nobody but its owners can have put the file there, or can change it.

    A group may write what is not root's: a user's own group, umask 002, is ordinary.
    """
    others = 0o022 if fact.uid == 0 else 0o002
    if (fact.mode or 0) & (others | 0o6000):
        return False
    return folder.uid in owners and not folder.mode & 0o002


def _standing(product: Product, captured: Mapping[str, str], look: Look) -> Iterator[Looked]:
    for companion in product.companions:
        path = _filled(companion.path, captured)
        looked = look(path) if path else None
        if looked is None or looked.mode & 0o002:
            continue
        if _holds(looked.head, companion.contains):
            yield looked


def _holds(head: bytes, texts: tuple[str, ...]) -> bool:
    folded = head.lower()
    return not texts or any(text.lower().encode() in folded for text in texts)


def _filled(path: str, captured: Mapping[str, str]) -> str:
    """A companion's path with what the file's own path captured; empty if a name is not there."""
    for name in re.findall(r"\{([a-z]+)\}", path):
        if name not in captured:
            return ""
        path = path.replace("{" + name + "}", captured[name])
    return path


def _captures(patterns: tuple[str, ...], path: str) -> Iterator[Mapping[str, str]]:
    for pattern in patterns:
        if match := compiled(pattern).fullmatch(path):
            yield match.groupdict()


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A path pattern as a regular expression. A wildcard never begins a hidden name."""
    pieces: list[str] = []
    end = 0
    for match in _PART.finditer(pattern):
        literal = pattern[end : match.start()]
        pieces.append(re.escape(literal))
        is_start = pattern[: match.start()].endswith("/")
        end = match.end()
        word = match[0]
        if word == "{home}":
            pieces.append(f"(?P<home>{_HOMES})")
        elif word == "**":
            pieces.append(r"[^/.][^/]*(?:/[^/.][^/]*)*" if is_start else r"[^/]*")
        elif word == "*":
            pieces.append(r"(?!\.)[^/]*" if is_start else r"[^/]*")
        else:
            pieces.append(f"(?P<{word[1:-1]}>[^/.][^/]*)")
    pieces.append(re.escape(pattern[end:]))
    return re.compile("".join(pieces), re.DOTALL)
