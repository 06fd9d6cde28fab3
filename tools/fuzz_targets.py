"""What is fuzzed: every reader of bytes that somebody else wrote, found by looking, not by a list.

Names of targets:
    parser.NAME     a parser of the catalogue, by the name artifacts use
    host.MODULE     everything else in hemostat.parse.host that takes bytes; likewise logs.MODULE
    others          readers in trees, store and detect.content, see `fuzz_readers`

A module of these packages that has no target and no reason against one is an error that
`without_target` tells of, and a test asks it.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from types import ModuleType

import fuzz_covered
import fuzz_readers

from hemostat.collect.artifact import shipped_artifacts
from hemostat.model.evidence import Evidence, Parsed, Source
from hemostat.model.path import HostPath
from hemostat.model.records import LogSpan, Mechanism
from hemostat.parse.host import catalogue
from hemostat.parse.place import Place

Run = Callable[[bytes], None]
PLACE = Place(HostPath("/etc/x.d/y"), "www", Mechanism.CRON, "boot")
MOST = 100_000
FOREIGN = ("hemostat.parse", "hemostat.trees", "hemostat.store", "hemostat.detect.content")

ARGUMENTS: dict[str, object] = {
    "place": PLACE,
    "_place": PLACE,
    "path": HostPath("/etc/nginx/sites-enabled/x"),
    "source": Source(path=HostPath("/x"), text="x"),
    "base": LogSpan(family="auth.log", kind="text", state="read"),
    "zone": UTC,
    "written": datetime(2026, 1, 31, tzinfo=UTC),
    "last": datetime(2026, 1, 31, tzinfo=UTC),
    "folder": "/etc/ssh",
    "table": "filter",
    "chain": "INPUT",
    "pid": 1,
    "protocol": "tcp",
    "most": 65_536,
    "wanted": frozenset((b"/usr/bin/x", b"/etc/x")),
    "tables_of.wanted": ("wtmp", "users", "Packages"),
}
"""What the other parameters of a reader get, by name, or by function and name."""

LINEWISE = frozenset(
    ["authorized_keys", "group", "hosts", "mountinfo", "passwd", "proc_modules", "shadow"]
)
"""Parsers in which every line is a record or unread, unless it is blank or begins with `#`."""

NUMBERED_BY_ROW = frozenset(("panel_database",))
"""Parsers of files without lines, whose records say a row's number instead."""


def targets() -> dict[str, Callable[[], Run]]:
    """Every target by name."""
    made: dict[str, Callable[[], Run]] = {
        f"parser.{name}": lambda name=name: parser_target(name) for name in different_parsers()
    }
    elsewhere = {*fuzz_covered.COVERED, *fuzz_covered.NO_FOREIGN_BYTES, *fuzz_readers.TARGETS}
    for module in _modules("hemostat.parse"):
        name = _short(module.__name__)
        if name not in elsewhere and readers_of(module):
            made[name] = lambda module=module: readers_target(module)
    return made | dict(fuzz_readers.TARGETS)


def different_parsers() -> tuple[str, ...]:
    """The names of the catalogue, without those whose code an earlier one has already."""
    first: dict[object, str] = {}
    for name, parse in catalogue.parsers().items():
        first.setdefault(_code_of(parse), name)
    return tuple(first.values())


def _code_of(function: Callable[..., object]) -> object:
    """What a function runs: its own code, and that of the functions it was made with."""
    cells = [each.cell_contents for each in getattr(function, "__closure__", None) or ()]
    code: object = getattr(function, "__code__", function)
    return code, tuple(_code_of(each) for each in cells if callable(each))


def place_of(name: str) -> Place:
    """Where a parser's files stand, as its first artifact says: some read their path as well."""
    paths = [path for each in shipped_artifacts() if each.parser == name for path in each.paths]
    path = paths[0].replace("*", "a" * 64).replace("{home}", "/home/www") if paths else PLACE.path
    return replace(PLACE, path=HostPath(path))


def parser_target(name: str) -> Run:
    """One parser of the catalogue: it must give records or say what it could not read."""
    parse, place = catalogue.parsers()[name], place_of(name)
    include, named = catalogue.includes().get(name), catalogue.names().get(name, {})

    def run(data: bytes) -> None:
        evidence = Evidence(data, place.path)
        parsed = parse(evidence, place)
        if name not in NUMBERED_BY_ROW:
            _check_lines(evidence, parsed, loses_none=name in LINEWISE)
        if include:
            include(evidence, place)
        for find in named.values():
            find(evidence, place)

    return run


def _check_lines(evidence: Evidence, parsed: Parsed[object], *, loses_none: bool) -> None:
    sources = [getattr(each, "source", None) for each in (*parsed.records, *parsed.unread)]
    told = {each.line for each in sources if isinstance(each, Source)}
    most = evidence.data.count(b"\n") + 1
    for line in told:
        if line is not None and not 1 <= line <= most:
            raise AssertionError(f"line {line} of {most}")
    for number, line in evidence.lines() if loses_none else ():
        if line.strip() and not line.lstrip().startswith("#") and number not in told:
            raise AssertionError(f"line {number} was lost: {line!r}")


def readers_target(module: ModuleType) -> Run:
    """All readers of one module, each on the same bytes."""
    readers = [(reader, _parameters(reader)) for reader in readers_of(module)]

    def run(data: bytes) -> None:
        for reader, parameters in readers:
            parts = iter(data.split(fuzz_readers.BETWEEN))
            arguments = [_argument(reader, each, parts) for each in parameters]
            found = reader(*arguments)
            if isinstance(found, Iterator):
                for _ in islice(found, MOST):
                    pass

    return run


def readers_of(module: ModuleType) -> list[Callable[..., object]]:
    """Public functions of a module of parsers that take bytes or text, its parsers left out."""
    known = {*catalogue.parsers().values(), *catalogue.includes().values()}
    # Words of lines reach their readers through the parsers of the same module.
    kinds = ("Evidence", "bytes") if module in catalogue.MODULES else ("Evidence", "bytes", "str")
    known |= {find for named in catalogue.names().values() for find in named.values()}
    return [
        found
        for name, found in vars(module).items()
        if inspect.isfunction(found)
        and not name.startswith("_")
        and found.__module__ == module.__name__
        and found not in known
        and any(_kind(each) in kinds for each in _parameters(found)[:1])
    ]


def without_target() -> list[str]:
    """Modules of the foreign packages that have functions, and neither target nor reason."""
    covered = {name for name in targets() if not name.startswith("parser.")}
    covered |= {_short(each.__name__) for each in catalogue.MODULES}
    covered |= set(fuzz_covered.COVERED) | set(fuzz_covered.NO_FOREIGN_BYTES)
    return [
        name
        for package in FOREIGN
        for module in _modules(package)
        if (name := _short(module.__name__)) not in covered and _has_code(module)
    ]


def wrongly_named() -> list[str]:
    """Names in the lists of `fuzz_covered` that stand for nothing."""
    modules = {_short(each.__name__): each for name in FOREIGN for each in _modules(name)}
    wrong = [each for each in fuzz_covered.NO_FOREIGN_BYTES if each not in modules]
    known = targets()
    for module, names in fuzz_covered.COVERED.items():
        wrong += [module] if module not in modules else []
        wrong += [f"{module}: {name}" for name in names if name not in known]
    return wrong


def _has_code(module: ModuleType) -> bool:
    return any(
        getattr(each, "__module__", None) == module.__name__ and not name.startswith("_")
        for name, each in vars(module).items()
        if inspect.isfunction(each) or inspect.isclass(each)
    )


def _modules(package: str) -> Iterator[ModuleType]:
    found = importlib.import_module(package)
    for each in pkgutil.walk_packages(found.__path__, package + "."):
        yield importlib.import_module(each.name)


def _short(module: str) -> str:
    return module.removeprefix("hemostat.").removeprefix("parse.").removeprefix("detect.")


def _parameters(function: Callable[..., object]) -> list[inspect.Parameter]:
    found = inspect.signature(function).parameters.values()
    return [each for each in found if each.default is each.empty]


def _kind(parameter: inspect.Parameter) -> str:
    kind = parameter.annotation
    return str(getattr(kind, "__name__", kind)).strip("'\"")


def _argument(
    reader: Callable[..., object], parameter: inspect.Parameter, parts: Iterator[bytes]
) -> object:
    own = f"{reader.__name__}.{parameter.name}"
    for name in (own, parameter.name):
        if name in ARGUMENTS:
            return ARGUMENTS[name]
    data = next(parts, b"")
    match _kind(parameter):
        case "Evidence":
            return Evidence(data, PLACE.path)
        case "bytes":
            return data
        case "str":
            return data.decode("utf-8", "backslashreplace")
        case kind:
            raise LookupError(f"ARGUMENTS in fuzz_targets.py says nothing of {own}: {kind}")
