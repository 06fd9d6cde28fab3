"""Known products and generated files, held against a host: who explains what no package owns."""

import posixpath
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

from hemostat.detect.product_files import read_products
from hemostat.detect.products import Generated, Looked, Product, explained_by, made_by
from hemostat.examine.language_packages import LanguagePackages
from hemostat.model.errors import DataError, Problem
from hemostat.model.failure import TooLarge
from hemostat.model.path import decode, encode
from hemostat.model.records import FileFact, Provenance
from hemostat.parse.host.content_kind import HEAD_SIZE
from hemostat.trees.host_tree import FileKind, FileStat, HostTree

_MOST_MATCHES = 16
_MOST_NAMES = 5_000


@dataclass(frozen=True, slots=True)
class Products:
    """Everything `data/products` holds."""

    products: tuple[Product, ...]
    generated: tuple[Generated, ...]


@cache
def load_products() -> Products:
    """Read every file of `data/products`.

    Raises:
        DataError: with all problems of all files.
    """
    products: list[Product] = []
    generated: list[Generated] = []
    problems: list[Problem] = []
    folder = resources.files("hemostat") / "data" / "products"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            text = file.read_text(encoding="utf-8")
            some, made, wrong = read_products(f"data/products/{file.name}", text)
            products += some
            generated += made
            problems += wrong
    if problems:
        raise DataError(tuple(problems))
    return Products(tuple(products), tuple(generated))


class ProductJudge:
    """Explains files of one host that no package vouches for."""

    def __init__(self, tree: HostTree, products: Products, installed: frozenset[str]) -> None:
        """Take the host, what we know, and the names of its packages."""
        self._tree = tree
        self._products = products
        self._installed = installed
        self._languages = LanguagePackages(tree)
        self._looked: dict[str, Looked | None] = {}

    def explained(self, fact: FileFact, head: bytes) -> FileFact:
        """The fact, its state raised where something explains the file.

        Only UNOWNED is explained by products and packages that make files; CHANGED too by
        pip, which overwrites a system package's files with its own and keeps their hashes.
        """
        if fact.state not in (Provenance.UNOWNED, Provenance.CHANGED) or fact.kind != "file":
            return fact
        if owner := self._languages.pip_owner(fact):
            return replace(fact, state=Provenance.PRODUCT, product=owner)
        if fact.state is Provenance.CHANGED:
            return fact
        if owner := self._languages.npm_owner(fact):
            return replace(fact, state=Provenance.PRODUCT, product=owner)
        if maker := made_by(fact, self._products.generated, self._installed):
            return self._generated(fact, maker)
        if name := explained_by(fact, head, self._products.products, self._look):
            return replace(fact, state=Provenance.PRODUCT, product=name)
        return fact

    def _generated(self, fact: FileFact, maker: Generated) -> FileFact:
        package = next(name for name in maker.packages if name in self._installed)
        state = Provenance.CONFIGURED
        if maker.source and self._is_copy(fact, maker.source):
            state = Provenance.PACKAGED
        return replace(fact, state=state, package=package)

    def _is_copy(self, fact: FileFact, source: str) -> bool:
        own = self._tree.read(encode(fact.real_path), 1 << 20)
        return isinstance(own, bytes) and own == self._tree.read(encode(source), 1 << 20)

    def _look(self, path: str) -> Looked | None:
        """What stands at a path; of a pattern, the first that matches."""
        if path not in self._looked:
            found = next(iter(self._glob(path)), None) if "*" in path else encode(path)
            self._looked[path] = self._seen(found) if found is not None else None
        return self._looked[path]

    def _seen(self, path: bytes) -> Looked | None:
        real = self._tree.resolve(path)
        stat = self._tree.stat(real) if isinstance(real, bytes) else None
        if not isinstance(real, bytes) or not isinstance(stat, FileStat):
            return None
        head = b""
        if stat.kind is FileKind.FILE:
            data = self._tree.read(real, HEAD_SIZE)
            head = (
                data.head
                if isinstance(data, TooLarge)
                else data
                if isinstance(data, bytes)
                else b""
            )
        return Looked(stat.kind.value, stat.uid, stat.mode, head)

    def _glob(self, pattern: str) -> list[bytes]:
        """Paths that match, `*` within one part, at most 16."""
        found = [b"/"]
        for part in pattern.strip("/").split("/"):
            found = [path for folder in found for path in self._children(folder, part)]
            del found[_MOST_MATCHES:]
        return found

    def _children(self, folder: bytes, part: str) -> list[bytes]:
        if "*" not in part:
            return [posixpath.join(folder, encode(part))]
        entries = self._tree.scandir(folder)
        if not isinstance(entries, tuple):
            return []
        return [
            posixpath.join(folder, entry.name)
            for entry in entries[:_MOST_NAMES]
            if fnmatchcase(decode(entry.name), part) and not entry.name.startswith(b".")
        ]
