"""How a check is declared, and the list of all checks.

A check is a pure function over records. Its signature says what it reads: each parameter is
annotated `Iterable[SomeRecord]`, or one of `Files` (provenance by path) and `HostContext`.
"""

import importlib
import pkgutil
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import hemostat.detect.checks as check_folder
from hemostat.model.finding import Claim, RuleInfo, RuleTexts
from hemostat.model.host import HOST, HostIdentity, Scope
from hemostat.model.level import Level
from hemostat.model.records import FileFact

CheckFunction = Callable[..., Iterator[Claim]]


@dataclass(frozen=True, slots=True)
class HostContext:
    """What a check may know beyond records.

    Attributes:
        identity: which host.
        examined: when, UTC; None when the collection does not say.
        is_running: whether processes and sockets were there to see.
        has_package_database: whether "unowned" means anything on this host.
    """

    identity: HostIdentity = HostIdentity(id="example", id_from="given")
    examined: datetime | None = None
    is_running: bool = True
    has_package_database: bool = True


@dataclass(frozen=True, slots=True)
class Files:
    """Provenance by scope and path: what the baseline says of every file that matters."""

    facts: Mapping[tuple[Scope, str], FileFact]

    @classmethod
    def of(cls, facts: Iterable[FileFact]) -> "Files":
        """Index facts by path as named and as resolved; the first wins."""
        index: dict[tuple[Scope, str], FileFact] = {}
        for fact in facts:
            index.setdefault((fact.scope, fact.path), fact)
            if fact.real_path:
                index.setdefault((fact.scope, fact.real_path), fact)
        return cls(index)

    def get(self, path: str, scope: Scope = HOST) -> FileFact | None:
        """The fact about one path, or None if nobody asked for it."""
        return self.facts.get((scope, path))

    def __iter__(self) -> Iterator[FileFact]:
        """Each fact once."""
        return iter({id(fact): fact for fact in self.facts.values()}.values())


@dataclass(frozen=True, slots=True)
class Example:
    """One case: records, and whether the check fires on them."""

    records: tuple[object, ...]
    fires: bool
    context: HostContext = HostContext()


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check: what it is worth, its function, what it reads, its cases."""

    info: RuleInfo
    function: CheckFunction
    reads: tuple[tuple[str, object], ...]
    examples: tuple[Example, ...]


def fires(*records: object, context: HostContext = HostContext()) -> Example:
    """A case the check must fire on."""
    return Example(records, fires=True, context=context)


def quiet(*records: object, context: HostContext = HostContext()) -> Example:
    """A case the check must stay quiet on."""
    return Example(records, fires=False, context=context)


def check(
    name: str,
    *,
    level: Level,
    confidence: Level,
    category: str,
    attack: str | tuple[str, ...],
    incident_types: tuple[str, ...],
    texts: RuleTexts,
    next: tuple[str, ...],  # noqa: A002 — the finding format's own word
    by_hand: str,
    examples: tuple[Example, ...],
) -> Callable[[CheckFunction], Check]:
    """Declare a check. See `RuleInfo` for the meaning of each argument.

    The decorated name becomes a `Check`; `all_checks` finds it by walking `detect/checks`.
    """
    attack = (attack,) if isinstance(attack, str) else attack
    info = RuleInfo(
        name=name,
        kind="check",
        level=level,
        confidence=confidence,
        category=category,
        attack=attack,
        incident_types=incident_types,
        texts=texts,
        next=next,
        by_hand=by_hand,
    )

    def declare(function: CheckFunction) -> Check:
        return Check(info, function, tuple(_reads(function)), examples)

    return declare


def _reads(function: CheckFunction) -> Iterator[tuple[str, object]]:
    """Each parameter with the record type it iterates, or the class itself for a lookup."""
    for name, hint in typing.get_type_hints(function).items():
        if name == "return":
            continue
        arguments = typing.get_args(hint)
        yield name, arguments[0] if arguments else hint


def all_checks() -> tuple[Check, ...]:
    """Every check of `detect/checks`, by name."""
    found: list[Check] = []
    for module in pkgutil.iter_modules(check_folder.__path__):
        loaded = importlib.import_module(f"{check_folder.__name__}.{module.name}")
        found += [value for value in vars(loaded).values() if isinstance(value, Check)]
    return tuple(sorted(found, key=lambda each: each.info.name))


def claims_of(
    each: Check, records: Callable[[type[object]], Iterable[object]], context: HostContext
) -> Iterator[Claim]:
    """Run one check: hand it what its signature asks for.

    Args:
        each: the check.
        records: gives the records of one type, in order.
        context: the host.
    """
    arguments: dict[str, object] = {}
    for name, kind in each.reads:
        if kind is HostContext:
            arguments[name] = context
        elif kind is Files:
            facts = typing.cast(Iterable[FileFact], records(FileFact))
            arguments[name] = Files.of(facts)
        else:
            arguments[name] = records(typing.cast(type[object], kind))
    yield from each.function(**arguments)
