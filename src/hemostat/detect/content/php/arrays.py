"""PHP's array functions on values: for tables of letters, and for what the visitor sent."""

from collections.abc import Callable, Mapping

from hemostat.detect.content.php.value import (
    BUILT,
    UNKNOWN,
    Value,
    concat,
    literal,
    marks_of,
    to_index,
    unknown,
)

_MAX = 5000
Items = dict[bytes, Value]


def listed(values: list[Value], marks: int = 0) -> Value:
    """An array with keys from 0."""
    return Value(items={str(i).encode(): each for i, each in enumerate(values)}, marks=marks)


def implode(arguments: list[Value]) -> Value:
    """`implode`: of known pieces, a text that was built."""
    array = next((each for each in arguments if each.items is not None), None)
    if array is None or array.items is None:
        return unknown(_all_marks(arguments))
    glue = next((each for each in arguments if each.items is None), literal(b""))
    value, is_first = literal(b""), True
    for item in array.items.values():
        value = (
            concat(value, item) if is_first or not glue.text else concat(concat(value, glue), item)
        )
        is_first = False
    return value.with_marks(array.marks | (BUILT if len(array.items) > 1 else 0))


def explode(arguments: list[Value]) -> Value:
    """`explode`: the pieces of a known text."""
    if len(arguments) < 2 or arguments[0].text is None or not arguments[0].text:
        return unknown(_all_marks(arguments))
    if arguments[1].text is None:
        return unknown(marks_of(arguments[1]))
    parts = arguments[1].text.split(arguments[0].text, _MAX)
    return listed([Value(each, arguments[1].marks) for each in parts], arguments[1].marks)


def str_split(arguments: list[Value]) -> Value:
    """`str_split`: equal pieces of a known text."""
    text = arguments[0].text if arguments else None
    if text is None or len(text) > 200_000:
        return unknown(_all_marks(arguments))
    size = max(to_index(arguments[1].text) or 1, 1) if len(arguments) > 1 else 1
    pieces = [text[start : start + size] for start in range(0, min(len(text), size * _MAX), size)]
    return listed([Value(each, arguments[0].marks | BUILT) for each in pieces])


def spread(arguments: list[Value]) -> Value:
    """`range`: known letters or numbers."""
    if len(arguments) < 2 or not arguments[0].text or not arguments[1].text:
        return UNKNOWN
    first, last = arguments[0].text, arguments[1].text
    if first.isalpha() and last.isalpha():
        one, other = first[0], last[0]
        step = 1 if other >= one else -1
        return listed([literal(bytes((byte,))) for byte in range(one, other + step, step)])
    low, high = to_index(first), to_index(last)
    if low is None or high is None or abs(high - low) > _MAX:
        return UNKNOWN
    step = 1 if high >= low else -1
    return listed([literal(str(each).encode()) for each in range(low, high + step, step)])


def _values(items: Items) -> list[Value]:
    return list(items.values())


def _merged(arguments: list[Value]) -> Value:
    if any(each.items is None for each in arguments):
        return unknown(_all_marks(arguments))
    return listed([item for each in arguments for item in (each.items or {}).values()])


def _flipped(items: Items) -> Value:
    return Value(
        items={item.text: literal(key) for key, item in items.items() if item.text is not None}
    )


def _slice(arguments: list[Value]) -> Value:
    values = _values(arguments[0].items or {})
    start = to_index(arguments[1].text) if len(arguments) > 1 else 0
    length = to_index(arguments[2].text) if len(arguments) > 2 and arguments[2].text else None
    if start is None:
        return unknown(marks_of(arguments[0]))
    end = None if length is None else start + length
    return listed(values[start:end])


_OF_ITEMS: Mapping[str, Callable[[Items], Value]] = {
    "array_values": lambda items: listed(_values(items)),
    "array_keys": lambda items: listed([literal(key) for key in items]),
    "array_reverse": lambda items: listed(_values(items)[::-1]),
    "array_flip": _flipped,
    "array_unique": lambda items: Value(items=items),
    "array_pop": lambda items: _values(items)[-1] if items else UNKNOWN,
    "end": lambda items: _values(items)[-1] if items else UNKNOWN,
    "array_shift": lambda items: _values(items)[0] if items else UNKNOWN,
    "current": lambda items: _values(items)[0] if items else UNKNOWN,
    "pos": lambda items: _values(items)[0] if items else UNKNOWN,
    "reset": lambda items: _values(items)[0] if items else UNKNOWN,
    "key": lambda items: literal(next(iter(items))) if items else UNKNOWN,
    "count": lambda items: literal(str(len(items)).encode()),
    "sizeof": lambda items: literal(str(len(items)).encode()),
}
_OF_ARGUMENTS: Mapping[str, Callable[[list[Value]], Value]] = {
    "implode": implode,
    "join": implode,
    "explode": explode,
    "str_split": str_split,
    "mb_str_split": str_split,
    "range": spread,
    "array_merge": _merged,
}


def array_result(name: str, arguments: list[Value]) -> Value | None:
    """What an array function gives; None when it is none of these, or its array is unknown."""
    if name in _OF_ARGUMENTS:
        return _OF_ARGUMENTS[name](arguments)
    if (
        not arguments
        or arguments[0].items is None
        or any(key[:1] == b"\0" for key in arguments[0].items)
    ):
        return None
    if name == "array_slice":
        return _slice(arguments)
    function = _OF_ITEMS.get(name)
    return function(arguments[0].items) if function is not None else None


def _all_marks(arguments: list[Value]) -> int:
    marks = 0
    for each in arguments:
        marks |= marks_of(each)
    return marks
