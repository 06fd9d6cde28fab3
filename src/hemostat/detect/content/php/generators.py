"""Generators: what `yield` gives to the one who asks, and what is sent to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemostat.detect.content.php.state import State, text_of
from hemostat.detect.content.php.value import UNKNOWN, Value, join

if TYPE_CHECKING:
    from tree_sitter import Node

_ASKED = frozenset(("current", "send", "getreturn"))


def yielded(state: State, node: Node) -> Value:
    """Run one `yield`: its value is one more of what the function gives.

    Gives what the file sends to generators: which of them gets it is not followed.
    """
    parts = node.named_children
    inner = parts[-1] if parts else None
    if inner is not None and inner.type == "array_element_initializer":
        for key in inner.named_children[:-1]:
            state.value(key)
        inner = inner.named_children[-1] if inner.named_children else None
    value = state.value(inner) if inner is not None else UNKNOWN
    if not text_of(node)[5:].lstrip().startswith(b"from"):
        # An array of its own for each place, so that joining them loses none.
        value = Value(items={b"\0%d" % node.start_byte: value})
    state.returns.append(value)
    return state.sent


def asked(state: State, name: str, holder: Value, arguments: list[Value]) -> Value | None:
    """A method of a generator; None where it is none."""
    if holder.items is None or name not in _ASKED:
        return None
    if name == "send" and arguments:
        state.sent = join(state.sent, arguments[0])
        # Remembered results are of before it was sent.
        state.results.clear()
    result = UNKNOWN
    for each in holder.items.values():
        result = join(result, each)
    return result
