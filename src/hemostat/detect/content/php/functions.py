"""Functions of the file itself: run with what they are handed, each once for the same values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemostat.detect.content.php.arrays import listed
from hemostat.detect.content.php.results import all_marks
from hemostat.detect.content.php.state import State, text_of
from hemostat.detect.content.php.value import UNKNOWN, Value, join, unknown

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_INLINE = 8


def run_function(
    state: State, node: object, arguments: list[Value], captured: dict[str, Value]
) -> Value:
    """Run a function of this file with what it is handed."""
    function: Node = node  # type: ignore[assignment]
    if state.steps < 0 or state.depth > 70:
        return unknown(all_marks(arguments))
    key = _signature(function, arguments) if not captured else None
    if key is not None and key in state.results:
        return state.results[key]
    if key is not None:
        state.results[key] = unknown(all_marks(arguments))
    result = _inlined(state, function, arguments, captured)
    if key is not None:
        state.results[key] = result
    return result


def _signature(function: Node, arguments: list[Value]) -> tuple[object, ...] | None:
    """What a result is remembered by; None where an argument is more than a text."""
    if any(each.items is not None or each.target is not None for each in arguments):
        return None
    return (
        function.start_byte,
        function.id,
        *((each.text, each.marks, each.head) for each in arguments),
    )


def _inlined(
    state: State, function: Node, arguments: list[Value], captured: dict[str, Value]
) -> Value:
    outer, returns, branch = state.env, state.returns, state.branch
    state.env = {**captured, "\0arguments": listed(arguments)}
    state.returns, state.branch = [], 0
    state.depth += _MAX_INLINE
    try:
        _bind(state, function, arguments)
        body = function.child_by_field_name("body")
        result = UNKNOWN
        if body is not None:
            result = state.value(body)
        if body is not None and body.type != "compound_statement":
            return result
        for each in state.returns:
            result = join(result, each)
        return result
    finally:
        state.depth -= _MAX_INLINE
        state.env, state.returns, state.branch = outer, returns, branch


def _bind(state: State, function: Node, arguments: list[Value]) -> None:
    parameters = function.child_by_field_name("parameters")
    for position, parameter in enumerate(parameters.named_children if parameters else ()):
        name = parameter.child_by_field_name("name")
        default = parameter.child_by_field_name("default_value")
        if name is None:
            continue
        key = text_of(name).lstrip(b".&$").decode("latin-1")
        if parameter.type == "variadic_parameter":
            state.env[key] = listed(arguments[position:])
        elif position < len(arguments):
            state.env[key] = arguments[position]
        else:
            state.env[key] = state.value(default) if default is not None else UNKNOWN
        if parameter.type == "property_promotion_parameter":
            state.properties[key] = join(state.properties.get(key, UNKNOWN), state.env[key])
