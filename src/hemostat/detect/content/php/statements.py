"""PHP statements: run in the order they are reached; loops that decode are counted out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hemostat.detect.content.php.state import State, plain_name, text_of
from hemostat.detect.content.php.value import (
    KEYED,
    REQUEST,
    UNKNOWN,
    Value,
    join,
    literal,
    marks_of,
    unknown,
)
from hemostat.detect.content.php.variables import store

if TYPE_CHECKING:
    from tree_sitter import Node

_DECODES = re.compile(rb"(?i)chr\s*\(|ord\s*\(|\^|\.=|hexdec|substr|\]\s*\.|\$\w+\s*\[\s*\]\s*=")
_MAX_TURNS = 1500
_MAX_JUMPS = 20_000
_SKIPPED = frozenset(
    ("comment", "text", "text_interpolation", "php_tag", "php_end_tag", "namespace_use_declaration")
)


def block(state: State, node: Node) -> Value:
    """A list of statements; where they jump about by `goto`, in the order of the jumps."""
    children = [child for child in node.named_children if child.type not in _SKIPPED]
    labels = {
        text_of(child.named_children[0]): index
        for index, child in enumerate(children)
        if child.type == "named_label_statement" and child.named_children
    }
    for child in _in_order(children, labels) if labels else children:
        state.value(child)
        if state.steps < 0:
            break
    return UNKNOWN


def _in_order(children: list[Node], labels: dict[bytes, int]) -> list[Node]:
    """Statements as execution reaches them, then those it does not seem to reach."""
    done: set[int] = set()
    order: list[Node] = []
    position: int = 0
    while position < len(children) and position not in done and len(done) < _MAX_JUMPS:
        child = children[position]
        done.add(position)
        position += 1
        if child.type == "goto_statement" and child.named_children:
            target = labels.get(text_of(child.named_children[0]))
            position = position if target is None else target
        elif child.type != "named_label_statement":
            order.append(child)
    order += [child for index, child in enumerate(children) if index not in done]
    return order


def _branches(state: State, node: Node) -> Value:
    """`if`, `switch`, `try`: every branch is run, none is certain."""
    condition = node.child_by_field_name("condition")
    if condition is not None:
        state.value(condition)
        if node.type == "switch_statement":
            state.checked.add(text_of(condition).strip(b"()"))
    state.branch += 1
    try:
        for child in node.named_children:
            # By place: a node object of the binding is made anew at each look.
            if condition is None or child.start_byte != condition.start_byte:
                state.value(child)
    finally:
        state.branch -= 1
    return UNKNOWN


def _loop(state: State, node: Node) -> Value:
    """`for` and `while`: counted out where it decodes and its condition is known."""
    for part in node.children_by_field_name("initialize"):
        state.value(part)
    condition = node.child_by_field_name("condition")
    updates = node.children_by_field_name("update")
    bodies = node.children_by_field_name("body") or [
        child for child in node.named_children if child.type.endswith("statement")
    ]
    is_first_free = node.type == "do_statement"
    if is_first_free:
        for part in bodies:
            state.value(part)
    if condition is not None and _DECODES.search(text_of(node)[:20_000]):
        turns = _turns(state, condition, (*bodies, *updates))
        if turns or is_first_free:
            return UNKNOWN
    state.branch += 1
    for part in (*((condition,) if condition is not None else ()), *bodies, *updates, *bodies):
        state.value(part)
    state.branch -= 1
    return UNKNOWN


def _turns(state: State, condition: Node, parts: tuple[Node, ...]) -> int:
    """Run a loop while its condition is known to hold; how often, 0 where it never was known."""
    for turn in range(_MAX_TURNS):
        holds = state.value(condition)
        if holds.text is None or state.steps < 0:
            return 0
        if not holds.text or holds.text == b"0":
            return turn
        for part in parts:
            state.value(part)
    return _MAX_TURNS


def _foreach(state: State, node: Node) -> Value:
    children = [child for child in node.named_children if child.type != "comment"]
    if len(children) < 2:
        return UNKNOWN
    subject = state.value(children[0])
    target, bodies = children[1], children[2:]
    if (
        subject.items
        and len(subject.items) <= _MAX_TURNS
        and _DECODES.search(text_of(node)[:20_000])
    ):
        for key, item in list(subject.items.items()):
            if state.steps < 0:
                break
            _take(state, target, literal(key), item)
            for body in bodies:
                state.value(body)
        return UNKNOWN
    every = unknown(marks_of(subject))
    keys = unknown(subject.marks | (REQUEST if subject.marks & KEYED else 0))
    if subject.items:
        items = list(subject.items.values())[:40]
        for item in items:
            every = join(every, item) if item.text is None or len(items) == 1 else every
    state.branch += 1
    for _ in range(2 if _DECODES.search(text_of(node)[:20_000]) else 1):
        _take(state, target, keys, every)
        for body in bodies:
            state.value(body)
    state.branch -= 1
    return UNKNOWN


def _take(state: State, target: Node, key: Value, item: Value) -> None:
    """Set the loop's variables."""
    if target.type == "pair" and len(target.named_children) > 1:
        store(state, target.named_children[0], key)
        store(state, target.named_children[-1], item)
    else:
        store(state, target, item)


def _return(state: State, node: Node) -> Value:
    value = state.value(node.named_children[0]) if node.named_children else UNKNOWN
    state.returns.append(value)
    return UNKNOWN


def _global(state: State, node: Node) -> Value:
    for child in node.named_children:
        name = text_of(child)[1:].decode("latin-1")
        if name in state.globals:
            state.env[name] = state.globals[name]
    return UNKNOWN


def _static(state: State, node: Node) -> Value:
    for child in node.named_children:
        if child.type == "static_variable_declaration" and child.named_children:
            parts = child.named_children
            name = text_of(parts[0])[1:].decode("latin-1")
            state.env.setdefault(name, state.value(parts[-1]) if len(parts) > 1 else UNKNOWN)
    return UNKNOWN


def _constants(state: State, node: Node) -> Value:
    for element in node.named_children:
        if element.type == "const_element" and len(element.named_children) > 1:
            name = plain_name(text_of(element.named_children[0]))
            value = state.value(element.named_children[-1])
            state.constants[name] = value
            state.constants["::" + name] = value
    return UNKNOWN


def _property_values(state: State, node: Node) -> Value:
    for element in node.named_children:
        parts = element.named_children
        if element.type == "property_element" and len(parts) > 1:
            name = text_of(parts[0]).lstrip(b"$").decode("latin-1")
            inner = parts[-1]
            value = state.value(
                inner.named_children[-1] if inner.type == "property_initializer" else inner
            )
            old = state.properties.get(name)
            state.properties[name] = value if old is None else join(old, value)
    return UNKNOWN


def _declared(_state: State, _node: Node) -> Value:
    """Functions and classes are run when they are called, and once at the end."""
    return UNKNOWN


def _broken(state: State, node: Node) -> Value:
    """An error in the tree: what can be understood of it is run."""
    state.branch += 1
    for child in node.named_children:
        state.value(child)
    state.branch -= 1
    return UNKNOWN


STATEMENTS = {
    "program": block,
    "compound_statement": block,
    "declaration_list": block,
    "colon_block": block,
    "case_statement": _branches,
    "default_statement": _branches,
    "if_statement": _branches,
    "else_clause": _branches,
    "else_if_clause": _branches,
    "switch_statement": _branches,
    "switch_block": _branches,
    "try_statement": _branches,
    "catch_clause": _branches,
    "for_statement": _loop,
    "while_statement": _loop,
    "do_statement": _loop,
    "foreach_statement": _foreach,
    "return_statement": _return,
    "global_declaration": _global,
    "function_static_declaration": _static,
    "const_declaration": _constants,
    "property_declaration": _property_values,
    "function_definition": _declared,
    "method_declaration": _declared,
    "class_declaration": _declared,
    "trait_declaration": _declared,
    "interface_declaration": _declared,
    "enum_declaration": _declared,
    "namespace_use_declaration": _declared,
    "comment": _declared,
    "text": _declared,
    "text_interpolation": _declared,
    "unset_statement": _declared,
    "ERROR": _broken,
}
