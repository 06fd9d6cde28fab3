"""How a record type is declared: once, each field with a sentence and a unit.

The declaration is a frozen dataclass. From it come the table schema (`schema_of`), the flat form
that Sigma rules match on (`hemostat.detect.sigma`), and the reference page.
"""

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, dataclass_transform

from hemostat.model.evidence import Source
from hemostat.model.host import Scope

C = TypeVar("C", bound=type[Any])

_ARROW = {
    str: "string",
    int: "int64",
    float: "float64",
    bool: "bool",
    datetime: "timestamp[us, UTC]",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What a record type says of itself.

    Attributes:
        name: the table's name, lower_snake, singular.
        text: one sentence: what one record is.
        categories: the Sigma log source categories whose rules see it; its own name always.
    """

    name: str
    text: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record type, as in the schema and the reference page."""

    name: str
    type: str
    text: str
    unit: str
    is_optional: bool


def column(text: str, *, unit: str = "", default: Any = dataclasses.MISSING) -> Any:  # noqa: ANN401 — stands for any field, as dataclasses.field does
    """A field with its sentence and, for numbers, its unit."""
    metadata = {"text": text, "unit": unit}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(column,))
def record(name: str, text: str, *, categories: tuple[str, ...] = ()) -> typing.Callable[[C], C]:
    """Declare a record type: a frozen, slotted, keyword-only dataclass with a `TABLE`."""

    def declare(cls: C) -> C:
        cls.TABLE = Table(name, text, (name, *categories))
        declared = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        return typing.cast(C, declared)

    return declare


def table_of(record_type: type[object]) -> Table:
    """What a record type says of itself.

    Raises:
        TypeError: the type is no record type.
    """
    table = getattr(record_type, "TABLE", None)
    if not isinstance(table, Table):
        raise TypeError(f"{record_type.__name__} is not declared with @record")
    return table


def schema_of(record_type: type[object]) -> tuple[Column, ...]:
    """The columns of a record type; nested types become dotted columns (`source.path`)."""
    hints = typing.get_type_hints(record_type)
    columns: list[Column] = []
    for field in dataclasses.fields(typing.cast(Any, record_type)):
        kind, is_optional = _without_none(hints[field.name])
        text, unit = field.metadata.get("text", ""), field.metadata.get("unit", "")
        if kind in (Source, Scope):
            for inner in dataclasses.fields(kind):
                inner_kind, _ = _without_none(typing.get_type_hints(kind)[inner.name])
                columns.append(
                    Column(f"{field.name}.{inner.name}", _arrow(inner_kind), text, "", True)
                )
        else:
            columns.append(Column(field.name, _arrow(kind), text, unit, is_optional))
    return tuple(columns)


def _without_none(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 — a type hint has no common type
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        return kinds[0], len(kinds) < len(typing.get_args(hint))
    return hint, False


def _arrow(kind: Any) -> str:  # noqa: ANN401 — a type hint has no common type
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    if typing.get_origin(kind) is tuple:
        return f"list<{_arrow(typing.get_args(kind)[0])}>"
    if isinstance(kind, type):
        for base in (bool, datetime, str, int, float):
            if issubclass(kind, base):
                return _ARROW[base]
    raise TypeError(f"no column type for {kind!r}")
