"""What is known of a PHP value without running the program: its text, or where it came from."""

from __future__ import annotations

from typing import NamedTuple

REQUEST = 1
"""The visitor decides it: parameters, body, headers, cookies, names of uploads."""
NAMED = 2
"""Through a function that is not in this file: it may have been checked there."""
DECODED = 4
"""Came out of a decoder: base64, compression, rot13, XOR, decryption."""
BUILT = 8
"""Put together of pieces by a program, not written out."""
FETCHED = 16
"""Read from another machine."""
FILE = 32
"""Read from a file."""
OWN = 64
"""Read from this very file."""
UPLOAD = 128
"""The path of an uploaded file, whose content the visitor decides."""
EXTRACTED = 256
"""A variable nobody set, where request parameters were made variables."""
ESCAPED = 512
"""Quoted for a shell, or reduced to a number or a hash."""
PARAMETER = 1024
"""Handed to a function from outside the file."""
PREFIXED = 2048
"""Something unknown stands before what the visitor decides."""

FREE = 4096
"""Of a command: a part of its own, after `;` or `|`, is the visitor's."""

KEYED = 8192
"""Of an array: the visitor decides names of its items, which says nothing of the items."""

HIDDEN = DECODED | BUILT
_MAX_TEXT = 2 * 1024 * 1024
_MAX_ITEMS = 5000


class Closure(NamedTuple):
    """A function of this file as a value: its node, and the variables it took along."""

    node: object
    captured: dict[str, Value]


class Instance(NamedTuple):
    """An object: the class it was made of, lower case, and what it was made with."""

    name: str
    arguments: tuple[Value, ...]


class Value(NamedTuple):
    """One value.

    Attributes:
        text: what it is, as PHP would print it; None where unknown.
        marks: where it, or a part of it, came from.
        head: the known beginning of a text whose rest is unknown.
        items: of an array, by key as text.
        target: the closure or the object it is.
        tail: the known end of a text whose beginning is unknown.
    """

    text: bytes | None = None
    marks: int = 0
    head: bytes = b""
    items: dict[bytes, Value] | None = None
    target: Closure | Instance | None = None
    tail: bytes = b""

    def has(self, marks: int) -> bool:
        """Whether any of the marks is set."""
        return bool(self.marks & marks)

    def with_marks(self, marks: int) -> Value:
        """The same with marks added."""
        return self if self.marks | marks == self.marks else self._replace(marks=self.marks | marks)

    @property
    def printed(self) -> bytes | None:
        """As a string: arrays print as `Array`."""
        if self.items is not None:
            return b"Array"
        return self.text


UNKNOWN = Value()
EMPTY = Value(text=b"")


def literal(text: bytes) -> Value:
    """A value that is written out."""
    return Value(text=text)


def number(amount: float) -> Value:
    """A number, printed as PHP prints it."""
    if abs(amount) < 1e15 and amount == int(amount):
        amount = int(amount)
    return Value(text=repr(amount).encode())


def truth(is_true: bool) -> Value:  # noqa: FBT001 — PHP's own bool
    """A boolean, printed as PHP prints it."""
    return Value(text=b"1" if is_true else b"")


def unknown(marks: int) -> Value:
    """A value of which only the origin is known."""
    return Value(marks=marks) if marks else UNKNOWN


def marks_of(value: Value) -> int:
    """Marks of a value and, of an array, of its items."""
    marks = value.marks
    if value.items:
        for item in value.items.values():
            marks |= item.marks
            if item.items:
                for inner in item.items.values():
                    marks |= inner.marks
    return marks


def concat(left: Value, right: Value) -> Value:
    """`left . right`."""
    before, after = left.printed, right.printed
    marks = marks_of(left) | marks_of(right)
    if before is not None and after is not None:
        if len(before) + len(after) > _MAX_TEXT:
            return Value(marks=marks | BUILT, head=before[:200])
        both = before + after
        return Value(text=both, marks=marks | BUILT if before and after else marks)
    if before is not None:
        return Value(marks=marks, head=before[-4000:] + right.head, tail=right.tail)
    if after_request := right.marks & (REQUEST | EXTRACTED):
        if not left.marks & after_request and not left.head:
            marks |= PREFIXED
        if left.tail.rstrip().endswith((b";", b"|", b"&", b"`", b"(")):
            marks |= FREE
    return Value(
        marks=marks, head=left.head, tail=left.tail + after[-80:] if after is not None else b""
    )


def join(one: Value, other: Value) -> Value:
    """Either of two values: the later one's text, the marks of both."""
    if one is UNKNOWN or one == other:
        return other
    marks = marks_of(one) | other.marks
    if other.text is None and other.items is None and other.target is None:
        text = one.text if not other.marks & ~PARAMETER else None
        # A name set in one branch is what matters, and the unknown of the other is not.
        return Value(text, marks, other.head, one.items, one.target)
    if one.items is not None and other.items is not None and len(one.items) < _MAX_ITEMS:
        return Value(None, marks, b"", {**one.items, **other.items}, None)
    return other.with_marks(marks)


def to_number(text: bytes | None) -> float | int | None:
    """A text as PHP counts with it; None for what is no number at all."""
    if text is None:
        return None
    digits = text.strip().lower()
    if not digits:
        return 0
    try:
        return int(digits)
    except ValueError:
        pass
    try:
        return float(digits) if len(digits) < 40 else None
    except ValueError:
        return None


def to_index(text: bytes | None) -> int | None:
    """A text as an offset into a string."""
    amount = to_number(text)
    if amount is None or amount != amount or abs(amount) > 1e9:
        return None
    return int(amount)
