"""The files of `data/products`: read and checked, with every problem listed. Pure."""

import re
from collections.abc import Iterator
from typing import cast

import yaml

from hemostat.detect.products import (
    OWNERS,
    ROOT,
    Companion,
    Generated,
    Product,
    ProductFiles,
    compiled,
)
from hemostat.model.errors import Problem

KINDS = ("elf", "script", "text", "archive", "data", "empty")
_NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_PRODUCT_KEYS = {"name", "text", "files", "companions", "need"}
_FILES_KEYS = {"paths", "content", "owner", "contains"}
_GENERATED_KEYS = {"paths", "packages", "content", "source", "generated"}


class _Reader:
    """Reads one file; collects problems instead of stopping at the first."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.where = ""

    def wrong(self, reason: str) -> None:
        self.problems.append(
            Problem(self.path, f"{self.where}: {reason}" if self.where else reason)
        )

    def mapping(self, value: object, keys: set[str], what: str) -> dict[str, object]:
        if not isinstance(value, dict):
            self.wrong(f"{what} must be a mapping")
            return {}
        found = {str(key): item for key, item in cast(dict[object, object], value).items()}
        for key in sorted(found.keys() - keys):
            self.wrong(f"{what} has no key {key!r}; the keys are {', '.join(sorted(keys))}")
        return {key: item for key, item in found.items() if key in keys}

    def items(self, value: object, what: str) -> list[object]:
        if not isinstance(value, list) or not value:
            self.wrong(f"{what} must be a list with at least one entry")
            return []
        return cast(list[object], value)

    def words(self, value: object, what: str, *, needed: bool = False) -> tuple[str, ...]:
        if value is None and not needed:
            return ()
        words = self.items(value, what)
        for each in words:
            if not isinstance(each, str) or not each:
                self.wrong(f"{what} must hold texts, not {each!r}")
        return tuple(each for each in words if isinstance(each, str) and each)

    def kinds(self, value: object) -> tuple[str, ...]:
        kinds = self.words(value, "content", needed=True)
        for kind in kinds:
            if kind not in KINDS:
                self.wrong(f"content {kind!r} is none of {', '.join(KINDS)}")
        return kinds

    def patterns(self, value: object, what: str) -> tuple[str, ...]:
        patterns = self.words(value, what, needed=True)
        for pattern in patterns:
            if not pattern.startswith(("/", "{home}/")):
                self.wrong(f"{what}: {pattern!r} must begin with / or {{home}}/")
            elif pattern.startswith(("/*", "/**")):
                self.wrong(f"{what}: {pattern!r} matches in every folder")
            else:
                self._compile(pattern, what)
        return patterns

    def _compile(self, pattern: str, what: str) -> None:
        try:
            compiled(pattern)
        except re.error as error:
            self.wrong(f"{what}: {pattern!r} is no pattern: {error}")


def read_products(
    path: str, text: str
) -> tuple[tuple[Product, ...], tuple[Generated, ...], tuple[Problem, ...]]:
    """The products and generated files of one YAML file, and what is wrong with it.

    Args:
        path: the file, as problems name it.
        text: its content.
    """
    reader = _Reader(path)
    try:
        loaded: object = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        return (), (), (Problem(path, "not YAML", line),)
    products: list[Product] = []
    generated: list[Generated] = []
    for position, entry in enumerate(reader.items(loaded, "the file"), start=1):
        reader.where = f"entry {position}"
        if _is_generated(entry):
            generated.append(_generated(reader, entry))
        else:
            products.append(_product(reader, entry))
    names = [product.name for product in products]
    reader.where = ""
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.wrong(f"two products are called {name!r}")
    return tuple(products), tuple(generated), tuple(reader.problems)


def _product(reader: _Reader, entry: object) -> Product:
    fields = reader.mapping(entry, _PRODUCT_KEYS, "a product")
    name = fields.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        reader.wrong(f"name must be lower-case words joined by - or ., not {name!r}")
        name = ""
    reader.where = name or reader.where
    text = reader.mapping(fields.get("text"), {"en", "zh"}, "text")
    if not all(isinstance(text.get(language), str) and text[language] for language in ("en", "zh")):
        reader.wrong("text must say in en and zh what the product is")
    files = tuple(_files(reader, each) for each in reader.items(fields.get("files"), "files"))
    companions = tuple(_companions(reader, fields.get("companions")))
    need = fields.get("need", 2)
    if not isinstance(need, int) or isinstance(need, bool) or not 1 <= need <= len(companions):
        reader.wrong(f"need must be a number from 1 to the number of companions, not {need!r}")
        need = max(len(companions), 1)
    if need == 1 and not all(each.contains for each in companions):
        reader.wrong("need: 1 asks that every companion says what it contains")
    return Product(name, files, companions, need)


def _files(reader: _Reader, entry: object) -> ProductFiles:
    fields = reader.mapping(entry, _FILES_KEYS, "an entry of files")
    owner = fields.get("owner", ROOT)
    if owner not in OWNERS:
        reader.wrong(f"owner {owner!r} is none of {', '.join(OWNERS)}")
        owner = ROOT
    return ProductFiles(
        paths=reader.patterns(fields.get("paths"), "paths"),
        content=reader.kinds(fields.get("content")),
        owner=str(owner),
        contains=reader.words(fields.get("contains"), "contains"),
    )


def _companions(reader: _Reader, value: object) -> Iterator[Companion]:
    for entry in reader.items(value, "companions"):
        fields = reader.mapping(entry, {"path", "contains"}, "a companion")
        paths = reader.patterns([fields.get("path")], "companion")
        if paths:
            yield Companion(paths[0], reader.words(fields.get("contains"), "contains"))


def _is_generated(entry: object) -> bool:
    return isinstance(entry, dict) and "generated" in cast(dict[object, object], entry)


def _generated(reader: _Reader, entry: object) -> Generated:
    fields = reader.mapping(entry, _GENERATED_KEYS, "a generated file")
    source = fields.get("source", "")
    if not isinstance(source, str) or (source and not source.startswith("/")):
        reader.wrong(f"source must be an absolute path, not {source!r}")
        source = ""
    return Generated(
        paths=reader.patterns(fields.get("paths"), "paths"),
        packages=reader.words(fields.get("packages"), "packages", needed=True),
        content=reader.kinds(fields.get("content")),
        source=source,
    )
