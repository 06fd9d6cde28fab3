"""JSON, YAML and TOML as plain nested values, and careful ways to take values out of them.

Whoever wrote the file is not trusted: what does not parse, or nests too deep, is no value at all,
and a value of another type than asked for reads as if it were not there.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import cast

import orjson
import yaml

MOST_SCALARS = 2000
_DEEPEST = 32
_MOST_DOCUMENTS = 100
_DEEPEST_YAML = 100
_MOST_DOTS = 2_000
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")


def json_value(data: bytes) -> object:
    """The value of a JSON text; None if it is none."""
    try:
        return orjson.loads(data)
    except (orjson.JSONDecodeError, RecursionError):
        return None


def toml_value(data: bytes) -> object:
    """The value of a TOML text; None if it is none."""
    # Of a key with many parts tomllib copies all those before, for each: minutes for a megabyte.
    if any(line.count(b".") > _MOST_DOTS for line in data.split(b"\n")):
        return None
    try:
        return tomllib.loads(data.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None


def yaml_values(data: bytes) -> tuple[object, ...]:
    """The documents of a YAML text, at most 100; empty if it is none."""
    # Aliases make a small text a huge value; nothing we read needs them.
    if re.search(rb"(?m)[:\[,-]\s+\*\w", data):
        return ()
    found: list[object] = []
    try:
        if _is_too_deep(data):
            return ()
        for document in yaml.load_all(data, Loader=yaml.CSafeLoader):
            found.append(document)
            if len(found) >= _MOST_DOCUMENTS:
                break
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, OverflowError):
        return ()
    return tuple(found)


def _is_too_deep(data: bytes) -> bool:
    """Whether a YAML text nests deeper than a loader can follow.

    The loader follows in C, where no RecursionError is raised: it ends the whole process. Events
    come without following.
    """
    depth = 0
    for event in yaml.parse(data, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST_YAML:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def is_mapping(value: object) -> bool:
    """Whether it is a JSON object, a YAML mapping or a TOML table."""
    return isinstance(value, Mapping)


def at(value: object, *names: str) -> object:
    """What stands below some names; None where one is missing."""
    for name in names:
        if not isinstance(value, Mapping):
            return None
        value = cast(Mapping[str, object], value).get(name)
    return value


def text_at(value: object, *names: str) -> str:
    """A text; empty if there is none."""
    found = at(value, *names)
    return found if isinstance(found, str) else ""


def flag_at(value: object, *names: str) -> bool:
    """Whether a flag is set."""
    return at(value, *names) is True


def list_at(value: object, *names: str) -> tuple[object, ...]:
    """The members of a list; empty if there is none."""
    found = at(value, *names)
    return tuple(cast(list[object], found)) if isinstance(found, list) else ()


def texts_at(value: object, *names: str) -> tuple[str, ...]:
    """The texts of a list; a single text is a list of one."""
    found = at(value, *names)
    if isinstance(found, str):
        return (found,)
    return tuple(each for each in list_at(value, *names) if isinstance(each, str))


def pairs_at(value: object, *names: str) -> tuple[tuple[str, object], ...]:
    """The members of a mapping, whose names are texts."""
    found = at(value, *names)
    if not isinstance(found, Mapping):
        return ()
    members = cast(Mapping[object, object], found).items()
    return tuple((name, each) for name, each in members if isinstance(name, str))


def time_at(value: object, *names: str) -> datetime | None:
    """A time of RFC 3339, UTC; None for Go's zero time and for anything else."""
    found = _TIME.fullmatch(text_at(value, *names))
    if found is None or found[1].startswith("0001-"):
        return None
    zone = "+00:00" if found[3] == "Z" else found[3]
    try:
        return datetime.fromisoformat(found[1] + (found[2] or "")[:7] + zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def scalars(value: object) -> Iterator[tuple[str, str]]:
    """Every scalar with its dotted name, in order, at most 2,000, 32 deep."""
    count = 0
    stack: list[tuple[str, object, int]] = [("", value, 0)]
    while stack and count < MOST_SCALARS:
        name, each, depth = stack.pop()
        members = _members(name, each)
        if members is None:
            count += 1
            yield name, _word(each)
        elif depth < _DEEPEST:
            stack.extend((inner, one, depth + 1) for inner, one in reversed(members))


def _members(name: str, value: object) -> list[tuple[str, object]] | None:
    """Names and values one step down; None for a scalar."""
    pairs: list[tuple[object, object]]
    if isinstance(value, Mapping):
        pairs = list(cast(Mapping[object, object], value).items())[:MOST_SCALARS]
    elif isinstance(value, list):
        pairs = [*enumerate(cast(list[object], value)[:MOST_SCALARS])]
    else:
        return None
    start = name + "." if name else ""
    return [(f"{start}{key}", each) for key, each in pairs]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
