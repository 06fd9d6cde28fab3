"""A record as rules see it: field names and plain values, worked out when first asked for."""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from hemostat.model.record import schema_of

T = TypeVar("T")
Scalar = bool | int | float | str | None
Value = Scalar | tuple[bool | int | float | str, ...]
TextValue = str | tuple[str, ...] | None

SEARCH_LIMIT = 128 * 1024
"""Characters of one value that patterns search. A longer value is searched in its first and last
half of this. Linux passes no single argument longer than this (MAX_ARG_STRLEN, execve(2))."""

ANY_FIELD = ""
"""The field name that stands for every text field of a record (Sigma's keywords)."""


class _Raw(dict[str, Value]):
    """Values as the record has them; a field the record lacks is None."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, name: str) -> Value:
        value = self[name] = self._read(name)
        return value


class _Derived(dict[str, TextValue]):
    """Texts made from the raw values; numbers as their digits, yes and no as true and false."""

    __slots__ = ("_change", "_raw")

    def __init__(self, raw: _Raw, change: Callable[[str], str]) -> None:
        super().__init__()
        self._raw = raw
        self._change = change

    def __missing__(self, name: str) -> TextValue:
        value = self._raw[name]
        change = self._change
        text: TextValue
        if isinstance(value, str):
            text = change(value)
        elif value is None:
            text = None
        elif isinstance(value, tuple):
            text = tuple(change(_as_text(each)) for each in value)
        else:
            text = change(_as_text(value))
        self[name] = text
        return text


class Flat:
    """One record: field → value, three ways. A field the record lacks is None everywhere.

    Attributes:
        raw: as the record has it; nested fields are dotted (`source.path`), times RFC 3339.
        cased: texts as they are.
        lower: texts in lower case.
        searched: texts as patterns see them: raw, cut at `SEARCH_LIMIT`, bytes that were no UTF-8
            (lone surrogates) replaced, for RE2 takes UTF-8 only.
    """

    __slots__ = ("cased", "lower", "raw", "searched")

    def __init__(self, read: Callable[[str], Value]) -> None:
        self.raw = _Raw(read)
        self.lower = _Derived(self.raw, str.lower)
        self.cased = _Derived(self.raw, str)
        self.searched = _Derived(self.raw, _searchable)


def flat_of(record: object) -> Flat:
    """The flat form of a record of any declared type."""
    readers = readers_of(type(record))

    def read(name: str) -> Value:
        reader = readers.get(name)
        return None if reader is None else reader(record)

    return Flat(read)


def flat_of_fields(fields: Mapping[str, Value]) -> Flat:
    """The flat form of an example: what a rule file gives as fields and values."""
    texts = _all_texts(tuple(fields.values()))
    return Flat(lambda name: texts if name == ANY_FIELD else fields.get(name))


def once_a_type(make: Callable[[type[object]], T]) -> Callable[[type[object]], T]:
    """Remember what a function makes of each type."""
    made: dict[type[object], T] = {}

    def remembered(record_type: type[object]) -> T:
        if record_type not in made:
            made[record_type] = make(record_type)
        return made[record_type]

    return remembered


@once_a_type
def readers_of(record_type: type[object]) -> Mapping[str, Callable[[object], Value]]:
    """How each field of a record type is read. The keys are the fields a rule may name.

    Raises:
        TypeError: the type is no record type.
    """
    readers: dict[str, Callable[[object], Value]] = {}
    own: list[Callable[[object], Value]] = []
    for column in schema_of(record_type):
        get: Callable[[object], Value] = operator.attrgetter(column.name)
        if column.type.startswith("timestamp"):
            get = _time_reader(column.name)
        readers[column.name] = get
        # Where a record stands is not what it says: keywords do not search source and scope.
        if "string" in column.type and "." not in column.name:
            own.append(get)
    readers[ANY_FIELD] = lambda record: _all_texts(tuple(get(record) for get in own))
    return readers


def _time_reader(name: str) -> Callable[[object], Value]:
    get: Callable[[object], datetime | None] = operator.attrgetter(name)

    def read(record: object) -> Value:
        value = get(record)
        return None if value is None else value.isoformat()

    return read


def _all_texts(values: tuple[Value, ...]) -> tuple[str, ...]:
    texts: list[str] = []
    for value in values:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, tuple):
            texts += [each for each in value if isinstance(each, str)]
    return tuple(texts)


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _searchable(value: str) -> str:
    if len(value) > SEARCH_LIMIT:
        half = SEARCH_LIMIT // 2
        value = f"{value[:half]}\n{value[-half:]}"
    if value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8")
