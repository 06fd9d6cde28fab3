"""Reading and setting PHP variables, the visitor's own among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hemostat.detect.content.php.functions import run_function
from hemostat.detect.content.php.names import REQUEST_ARRAYS, SERVER_FROM_REQUEST, SUPERGLOBALS
from hemostat.detect.content.php.state import State, text_of
from hemostat.detect.content.php.value import (
    BUILT,
    EXTRACTED,
    HIDDEN,
    KEYED,
    REQUEST,
    UNKNOWN,
    UPLOAD,
    Value,
    join,
    marks_of,
    to_index,
    unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_FILES = Value(items={b"\0files": UNKNOWN})
_SERVER = Value(items={b"\0server": UNKNOWN})
_REQUEST = unknown(REQUEST)
_UPLOADED = Value(
    items={
        b"tmp_name": unknown(UPLOAD),
        b"name": _REQUEST,
        b"type": _REQUEST,
        b"size": UNKNOWN,
        b"error": UNKNOWN,
    }
)
_MAX_ITEMS = 5000


def read(state: State, name: str) -> Value:
    """What a variable holds."""
    if name in SUPERGLOBALS:
        return _superglobal(state, name)
    value = state.env.get(name)
    if value is not None:
        return value
    if state.is_extracted and state.env is state.globals and name != "this":
        return unknown(EXTRACTED)
    return UNKNOWN


def _superglobal(state: State, name: str) -> Value:
    if name in REQUEST_ARRAYS:
        return _REQUEST
    if name in ("_FILES", "HTTP_POST_FILES"):
        return _FILES
    if name == "_SERVER":
        return _SERVER
    if name == "GLOBALS":
        names = {name.encode("latin-1", "replace"): value for name, value in state.globals.items()}
        return Value(items=names | {name.encode(): _REQUEST for name in REQUEST_ARRAYS})
    return state.globals.get(name, UNKNOWN)


def read_global(state: State, key: Value) -> Value:
    """`$GLOBALS[key]`."""
    if key.text is None:
        return unknown(marks_of(key) | BUILT) if key.marks else UNKNOWN
    name = key.text.decode("latin-1")
    if name in SUPERGLOBALS:
        return _superglobal(state, name)
    return state.globals.get(name, unknown(EXTRACTED) if state.is_extracted else UNKNOWN)


def element(base: Value, key: Value) -> Value:
    """`base[key]`: of an array, a text, or what the visitor sent."""
    if base.items is not None:
        if b"\0files" in base.items:
            return _UPLOADED
        if b"\0server" in base.items:
            return _server(key)
        if key.text is not None:
            found = base.items.get(key.text)
            if found is None and key.text == b"":
                found = base.items.get(b"0")
            if found is not None:
                return found
            if base.items and b"?" not in base.items:
                return unknown(base.marks)
        return unknown(marks_of(base))
    if base.text is not None and key.text is not None:
        index = to_index(key.text)
        if index is not None and -len(base.text) <= index < len(base.text):
            letter = base.text[index : index + 1] or base.text[index:][:1]
            return Value(letter, base.marks | BUILT)
    return unknown(marks_of(base) | (marks_of(key) & HIDDEN))


def _server(key: Value) -> Value:
    if key.text is None:
        return unknown(REQUEST) if key.marks & (HIDDEN | REQUEST) else UNKNOWN
    return _REQUEST if key.text.startswith(SERVER_FROM_REQUEST) else UNKNOWN


def store(state: State, target: Node, value: Value) -> None:
    """Assign to a variable, an element, a property, or a list of them."""
    kind = target.type
    if kind == "variable_name":
        state.assign(text_of(target)[1:].decode("latin-1"), value)
    elif kind == "dynamic_variable_name":
        _store_dynamic(state, target, value)
    elif kind == "subscript_expression":
        _store_element(state, target, value)
    elif kind.endswith("access_expression"):
        _store_property(state, target, value)
    elif kind in ("list_literal", "array_creation_expression"):
        _store_list(state, target, value)
    elif kind in ("by_ref", "parenthesized_expression", "reference_modifier"):
        for child in target.named_children:
            store(state, child, value)


def _store_dynamic(state: State, target: Node, value: Value) -> None:
    name = state.value(target.named_children[0]) if target.named_children else UNKNOWN
    if name.text is not None:
        state.assign(name.text.decode("latin-1"), value)
    elif marks_of(name) & REQUEST and marks_of(value) & REQUEST:
        state.is_extracted = True


def _store_element(state: State, target: Node, value: Value) -> None:
    base = target.named_children[0]
    key = state.value(target.named_children[1]) if len(target.named_children) > 1 else None
    if text_of(base) == b"$GLOBALS" and key is not None and key.text is not None:
        state.globals[key.text.decode("latin-1")] = value
        return
    old = _quiet(state, base)
    if old.text and key is not None and old.items is None:
        store(state, base, _with_letter(old, key, value))
        return
    items = dict(old.items or {})
    if len(items) > _MAX_ITEMS or b"\0files" in items or b"\0server" in items:
        return
    if key is None:
        items[str(len(items)).encode()] = value
        store(state, base, Value(items=items, marks=old.marks))
    elif key.text is not None:
        items[key.text] = value
        store(state, base, Value(items=items, marks=old.marks))
    else:
        items[b"?"] = join(items.get(b"?", UNKNOWN), value)
        keyed = KEYED if key.marks & REQUEST else 0
        store(state, base, Value(items=items, marks=old.marks | key.marks & ~REQUEST | keyed))


def _with_letter(old: Value, key: Value, value: Value) -> Value:
    index = to_index(key.text)
    if old.text is None or index is None or not value.text or not 0 <= index < 65536:
        return unknown(old.marks | value.marks | BUILT)
    text = bytearray(old.text.ljust(index + 1))
    text[index] = value.text[0]
    return Value(bytes(text), old.marks | value.marks | BUILT)


def _quiet(state: State, node: Node) -> Value:
    """What stands there now; nothing, where nothing was set."""
    if node.type == "variable_name" and text_of(node) != b"$_SESSION":
        return state.env.get(text_of(node)[1:].decode("latin-1"), UNKNOWN)
    return state.value(node)


def _store_property(state: State, target: Node, value: Value) -> None:
    name = target.child_by_field_name("name") or target.named_children[-1]
    key = text_of(name).lstrip(b"$").decode("latin-1")
    if not re.fullmatch(r"[\w\x80-\xff]+", key):
        known = state.value(name)
        key = known.text.decode("latin-1") if known.text is not None else "?"
    old = state.properties.get(key)
    if old is None:
        for setter in state.methods.get("__set", ())[:1]:
            run_function(state, setter, [Value(key.encode("latin-1", "replace")), value], {})
    # All objects of a file share their properties by name: none may lose what another holds.
    state.properties[key] = value if old is None else join(old, value)


def _store_list(state: State, target: Node, value: Value) -> None:
    for position, child in enumerate(target.named_children):
        parts = child.named_children if child.type == "array_element_initializer" else [child]
        if not parts:
            continue
        key = Value(str(position).encode())
        if len(parts) > 1:
            key = state.value(parts[0])
        store(state, parts[-1], element(value, key))
