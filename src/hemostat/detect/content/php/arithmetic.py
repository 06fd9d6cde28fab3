"""PHP's operators on values, computed where both sides are known."""

from hemostat.detect.content.php.value import (
    BUILT,
    DECODED,
    REQUEST,
    UNKNOWN,
    Value,
    concat,
    join,
    marks_of,
    number,
    to_number,
    truth,
    unknown,
)

_COMPARISONS = frozenset(
    (b"==", b"===", b"!=", b"<>", b"!==", b"<", b">", b"<=", b">=", b"<=>", b"instanceof")
)
_LOGIC = frozenset((b"&&", b"||", b"and", b"or", b"xor"))
_BITWISE = frozenset((b"^", b"&", b"|"))


def combine(operator: bytes, left: Value, right: Value) -> Value:
    """`left operator right`."""
    if operator == b".":
        return concat(left, right)
    if operator == b"??":
        return join(right, left) if left.text is None and left.marks else join(left, right)
    if operator in _COMPARISONS:
        return _compared(operator, left, right)
    if operator in _LOGIC:
        return _logic(operator, left, right)
    if operator in _BITWISE:
        return _bitwise(operator, left, right)
    return _counted(operator, left, right)


def _logic(operator: bytes, left: Value, right: Value) -> Value:
    if left.text is None or right.text is None:
        return UNKNOWN
    both = bool(left.text), bool(right.text)
    return truth(all(both) if operator in (b"&&", b"and") else any(both))


def _compared(operator: bytes, left: Value, right: Value) -> Value:
    one, other = left.printed, right.printed
    if one is None or other is None:
        return UNKNOWN
    if operator in (b"==", b"==="):
        return truth(one == other)
    if operator in (b"!=", b"!==", b"<>"):
        return truth(one != other)
    first, second = to_number(one), to_number(other)
    if first is None or second is None:
        return UNKNOWN
    if operator == b"<=>":
        return number((first > second) - (first < second))
    results = {b"<": first < second, b">": first > second, b"<=": first <= second}
    return truth(results.get(operator, first >= second))


def _is_number(text: bytes) -> bool:
    return bool(text) and to_number(text) is not None


def _bitwise(operator: bytes, left: Value, right: Value) -> Value:
    marks = marks_of(left) | marks_of(right)
    one, other = left.printed, right.printed
    if one is None or other is None:
        # Numbers are combined bit by bit all over; only with the visitor's data it is a cipher.
        return unknown(marks | (DECODED if marks & (REQUEST | BUILT | DECODED) else 0))
    if _is_number(one) and _is_number(other):
        first, second = int(to_number(one) or 0), int(to_number(other) or 0)
        result = {b"^": first ^ second, b"&": first & second}.get(operator, first | second)
        return Value(str(result).encode(), marks)
    pairs = zip(one, other, strict=False)
    if operator == b"^":
        return Value(bytes(a ^ b for a, b in pairs), marks | BUILT)
    if operator == b"&":
        return Value(bytes(a & b for a, b in pairs), marks | BUILT)
    longer = one if len(one) > len(other) else other
    mixed = bytes(a | b for a, b in pairs)
    return Value(mixed + longer[len(mixed) :], marks | BUILT)


def _counted(operator: bytes, left: Value, right: Value) -> Value:
    if operator == b"+" and left.items is not None and right.items is not None:
        return Value(items={**right.items, **left.items}, marks=left.marks | right.marks)
    if operator == b"+" and (left.items is not None or right.items is not None):
        # Only arrays are added to arrays: defaults behind what was taken apart.
        return unknown(marks_of(left) | marks_of(right))
    one, other = to_number(left.printed), to_number(right.printed)
    # Counting makes a number of anything, so no text of the visitor's comes through.
    if one is None or other is None or abs(one) > 1e15 or abs(other) > 1e15:
        return UNKNOWN
    try:
        return number(_result(operator, one, other))
    except ZeroDivisionError:
        return Value(b"NAN" if not one else b"INF")
    except (ValueError, OverflowError):
        return UNKNOWN


def _result(operator: bytes, one: float, other: float) -> float:
    if operator == b"+":
        return one + other
    if operator == b"-":
        return one - other
    if operator == b"*":
        return one * other
    if operator == b"/":
        return one / other
    if operator == b"%":
        return int(one) % int(other)
    if operator == b"**" and abs(one) < 1000 and 0 <= other < 20:
        return float(one**other)
    if operator in (b"<<", b">>") and 0 <= other < 64:
        return int(one) << int(other) if operator == b"<<" else int(one) >> int(other)
    raise ValueError(operator)


def increment(value: Value, step: int) -> Value:
    """`++` and `--`; letters count on as PHP's do, from `z` to `aa`."""
    if value.text is None:
        return unknown(value.marks & BUILT)
    amount = to_number(value.text)
    if amount is not None:
        return Value(number(amount + step).text, value.marks)
    if step < 0 or len(value.text) > 64 or not value.text.isalnum():
        return value
    return Value(_next_word(value.text), value.marks | BUILT)


def _next_word(text: bytes) -> bytes:
    letters = bytearray(text)
    for index in range(len(letters) - 1, -1, -1):
        if letters[index] not in b"zZ9":
            letters[index] += 1
            return bytes(letters)
        letters[index] = b"aA0"[b"zZ9".index(letters[index])]
    first = bytes((letters[0],))
    return (b"1" if first == b"0" else first) + bytes(letters)
