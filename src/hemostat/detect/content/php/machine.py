"""Follows a PHP file from its first statement: what executes, and what decides it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hemostat.detect.content.php.calls import CALLS
from hemostat.detect.content.php.expressions import EXPRESSIONS
from hemostat.detect.content.php.functions import run_function
from hemostat.detect.content.php.state import Handler, Sighting, State, plain_name, text_of
from hemostat.detect.content.php.statements import STATEMENTS
from hemostat.detect.content.php.tags import php_text
from hemostat.detect.content.php.value import (
    HIDDEN,
    PARAMETER,
    REQUEST,
    UNKNOWN,
    UPLOAD,
    Value,
    marks_of,
    unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query

HANDLERS: dict[str, Handler] = {**EXPRESSIONS, **STATEMENTS, **CALLS}
_MAX_LAYERS = 12
_MAX_LAYER_SIZE = 1024 * 1024
_DECLARED = """
(function_definition) @function
(method_declaration) @method
(const_declaration) @constant
(property_declaration) @property
(anonymous_function) @closure
(comment) @comment
"""
_WORTH_RUNNING = re.compile(
    rb"(?i)\$(?:_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|SESSION)|GLOBALS|\{|\$)|php://|getallheaders"
    rb"|filter_input|apache_request|\beval\b|gzinflate|base64_decode|str_rot13|assert|create_function"
    rb"|func_get_args|file_put_contents|call_user_func|extract\s*\(|parse_str"
)
_USES_PROPERTY = re.compile(
    rb"(?i)\b(?:eval|assert|create_function|system|exec|shell_exec|passthru|popen|proc_open|include"
    rb"|require|file_put_contents|call_user_func\w*|array_map|array_filter|usort)\b|`|\)\s*\(|\$\w+\s*\("
)
_ALIASES = re.compile(rb"(?i)\buse\s+function\s+([\w\\]+)\s+as\s+(\w+)")
_CARRIED = REQUEST | HIDDEN | UPLOAD


@cache
def _parser() -> Parser:
    import tree_sitter_php
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_php.language_php()))


@cache
def _declarations() -> Query:
    import tree_sitter_php
    from tree_sitter import Language, Query

    return Query(Language(tree_sitter_php.language_php()), _DECLARED)


class Followed(NamedTuple):
    """What a PHP text executes, loads and writes; and which limit left the rest, if one did."""

    sightings: list[Sighting]
    limit: str


def follow(text: bytes) -> Followed:
    """Follow a PHP text.

    Args:
        text: as `tags.php_text` gives it.
    """
    state = State(HANDLERS, _unpack)
    state.globals = state.env
    _run(state, text)
    return Followed(state.sightings, state.limit)


def _run(state: State, text: bytes) -> None:
    from tree_sitter import QueryCursor

    root = _parser().parse(text).root_node
    found = QueryCursor(_declarations()).captures(root)
    if comments := found.get("comment"):
        # Shells put them between any two words; without them every node's children are its parts.
        root = _parser().parse(_blanked(text, comments)).root_node
        found = QueryCursor(_declarations()).captures(root)
    functions, methods = _declare(state, text, found)
    state.value(root)
    if _keeps(state):
        # What one request leaves in the session, the next one runs.
        state.value(root)
    for each in found.get("closure", ()):
        if state.steps >= 0 and _is_worth_running(state, each):
            run_function(state, each, _parameters(each), dict(state.env))
    for each in (*methods, *functions):
        if state.steps >= 0 and _is_worth_running(state, each):
            run_function(state, each, _parameters(each), {})
    if any(marks_of(value) & _CARRIED for value in state.properties.values()):
        _run_with_properties(state, methods)


def _is_worth_running(state: State, function: Node) -> bool:
    text = text_of(function)
    # What is sent to a generator arrives after it was begun.
    is_waiting = state.sent is not UNKNOWN and b"yield" in text
    return is_waiting or bool(_WORTH_RUNNING.search(text))


def _declare(
    state: State, text: bytes, found: dict[str, list[Node]]
) -> tuple[list[Node], list[Node]]:
    """Make functions, methods, constants and properties known before anything runs."""
    for name, alias in _ALIASES.findall(text):
        state.aliases[plain_name(alias)] = plain_name(name)
    functions, methods = found.get("function", []), found.get("method", [])
    for each in functions:
        state.functions.setdefault(_name(each), each)
    for each in methods:
        state.methods.setdefault(_name(each), []).append(each)
    for each in (*found.get("constant", ()), *found.get("property", ())):
        state.value(each)
    return functions, methods


def _keeps(state: State) -> bool:
    return bool(marks_of(state.globals.get("_SESSION", UNKNOWN)) & _CARRIED)


def _blanked(text: bytes, comments: list[Node]) -> bytes:
    """The text with blanks for comments: no offset moves."""
    kept = bytearray(text)
    for each in comments:
        kept[each.start_byte : each.end_byte] = b" " * (each.end_byte - each.start_byte)
    return bytes(kept)


def _run_with_properties(state: State, methods: list[Node]) -> None:
    """What objects keep of the visitor's words is used in methods nobody calls by name."""
    for each in methods:
        if state.steps >= 0 and _USES_PROPERTY.search(text_of(each)):
            run_function(state, each, _parameters(each), {})


def _parameters(function: Node) -> list[Value]:
    parameters = function.child_by_field_name("parameters")
    count = len(parameters.named_children) if parameters is not None else 0
    return [unknown(PARAMETER)] * min(count, 20)


def _name(node: Node) -> str:
    return plain_name(text_of(node.child_by_field_name("name")))


def _unpack(state: State, text: bytes) -> None:
    """Follow code that was run as a text, with the variables that are set by then."""
    if state.layer >= _MAX_LAYERS or len(text) > _MAX_LAYER_SIZE:
        state.limit = "unpacked code: too many layers, or too long"
        return
    ready = php_text(text if text.lstrip().startswith(b"<?") else b"<?php " + text)
    if ready is None:
        return
    state.layer += 1
    depth, state.depth = state.depth, min(state.depth, 40)
    try:
        _run(state, ready.text)
    finally:
        state.layer -= 1
        state.depth = depth
