"""A rule's tree as one closure over a flat record. Pure, total: no record makes it raise.

Place left free for prefiltering: when logs bring millions of records, the literals a tree cannot
match without (`Words` values, and literals inside `Pattern`) go into one Hyperscan database over
blocks of records, and only the rules whose literals were seen are asked; `closure_of` stays as it
is and is what the prefilter is tested against. Until then each rule is its own gate: in `AllOf`
the cheap parts come first.
"""

import ipaddress
import operator
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from hemostat.detect.sigma.flat import Flat, TextValue, Value
from hemostat.detect.sigma.plan import (
    AllOf,
    AnyOf,
    Exists,
    Network,
    Node,
    Not,
    Null,
    Number,
    Pattern,
    SameAs,
    TimePart,
    Truth,
    Words,
)
from hemostat.detect.sigma.regex import search_of

Matches = Callable[[Flat], bool]

_NUMBER: dict[str, Callable[[float, float], bool]] = {
    "eq": operator.eq,
    "neq": operator.ne,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def closure_of(tree: Node) -> Matches:
    """What a tree does, as a function.

    Raises:
        PatternError: a pattern is not RE2; a plan that `front` made holds none such.
    """
    match tree:
        case AllOf(parts):
            return _all([closure_of(part) for part in sorted(parts, key=_cost)])
        case AnyOf(parts):
            return _any(parts)
        case Not(part):
            inner = closure_of(part)
            return lambda flat: not inner(flat)
        case Words(field, how, value, is_cased):
            return _words(field, how, is_cased, (value,))
        case Pattern():
            return _pattern(tree)
        case _:
            return _plain(tree)


def _plain(tree: Node) -> Matches:
    match tree:
        case Network(field, network):
            return _network(field, network)
        case Number():
            return _number(tree)
        case Truth(field, wanted):
            word = "true" if wanted else "false"
            return lambda flat: flat.lower[field] == word
        case Null(field):
            return lambda flat: flat.raw[field] in (None, ())
        case Exists(field, wanted):
            return lambda flat: (flat.raw[field] is not None) is wanted
        case SameAs():
            return _same(tree)
        case TimePart():
            return _time(tree)
        case _:
            raise TypeError(f"no leaf: {tree!r}")


def _all(parts: list[Matches]) -> Matches:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda flat: first(flat) and second(flat)

    def test(flat: Flat) -> bool:
        for part in parts:  # noqa: SIM110 — a loop is half the time of all() here
            if not part(flat):
                return False
        return True

    return test


def _any(parts: tuple[Node, ...]) -> Matches:
    together: dict[tuple[str, str, bool], list[str]] = {}
    others: list[Node] = []
    for part in parts:
        if isinstance(part, Words):
            together.setdefault((part.field, part.how, part.is_cased), []).append(part.value)
        else:
            others.append(part)
    tests = [_words(*key, tuple(values)) for key, values in together.items()]
    tests += [closure_of(part) for part in sorted(others, key=_cost)]
    if len(tests) == 1:
        return tests[0]

    def test(flat: Flat) -> bool:
        for each in tests:  # noqa: SIM110 — as above
            if each(flat):
                return True
        return False

    return test


def _words(field: str, how: str, is_cased: bool, wanted: tuple[str, ...]) -> Matches:  # noqa: FBT001 — as the plan has it
    """Whether a text is one of those wanted, or contains, begins or ends with one."""
    found = _found(how, wanted)
    if is_cased:
        return lambda flat: _some(flat.cased[field], found)

    def test(flat: Flat) -> bool:  # what most rules ask first, so spelt out
        value = flat.lower[field]
        if isinstance(value, str):
            return found(value)
        return value is not None and any(map(found, value))

    return test


def _found(how: str, wanted: tuple[str, ...]) -> Callable[[str], bool]:
    match how:
        case "equals":
            return frozenset(wanted).__contains__
        case "starts":
            return lambda text: text.startswith(wanted)
        case "ends":
            return lambda text: text.endswith(wanted)
        case _:
            return _contained(wanted)


def _contained(wanted: tuple[str, ...]) -> Callable[[str], bool]:
    if len(wanted) == 1:
        only = wanted[0]
        return lambda text: only in text

    def found(text: str) -> bool:
        for each in wanted:  # noqa: SIM110 — as above
            if each in text:
                return True
        return False

    return found


def _some(value: TextValue, found: Callable[[str], bool]) -> bool:
    if isinstance(value, str):
        return found(value)
    return value is not None and any(map(found, value))


def _pattern(tree: Pattern) -> Matches:
    field, search = tree.field, search_of(tree.pattern)

    def test(flat: Flat) -> bool:
        value = flat.searched[field]
        if isinstance(value, str):
            return search(value) is not None
        return value is not None and any(search(each) is not None for each in value)

    return test


def _network(field: str, network: str) -> Matches:
    within = ipaddress.ip_network(network)

    def test(flat: Flat) -> bool:
        value = flat.cased[field]
        texts = (value,) if isinstance(value, str) else value or ()
        addresses = (_address(text) for text in texts)
        return any(
            each is not None and each.version == within.version and each in within
            for each in addresses
        )

    return test


@lru_cache(maxsize=4096)
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _number(tree: Number) -> Matches:
    field, wanted, compare = tree.field, tree.value, _NUMBER[tree.how]

    def test(flat: Flat) -> bool:
        value = flat.raw[field]
        values = value if isinstance(value, tuple) else (value,)
        numbers = [number for each in values if (number := _as_number(each)) is not None]
        return any(compare(number, wanted) for number in numbers)

    return test


def _as_number(value: Value) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str):
        # Digits in a text field count (a port in a log); float() also takes `nan` and `1_0`.
        return int(value) if value.isdecimal() and value.isascii() and len(value) < 20 else None
    return value


def _same(tree: SameAs) -> Matches:
    field, other, how = tree.field, tree.other, tree.how

    def test(flat: Flat) -> bool:
        second = flat.lower[other]
        wanted = (second,) if isinstance(second, str) else second or ()
        return _some(flat.lower[field], _found(how, wanted))

    return test


def _time(tree: TimePart) -> Matches:
    def test(flat: Flat) -> bool:
        value = flat.raw[tree.field]
        try:
            time = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            time = None
        if time is None:
            return False
        part = time.isocalendar().week if tree.part == "week" else getattr(time, tree.part)
        return bool(part == tree.value)

    return test


def _cost(tree: Node) -> int:
    """How dear a part is, roughly: one literal is 1."""
    match tree:
        case AllOf(parts):
            return min(map(_cost, parts), default=0) + 1
        case AnyOf(parts):
            return sum(map(_cost, parts)) + 1
        case Not(part):
            return _cost(part)
        case Pattern():
            return 20
        case Network() | SameAs() | TimePart():
            return 10
        case Words(field=""):
            return 40
        case _:
            return 1
