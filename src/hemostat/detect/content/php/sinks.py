"""Where something is executed, loaded or written: what decides it is noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hemostat.detect.content.php import names
from hemostat.detect.content.php.arrays import listed
from hemostat.detect.content.php.state import State, arguments_of, text_of
from hemostat.detect.content.php.value import (
    EXTRACTED,
    FETCHED,
    FILE,
    HIDDEN,
    NAMED,
    PREFIXED,
    REQUEST,
    UNKNOWN,
    UPLOAD,
    Instance,
    Value,
    marks_of,
    unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_RUNS_REPLACEMENT = re.compile(rb"(?s)^\s*([^\w\s\\]).*[^\w\s\\][a-zA-Z]*e[a-zA-Z]*\s*$")
_FAR = re.compile(rb"(?i)(?:https?|ftps?)://")
_SHELL = re.compile(rb"(?:\A|/)(?:(?:ba|da|z|k)?sh|busybox|perl|python[\d.]*|php[\d.]*)\Z")
_PRELOAD = re.compile(rb"(?i)^LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)=")


def function_seen(state: State, node: Node, name: str, arguments: list[Value]) -> None:
    """Note what a function of PHP does with its arguments, if it does anything by them."""
    if name in names.CODE:
        _code(state, node, name, arguments)
    elif name in names.COMMANDS:
        _command(state, node, _argument(arguments, names.COMMANDS[name]))
        if name == "pcntl_exec" and _SHELL.search(_argument(arguments, 0).text or b""):
            _command(state, node, _argument(arguments, 1))
    elif name in names.WRITERS:
        path, content = (_argument(arguments, index) for index in names.WRITERS[name])
        state.see("write", node, path, content)
        unpack_written(state, node, content)
    elif name in ("move_uploaded_file", "copy", "rename"):
        _moved(state, node, name, arguments)
    elif name == "preg_replace":
        _replaced(state, node, arguments)
    else:
        _rarely(state, node, name, arguments)


def _command(state: State, node: Node, value: Value) -> None:
    if value.items:
        parts = list(value.items.values())
        value = next((each for each in parts if marks_of(each) & REQUEST), parts[0])
    state.see("command", node, value)


def _rarely(state: State, node: Node, name: str, arguments: list[Value]) -> None:
    """Ways around forbidden functions."""
    if name == "putenv":
        value = _argument(arguments, 0)
        if _PRELOAD.match(value.text or value.head):
            state.see("preload", node, value)
    elif name == "mail" and marks_of(_argument(arguments, 4)) & (REQUEST | EXTRACTED):
        state.see("command", node, arguments[4])
    elif name == "error_log" and _argument(arguments, 1).text == b"3":
        state.see("write", node, _argument(arguments, 2), arguments[0])
    elif name == "stream_wrapper_register" and arguments:
        state.wrappers.add((arguments[0].text or b"").lower())
    elif name == "curl_setopt" and _argument(arguments, 1).text in (b"CURLOPT_FILE", b"10001"):
        state.see("write", node, _argument(arguments, 2), unknown(FETCHED))
    elif name == "dl" and marks_of(_argument(arguments, 0)) & (REQUEST | EXTRACTED):
        state.see("include", node, arguments[0])


def _argument(arguments: list[Value], position: int) -> Value:
    return arguments[position] if position < len(arguments) else UNKNOWN


def _code(state: State, node: Node, name: str, arguments: list[Value]) -> None:
    value = _argument(arguments, names.CODE[name])
    if name.startswith("mb_ereg"):
        options = _argument(arguments, 3)
        if options.text is None or b"e" not in options.text:
            return
    if name == "create_function" and not marks_of(value) and value.text is None:
        value = _argument(arguments, 0)
    run_code(state, node, value)


def run_code(state: State, node: Node, value: Value) -> None:
    """Note code that is run; where its text is known, follow it too."""
    state.see("code", node, value)
    if value.text:
        _follow(state, node, value.text)


def _follow(state: State, node: Node, text: bytes) -> None:
    outer = state.place
    if outer is None:
        state.place = (node.start_byte, node.end_byte - node.start_byte)
    try:
        state.unpack(state, text)
    finally:
        state.place = outer


def unpack_written(state: State, node: Node, content: Value) -> None:
    """PHP that is written into a file is followed as if it ran."""
    text = content.text
    if text and b"<?" in text and state.layer < 3:
        before = len(state.sightings)
        _follow(state, node, text)
        if len(state.sightings) > before:
            state.see("dropped", node, content)


def _replaced(state: State, node: Node, arguments: list[Value]) -> None:
    """`preg_replace` with /e ran its replacement as code, up to PHP 5.6."""
    pattern, replacement = _argument(arguments, 0), _argument(arguments, 1)
    patterns = list(pattern.items.values()) if pattern.items else [pattern]
    if any(each.text is not None and _RUNS_REPLACEMENT.match(each.text) for each in patterns):
        subject = _argument(arguments, 2)
        text = replacement.text
        value = replacement
        if (
            text is not None
            and re.search(rb"\\\\?[0-9]|\$[0-9]", text)
            and marks_of(subject) & REQUEST
        ):
            value = subject
        run_code(state, node, value)
    elif marks_of(pattern) & FILE and marks_of(replacement) & FILE:
        # The pattern and its /e stand in a picture.
        state.see("code", node, replacement.with_marks(HIDDEN))
    elif _is_free(pattern) and _is_free(replacement):
        state.see("code", node, replacement)


def _is_free(value: Value) -> bool:
    """Whether the visitor decides it from its first sign on."""
    return bool(value.marks & REQUEST) and not value.marks & (PREFIXED | NAMED) and not value.head


def _moved(state: State, node: Node, name: str, arguments: list[Value]) -> None:
    source, target = _argument(arguments, 0), _argument(arguments, 1)
    if name == "move_uploaded_file" or marks_of(source) & UPLOAD:
        state.see("upload", node, target, source)
    elif name == "copy" and _FAR.match(source.text or source.head):
        state.see("write", node, target, unknown(FETCHED))
    elif name == "copy" and marks_of(source) & (REQUEST | EXTRACTED):
        # Tests of files know no other machine: what passed one lies on this disk.
        given = list(arguments_of(node))[:1]
        is_local = any(text_of(each) in state.checked for each in given)
        state.see("write", node, target, source, checked=is_local)


def callable_seen(
    state: State,
    node: Node,
    callee: Value,
    arguments: list[Value],
    is_checked: bool,  # noqa: FBT001
) -> None:
    """Note a call of a function whose name is not known."""
    if callee.marks & (REQUEST | EXTRACTED | HIDDEN):
        state.see("callable", node, callee, listed(arguments), is_checked)


def method_seen(state: State, node: Node, holder: Value, name: str, arguments: list[Value]) -> None:
    """Note methods of objects from outside that run commands."""
    made = holder.target.name if isinstance(holder.target, Instance) else ""
    if made == "com" and name in ("exec", "run", "shellexecute"):
        state.see("command", node, _argument(arguments, 0))
    if name == "addfromstring":
        state.see("write", node, _argument(arguments, 0), _argument(arguments, 1))
    if made == "splfileobject" and name == "fwrite" and isinstance(holder.target, Instance):
        state.see(
            "write", node, _argument(list(holder.target.arguments), 0), _argument(arguments, 0)
        )
    if made == "" and name == "system" and arguments and not holder.marks & REQUEST:
        # FFI: `FFI::cdef("int system(const char *);")->system(...)`.
        state.see("command", node, arguments[0])
