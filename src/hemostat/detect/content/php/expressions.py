"""PHP expressions: what each kind of node gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hemostat.detect.content.php.arithmetic import combine, increment
from hemostat.detect.content.php.functions import run_function
from hemostat.detect.content.php.generators import yielded
from hemostat.detect.content.php.names import SUPERGLOBALS
from hemostat.detect.content.php.state import State, plain_name, text_of
from hemostat.detect.content.php.value import (
    BUILT,
    EMPTY,
    ESCAPED,
    EXTRACTED,
    NAMED,
    OWN,
    UNKNOWN,
    Closure,
    Value,
    concat,
    join,
    literal,
    marks_of,
    to_index,
    to_number,
    truth,
    unknown,
)
from hemostat.detect.content.php.variables import element, read, read_global, store

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPES = {
    b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\x0b", b"e": b"\x1b", b"f": b"\x0c",
    b"\\": b"\\", b"$": b"$", b'"': b'"', b"'": b"'", b"`": b"`",
}  # fmt: skip
_MANY_ESCAPES = 3
_MAGIC = {b"__file__": b"", b"__line__": b"0", b"php_eol": b"\n", b"null": b"", b"false": b"",
          b"true": b"1", b"directory_separator": b"/", b"php_os": b"Linux"}  # fmt: skip


def _variable(state: State, node: Node) -> Value:
    return read(state, text_of(node)[1:].decode("latin-1"))


def _dynamic_variable(state: State, node: Node) -> Value:
    inner = node.named_children[0] if node.named_children else None
    if inner is None:
        return UNKNOWN
    name = state.value(inner)
    if name.text is None:
        return unknown(marks_of(name))
    marks = BUILT if name.text.decode("latin-1") in SUPERGLOBALS else 0
    return read(state, name.text.decode("latin-1")).with_marks(marks)


def _escape(text: bytes) -> tuple[bytes, bool]:
    """What an escape sequence stands for, and whether it hides a plain letter."""
    rest = text[1:]
    try:
        if rest[:1] in (b"x", b"X") and len(rest) > 1:
            return bytes((int(rest[1:], 16),)), True
        if rest[:1].isdigit():
            return bytes((int(rest, 8) % 256,)), True
        if rest[:2] == b"u{":
            return chr(int(rest[2:-1], 16)).encode("utf-8", "replace"), True
    except (ValueError, OverflowError):
        return text, False
    return _ESCAPES.get(rest, text), False


def _single(_state: State, node: Node) -> Value:
    raw = text_of(node)
    start = raw.find(b"'") + 1
    body = raw[start:-1] if raw.endswith(b"'") else raw[start:]
    if b"\\" in body:
        body = re.sub(rb"\\([\\'])", rb"\1", body)
    return literal(body)


def _double(state: State, node: Node) -> Value:
    """A text with variables and escapes in it, here-documents too."""
    value, hidden = EMPTY, 0
    for child in node.named_children:
        kind = child.type
        if kind == "heredoc_body":
            return _double(state, child)
        if kind in ("heredoc_start", "heredoc_end"):
            continue
        if kind in ("string_content", "nowdoc_string"):
            text = text_of(child)
            value = (
                Value(value.text + text, value.marks)
                if value.text is not None
                else concat(value, literal(text))
            )
        elif kind == "escape_sequence":
            text, is_letter = _escape(text_of(child))
            hidden += is_letter and text.isalnum()
            value = (
                Value(value.text + text, value.marks)
                if value.text is not None
                else concat(value, literal(text))
            )
        elif kind == "nowdoc_body":
            return _double(state, child)
        else:
            value = concat(value, state.value(child))
    return value.with_marks(BUILT) if hidden >= _MANY_ESCAPES else value


def _number(_state: State, node: Node) -> Value:
    raw = text_of(node).replace(b"_", b"").lower()
    try:
        if raw[:2] in (b"0x", b"0b", b"0o"):
            return literal(str(int(raw, 0)).encode())
        if len(raw) > 1 and raw[:1] == b"0" and raw.isdigit():
            return literal(str(int(raw, 8)).encode())
    except ValueError:
        return UNKNOWN
    return literal(raw[:40])


def _word(state: State, node: Node) -> Value:
    """A constant, or a word that old PHP took for a text."""
    word = plain_name(text_of(node))
    known = state.constants.get(word)
    if known is not None:
        return known
    if word == "__file__":
        return Value(marks=OWN)
    if word.encode() in _MAGIC:
        return literal(_MAGIC[word.encode()])
    return Value(head=b"") if word.isupper() else literal(text_of(node))


def _binary(state: State, node: Node) -> Value:
    """`a op b`; long chains lean to the left and are followed without going deeper."""
    rights: list[tuple[bytes, Node]] = []
    current: Node | None = node
    while current is not None and current.type == "binary_expression":
        right, operator = (
            current.child_by_field_name("right"),
            current.child_by_field_name("operator"),
        )
        if right is None or operator is None:
            break
        rights.append((text_of(operator).lower(), right))
        current = current.child_by_field_name("left")
    value = state.value(current) if current is not None else UNKNOWN
    while rights:
        operator_text, right_node = rights.pop()
        value = combine(operator_text, value, state.value(right_node))
    return value


def _assignment(state: State, node: Node) -> Value:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return UNKNOWN
    value = state.value(right)
    store(state, left, value)
    return value


def _augmented(state: State, node: Node) -> Value:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = text_of(node.child_by_field_name("operator"))[:-1]
    if left is None or right is None:
        return UNKNOWN
    old = state.value(left)
    if left.type == "variable_name" and old is UNKNOWN and operator == b".":
        # What was never set is an empty text; the guess would be wrong only for parameters.
        old = EMPTY if text_of(left)[1:].decode("latin-1") not in state.env else old
    value = combine(operator, old, state.value(right))
    store(state, left, value)
    return value


def _update(state: State, node: Node) -> Value:
    target = node.named_children[0] if node.named_children else None
    if target is None:
        return UNKNOWN
    raw = text_of(node)
    old = state.value(target)
    new = increment(old, 1 if b"++" in (raw[:2], raw[-2:]) else -1)
    store(state, target, new)
    return new if raw[:2] in (b"++", b"--") else old


def _unary(state: State, node: Node) -> Value:
    operator = text_of(node.child_by_field_name("operator")) or text_of(node)[:1]
    value = state.value(node.named_children[-1]) if node.named_children else UNKNOWN
    if operator == b"!":
        return truth(not value.text or value.text == b"0") if value.text is not None else UNKNOWN
    if value.text is None:
        return unknown(marks_of(value) | (BUILT if operator == b"~" else 0))
    if operator == b"~":
        return Value(bytes(255 - byte for byte in value.text), value.marks | BUILT)
    amount = to_number(value.text)
    if operator == b"-" and amount is not None:
        return Value(str(-amount).encode(), value.marks)
    return value


def _subscript(state: State, node: Node) -> Value:
    children = node.named_children
    base = children[0]
    key = state.value(children[1]) if len(children) > 1 else UNKNOWN
    if base.type == "variable_name" and text_of(base) == b"$GLOBALS":
        return read_global(state, key)
    return element(state.value(base), key)


def _array(state: State, node: Node) -> Value:
    items: dict[bytes, Value] = {}
    spread = 0
    for number, child in enumerate(node.named_children):
        parts = child.named_children
        if not parts or number > 5000:
            continue
        if parts[0].type == "variadic_unpacking":
            spread |= marks_of(state.value(parts[0].named_children[-1]))
        elif len(parts) > 1:
            key = state.value(parts[0])
            spread |= key.marks
            items[key.text if key.text is not None else b"?%d" % number] = state.value(parts[-1])
        else:
            items[str(len(items)).encode()] = state.value(parts[0])
    return Value(items=items, marks=spread)


def _conditional(state: State, node: Node) -> Value:
    parts = {name: node.child_by_field_name(name) for name in ("condition", "body", "alternative")}
    condition = state.value(parts["condition"]) if parts["condition"] is not None else UNKNOWN
    first = state.value(parts["body"]) if parts["body"] is not None else condition
    other = state.value(parts["alternative"]) if parts["alternative"] is not None else UNKNOWN
    if condition.text and condition.text != b"0":
        return first
    # The empty alternative of a name, and the known one of an unknown, say nothing.
    return join(other, first) if other.text is not None else join(first, other)


def _cast(state: State, node: Node) -> Value:
    value = state.value(node.named_children[-1])
    kind = text_of(node.child_by_field_name("type")).lower()
    if kind in (b"int", b"integer", b"float", b"double", b"bool", b"boolean", b"real"):
        index = to_index(value.text) if value.text is not None else None
        return Value(str(index).encode(), value.marks) if index is not None else unknown(ESCAPED)
    if kind == b"array" and value.items is None:
        return Value(items={b"0": value}, marks=value.marks)
    if kind == b"string" and value.items is not None:
        return Value(b"Array")
    return value


def _last(state: State, node: Node) -> Value:
    value = UNKNOWN
    while node.type == "parenthesized_expression" and len(node.named_children) == 1:
        node = node.named_children[0]
        if node.type != "parenthesized_expression":
            return state.value(node)
    for child in node.named_children:
        value = state.value(child)
    return value


def _closure(state: State, node: Node) -> Value:
    captured = dict(state.env) if node.type == "arrow_function" else {}
    for clause in node.named_children:
        if clause.type == "anonymous_function_use_clause":
            for name in re.findall(rb"\$(\w+)", text_of(clause)):
                captured[name.decode()] = read(state, name.decode())
    return Value(target=Closure(node, captured))


def _property(state: State, node: Node) -> Value:
    name = node.child_by_field_name("name") or node.named_children[-1]
    holder = node.named_children[0]
    value = state.value(holder) if holder.type != "name" else UNKNOWN
    key = text_of(name).lstrip(b"$")
    if name.type not in ("name", "variable_name") or (
        name.type == "variable_name" and node.type.endswith("member_access_expression")
    ):
        known = state.value(name)
        key = known.text if known.text is not None else b"?"
    found = state.properties.get(key.decode("latin-1"))
    if found is not None:
        return found
    if state.is_restored and holder.type == "variable_name" and text_of(holder) == b"$this":
        return unknown(EXTRACTED | NAMED)
    if getters := state.methods.get("__get"):
        return run_function(state, getters[0], [literal(key)], {})
    return unknown(value.marks) if holder.type != "variable_name" or value.marks else UNKNOWN


def _class_constant(state: State, node: Node) -> Value:
    name = plain_name(text_of(node.named_children[-1]))
    return state.constants.get("::" + name, UNKNOWN)


def _match(state: State, node: Node) -> Value:
    value = UNKNOWN
    for child in node.named_children:
        if child.type == "match_block":
            for arm in child.named_children:
                if arm.named_children:
                    value = join(value, state.value(arm.named_children[-1]))
        else:
            condition = state.value(child)
            state.checked.add(text_of(child).strip(b"()"))
            del condition
    return value


EXPRESSIONS = {
    "variable_name": _variable,
    "dynamic_variable_name": _dynamic_variable,
    "string": _single,
    "encapsed_string": _double,
    "heredoc": _double,
    "nowdoc": _double,
    "integer": _number,
    "float": _number,
    "boolean": _word,
    "null": _word,
    "name": _word,
    "qualified_name": _word,
    "binary_expression": _binary,
    "assignment_expression": _assignment,
    "reference_assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "update_expression": _update,
    "unary_op_expression": _unary,
    "subscript_expression": _subscript,
    "array_creation_expression": _array,
    "conditional_expression": _conditional,
    "cast_expression": _cast,
    "parenthesized_expression": _last,
    "error_suppression_expression": _last,
    "sequence_expression": _last,
    "by_ref": _last,
    "variadic_unpacking": _last,
    "clone_expression": _last,
    "print_intrinsic": _last,
    "yield_expression": yielded,
    "anonymous_function": _closure,
    "anonymous_function_creation_expression": _closure,
    "arrow_function": _closure,
    "member_access_expression": _property,
    "nullsafe_member_access_expression": _property,
    "scoped_property_access_expression": _property,
    "class_constant_access_expression": _class_constant,
    "match_expression": _match,
}
