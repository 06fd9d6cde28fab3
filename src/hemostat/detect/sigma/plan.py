"""What a rule becomes: plain data that needs no YAML and no pySigma to be read again.

A tree of small frozen nodes, and beside it what people read of the rule. `to_plain` and
`of_plain` turn both into what JSON can hold and back, without loss.
"""

import dataclasses
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hemostat.model.finding import RuleInfo, RuleTexts
from hemostat.model.level import Level
from hemostat.model.text import Text

FORMAT = 1
"""Of the plan file. A plan of another format is not read."""

Plain = bool | int | float | str | list["Plain"] | dict[str, "Plain"] | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part matches."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part matches."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not match."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Words:
    """A text compared as a whole, its beginning, its end, or anywhere.

    Attributes:
        field: the field; empty for any text field of the record.
        how: `equals`, `contains`, `starts` or `ends`.
        value: in lower case unless `is_cased`.
        is_cased: whether the raw value is compared.
    """

    field: str
    how: str
    value: str
    is_cased: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression (RE2 syntax, flags inside) that is found in the raw value."""

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Network:
    """An address within a network in CIDR form."""

    field: str
    network: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number compared. `how` is `eq`, `lt`, `lte`, `gt`, `gte` or `neq`."""

    field: str
    how: str
    value: int | float


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes or no."""

    field: str
    value: bool


@dataclass(frozen=True, slots=True)
class Null:
    """No value: None, an empty list, or a record without such a field."""

    field: str


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether the record has a value in the field."""

    field: str
    value: bool


@dataclass(frozen=True, slots=True)
class SameAs:
    """The field's value compared with that of another field. `how` is as in `Words`."""

    field: str
    other: str
    how: str


@dataclass(frozen=True, slots=True)
class TimePart:
    """One part of a time, UTC: `minute`, `hour`, `day`, `week` (ISO), `month` or `year`."""

    field: str
    part: str
    value: int


Node = (
    AllOf
    | AnyOf
    | Not
    | Words
    | Pattern
    | Network
    | Number
    | Truth
    | Null
    | Exists
    | SameAs
    | TimePart
)

_KINDS: dict[str, type[Node]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
    "words": Words,
    "pattern": Pattern,
    "network": Network,
    "number": Number,
    "truth": Truth,
    "null": Null,
    "exists": Exists,
    "same": SameAs,
    "time": TimePart,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}

FieldValue = bool | int | float | str | tuple[str, ...] | None
Fields = tuple[tuple[str, FieldValue], ...]
"""One example of a rule: field and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePlan:
    """One rule, ready to become a closure.

    Attributes:
        info: what it is worth, and its texts.
        path: the file it was read from, for messages.
        category: the log source category whose records it sees, in our words.
        tree: when it matches.
        fires: records, as fields, it must match.
        quiet: records, as fields, it must not match.
    """

    info: RuleInfo
    path: str
    category: str
    tree: Node
    fires: tuple[Fields, ...] = ()
    quiet: tuple[Fields, ...] = ()


def fields_of(tree: Node) -> frozenset[str]:
    """The fields a tree looks at; the empty name stands for all text fields."""
    match tree:
        case AllOf(parts) | AnyOf(parts):
            return frozenset[str]().union(*map(fields_of, parts))
        case Not(part):
            return fields_of(part)
        case SameAs(field, other):
            return frozenset((field, other))
        case _:
            return frozenset((tree.field,))


def node_to_plain(node: Node) -> list[Plain]:
    """A tree as nested lists: the kind's word, then its fields in order."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return [_NAMES[type(node)], [node_to_plain(part) for part in parts]]
        case Not(part):
            return [_NAMES[Not], node_to_plain(part)]
        case _:
            return [_NAMES[type(node)], *(getattr(node, f.name) for f in dataclasses.fields(node))]


def node_of_plain(plain: Plain) -> Node:
    """The tree that `node_to_plain` wrote.

    Raises:
        ValueError, KeyError, TypeError: it did not write this.
    """
    if not isinstance(plain, list) or not plain or not isinstance(plain[0], str):
        raise ValueError(f"no node: {plain!r}")
    kind, rest = _KINDS[plain[0]], plain[1:]
    if kind is AllOf or kind is AnyOf:
        parts = typing.cast(list[Plain], rest[0])
        return kind(tuple(node_of_plain(part) for part in parts))
    if kind is Not:
        return Not(node_of_plain(rest[0]))
    return typing.cast(Callable[..., Node], kind)(*rest)


def to_plain(plan: RulePlan) -> dict[str, Plain]:
    """A rule as JSON holds it."""
    info = plan.info
    texts = info.texts
    return {
        "name": info.name,
        "level": info.level.word,
        "confidence": info.confidence.word,
        "category": info.category,
        "attack": list(info.attack),
        "incident_types": list(info.incident_types),
        "next": list(info.next),
        "by_hand": info.by_hand,
        "version": info.version,
        "title": [texts.title.en, texts.title.zh],
        "summary": [texts.summary.en, texts.summary.zh],
        "benign": [texts.benign.en, texts.benign.zh],
        "path": plan.path,
        "source": plan.category,
        "tree": node_to_plain(plan.tree),
        "fires": [_example_to_plain(example) for example in plan.fires],
        "quiet": [_example_to_plain(example) for example in plan.quiet],
    }


def of_plain(plain: Mapping[str, Plain]) -> RulePlan:
    """The rule that `to_plain` wrote.

    Raises:
        ValueError, KeyError, TypeError: it did not write this.
    """
    info = RuleInfo(
        name=_word(plain["name"]),
        kind="sigma",
        level=Level.of(_word(plain["level"])),
        confidence=Level.of(_word(plain["confidence"])),
        category=_word(plain["category"]),
        attack=_strings(plain["attack"]),
        incident_types=_strings(plain["incident_types"]),
        texts=RuleTexts(
            title=Text(*_strings(plain["title"])),
            summary=Text(*_strings(plain["summary"])),
            benign=Text(*_strings(plain["benign"])),
        ),
        next=_strings(plain["next"]),
        by_hand=_word(plain["by_hand"]),
        version=_word(plain["version"]),
    )
    return RulePlan(
        info=info,
        path=_word(plain["path"]),
        category=_word(plain["source"]),
        tree=node_of_plain(plain["tree"]),
        fires=_examples(plain["fires"]),
        quiet=_examples(plain["quiet"]),
    )


def _example_to_plain(example: Fields) -> dict[str, Plain]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in example}


def _examples(plain: Plain) -> tuple[Fields, ...]:
    if not isinstance(plain, list):
        raise ValueError(f"no list: {plain!r}")
    return tuple(example_of(typing.cast(Mapping[str, Plain], each)) for each in plain)


def example_of(plain: Mapping[str, Plain]) -> Fields:
    """One example of a rule file or plan file.

    Raises:
        ValueError: a value is neither a word, a number, a yes or no, nor a list of words.
    """
    fields: list[tuple[str, FieldValue]] = []
    for name, value in plain.items():
        if isinstance(value, list):
            fields.append((name, _strings(value)))
        elif isinstance(value, dict):
            raise ValueError(
                f"the value of {name} is a map; a word or a list of words belongs there"
            )
        else:
            fields.append((name, value))
    return tuple(fields)


def _word(plain: Plain) -> str:
    if not isinstance(plain, str):
        raise ValueError(f"no word: {plain!r}")
    return plain


def _strings(plain: Plain) -> tuple[str, ...]:
    if not isinstance(plain, list):
        raise ValueError(f"no list: {plain!r}")
    return tuple(map(_word, plain))
