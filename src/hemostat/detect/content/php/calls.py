"""Calls: functions of the file, functions that execute, and what the others give back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemostat.detect.content.php import generators, names, sinks
from hemostat.detect.content.php.arrays import array_result, listed
from hemostat.detect.content.php.checks import note_checks
from hemostat.detect.content.php.functions import run_function
from hemostat.detect.content.php.results import all_marks, computed_result, special_result
from hemostat.detect.content.php.state import State, arguments_of, plain_name, text_of
from hemostat.detect.content.php.value import (
    BUILT,
    DECODED,
    EXTRACTED,
    HIDDEN,
    NAMED,
    PARAMETER,
    REQUEST,
    UNKNOWN,
    UPLOAD,
    Closure,
    Instance,
    Value,
    join,
    literal,
    marks_of,
    unknown,
)
from hemostat.detect.content.php.variables import store

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_ARGUMENTS = 24
_INVOKES = ("invoke", "invokeargs", "newinstance", "newinstanceargs", "getclosure")


def _call(state: State, node: Node) -> Value:
    function = node.child_by_field_name("function")
    if function is None:
        return UNKNOWN
    written = plain_name(text_of(function)) if function.type in ("name", "qualified_name") else ""
    callee = UNKNOWN if written else state.value(function)
    if is_reference(node):
        return callee if not written else literal(written.encode())
    arguments = [state.value(each) for each in _first(node)]
    if not written:
        return call_value(state, node, callee, arguments, text_of(function))
    written = state.aliases.get(written, written)
    note_checks(state, written, _first(node))
    _fill(state, written, node, arguments)
    return call_named(state, node, written, arguments)


def _fill(state: State, name: str, node: Node, arguments: list[Value]) -> None:
    """Functions that leave their result in an argument: what was matched, decrypted, read."""
    if name not in names.FILLS or len(arguments) <= max(names.FILLS[name]):
        return
    source, target = names.FILLS[name]
    marks = marks_of(arguments[source]) & ~PARAMETER
    if marks:
        decodes = DECODED if name.startswith("openssl") else 0
        store(state, _first(node)[target], unknown(marks | decodes))


def is_reference(node: Node) -> bool:
    """Whether it is `name(...)`: the function itself, not a call."""
    arguments = node.child_by_field_name("arguments")
    return arguments is not None and text_of(arguments).replace(b" ", b"") == b"(...)"


def _first(node: Node) -> list[Node]:
    return [each for each, _ in zip(arguments_of(node), range(_MAX_ARGUMENTS), strict=False)]


def call_value(
    state: State, node: Node, callee: Value, arguments: list[Value], written: bytes = b""
) -> Value:
    """Call what a value names: a text, a closure, `[object, method]`."""
    if isinstance(callee.target, Closure):
        return run_function(state, callee.target.node, arguments, callee.target.captured)
    if isinstance(callee.target, Instance):
        return call_method(state, "__invoke", arguments)
    if callee.items is not None:
        return _call_pair(state, node, callee, arguments)
    if callee.text is None:
        sinks.callable_seen(state, node, callee, arguments, written in state.checked)
        return unknown(all_marks(arguments) | (callee.marks & (HIDDEN | REQUEST)))
    name = plain_name(callee.text)
    if callee.marks & HIDDEN and name in names.DANGEROUS:
        state.see("spelled", node, callee, listed(arguments))
    if "::" in name:
        return call_method(state, name.rpartition("::")[2], arguments)
    return call_named(state, node, name, arguments)


def _call_pair(state: State, node: Node, callee: Value, arguments: list[Value]) -> Value:
    parts = list((callee.items or {}).values())
    if len(parts) < 2:
        return UNKNOWN
    owner, method = parts[0], parts[1]
    if isinstance(owner.target, Instance) and owner.target.name.startswith("reflection"):
        return _reflected(state, node, owner.target, arguments)
    if method.text is not None:
        return call_method(state, plain_name(method.text), arguments)
    if marks_of(owner) & REQUEST and marks_of(method) & REQUEST:
        sinks.callable_seen(state, node, method, arguments, False)
    return UNKNOWN


def call_named(state: State, node: Node, name: str, arguments: list[Value]) -> Value:
    """Call a function by name, `name` in lower case."""
    own = state.functions.get(name)
    if own is not None:
        return run_function(state, own, arguments, {})
    sinks.function_seen(state, node, name, arguments)
    _said(state, node, name, arguments)
    if name in names.CALLBACKS:
        return _callback(state, node, name, arguments)
    if name in names.FILTERS:
        _filtered(state, node, name, arguments)
    if name == "preg_replace_callback_array" and arguments and arguments[0].items:
        for each in list(arguments[0].items.values())[:_MAX_ARGUMENTS]:
            _called_back(state, node, each, arguments[1:2])
    return result_of(state, node, name, arguments)


def _said(state: State, node: Node, name: str, arguments: list[Value]) -> None:
    """An error that the file itself raises is handed to its own handler."""
    if name == "set_error_handler" and arguments:
        state.hears.append(arguments[0])
    if name in ("trigger_error", "user_error"):
        for each in state.hears[:4]:
            call_value(state, node, each, [UNKNOWN, *arguments[:1]])


def _callback(state: State, node: Node, name: str, arguments: list[Value]) -> Value:
    position, handed = names.CALLBACKS[name]
    if position >= len(arguments):
        return result_of(state, node, name, arguments)
    callback = arguments[position]
    if name in names.LATER and callback.text and plain_name(callback.text) in names.DANGEROUS:
        state.see("spelled", node, callback)
    data = [arguments[index] for index in handed if index < len(arguments)]
    if name in names.LATER and marks_of(callback) & REQUEST:
        # Who names it decides what it gets as well: the page's own text, or a message.
        data = [callback]
    if name.endswith("_array") and data and data[0].items:
        data = list(data[0].items.values())[:_MAX_ARGUMENTS]
    elif not name.startswith(("call_user_func", "forward_static", "register_")):
        if name == "array_map" and data and data[0].items and callback.text is not None:
            return _mapped(state, node, callback, data[0])
        data = [_any_item(each) for each in data]
    if callback.text is None and callback.target is None and callback.items is None:
        written = text_of(_first(node)[position]) if position < len(_first(node)) else b""
        checked = written in state.checked
        sinks.callable_seen(state, node, callback, data, checked)
        return unknown(all_marks(arguments))
    return call_value(state, node, callback, data)


def _filtered(state: State, node: Node, name: str, arguments: list[Value]) -> None:
    """`FILTER_CALLBACK` calls what stands as `options` among the options."""
    position, handed = names.FILTERS[name]
    options = arguments[position] if position < len(arguments) else UNKNOWN
    data = [arguments[index] for index in handed] or [unknown(REQUEST)]
    found = [options, *(options.items or {}).values()]
    for each in found[:_MAX_ARGUMENTS]:
        callback = (each.items or {}).get(b"options")
        if callback is not None and callback.items is None:
            _called_back(state, node, callback, data)


def _called_back(state: State, node: Node, callback: Value, data: list[Value]) -> None:
    data = [_any_item(each) for each in data]
    if callback.text is None and callback.target is None:
        sinks.callable_seen(state, node, callback, data, is_checked=False)
    else:
        call_value(state, node, callback, data)


def _mapped(state: State, node: Node, callback: Value, array: Value) -> Value:
    items = list((array.items or {}).items())[:3000]
    return Value(items={key: call_value(state, node, callback, [item]) for key, item in items})


def _any_item(value: Value) -> Value:
    if not value.items:
        return value
    first = next(iter(value.items.values()))
    if len(value.items) == 1:
        return unknown(marks_of(value)) if value.marks else first
    return unknown(marks_of(value))


def result_of(state: State, node: Node, name: str, arguments: list[Value]) -> Value:
    """What a function of PHP, or one of another file, gives back."""
    if name in names.REQUEST_FUNCTIONS:
        return unknown(REQUEST)
    if name in ("extract", "parse_str", "import_request_variables", "mb_parse_str"):
        return _spread(state, node, name, arguments)
    array = array_result(name, arguments)
    if array is not None:
        return array
    known = computed_result(name, arguments)
    if known is not None:
        return known
    return special_result(state, name, arguments)


def _spread(state: State, node: Node, name: str, arguments: list[Value]) -> Value:
    """Request parameters become variables."""
    source = arguments[0] if arguments else UNKNOWN
    nodes = _first(node)
    is_request = marks_of(source) & REQUEST or name == "import_request_variables"
    if not is_request and not (name.endswith("parse_str") and source.text is not None):
        return UNKNOWN
    if name.endswith("parse_str") and len(nodes) > 1:
        if source.text is not None:
            pairs = (each.partition(b"=") for each in source.text.split(b"&"))
            items = {key: Value(value, source.marks | BUILT) for key, _, value in pairs}
            store(state, nodes[1], Value(items=items))
            return UNKNOWN
        store(state, nodes[1], unknown(marks_of(source)))
        return UNKNOWN
    if not is_request:
        return UNKNOWN
    state.is_extracted = True
    for each in list(state.env):
        if state.env[each] is UNKNOWN or state.env[each].text == b"":
            del state.env[each]
    return UNKNOWN


def call_method(state: State, name: str, arguments: list[Value]) -> Value:
    """Every method of that name in this file; which class it is, is not asked."""
    result = UNKNOWN
    for method in state.methods.get(name, ())[:4]:
        result = join(result, run_function(state, method, arguments, {}))
    return result


def _method_call(state: State, node: Node) -> Value:
    holder_node = node.child_by_field_name("object") or node.child_by_field_name("scope")
    name_node = node.child_by_field_name("name")
    if name_node is None or holder_node is None:
        return UNKNOWN
    is_static = holder_node.type in ("name", "qualified_name", "relative_scope")
    holder = UNKNOWN if is_static else state.value(holder_node)
    arguments = [state.value(each) for each in _first(node)]
    if name_node.type != "name":
        return _dynamic_method(state, node, holder, state.value(name_node), arguments)
    name = plain_name(text_of(name_node))
    if is_reference(node):
        return UNKNOWN
    return _known_method(state, node, holder, name, arguments)


def _known_method(
    state: State, node: Node, holder: Value, name: str, arguments: list[Value]
) -> Value:
    given = generators.asked(state, name, holder, arguments)
    if given is not None:
        return given
    if isinstance(holder.target, Closure):
        handed = arguments[1:] if name == "call" else arguments
        return holder if name in ("bindto", "bind") else call_value(state, node, holder, handed)
    made = holder.target
    if isinstance(made, Instance) and made.name.startswith("reflection") and name in _INVOKES:
        return _reflected(state, node, made, arguments)
    if name in names.CALLBACK_METHODS:
        position, _ = names.CALLBACK_METHODS[name]
        if position < len(arguments) and name not in state.methods:
            if name == "fromcallable":
                return arguments[position]
            later = arguments[position]
            if later.text and plain_name(later.text) in names.DANGEROUS:
                state.see("spelled", node, later)
            return call_value(state, node, later, [_any_item(holder)])
    if name in state.methods:
        return call_method(state, name, arguments)
    if "__call" in state.methods or "__callstatic" in state.methods:
        handed = [literal(text_of(node.child_by_field_name("name"))), listed(arguments)]
        return join(
            call_method(state, "__call", handed), call_method(state, "__callstatic", handed)
        )
    sinks.method_seen(state, node, holder, name, arguments)
    marks = all_marks(arguments) & (REQUEST | EXTRACTED | UPLOAD)
    kept = holder.marks & ~(REQUEST | EXTRACTED) | (
        NAMED | holder.marks if holder.marks & REQUEST else 0
    )
    return unknown(kept | (marks | NAMED if marks else 0))


def _dynamic_method(
    state: State, node: Node, holder: Value, method: Value, arguments: list[Value]
) -> Value:
    if isinstance(method.target, Closure):
        return call_value(state, node, method, arguments)
    if method.text is not None:
        return _known_method(state, node, holder, plain_name(method.text), arguments)
    if holder.target is None and marks_of(holder) & REQUEST and marks_of(method) & REQUEST:
        sinks.callable_seen(state, node, method, arguments, False)
    return unknown(all_marks(arguments) & REQUEST and NAMED | REQUEST)


def _reflected(state: State, node: Node, target: Instance, arguments: list[Value]) -> Value:
    """`ReflectionFunction::invoke` and its kin: the function it was made with."""
    if not target.arguments:
        return UNKNOWN
    handed = arguments
    if arguments and arguments[0].items is not None:
        handed = list(arguments[0].items.values())
    callee = target.arguments[-1] if target.name == "reflectionmethod" else target.arguments[0]
    if target.name == "reflectionmethod":
        handed = handed[1:] or handed
    return call_value(state, node, callee, handed)


def _new(state: State, node: Node) -> Value:
    children = node.named_children
    if not children:
        return UNKNOWN
    first = children[0]
    arguments = [state.value(each) for each in _first(node)]
    if first.type == "anonymous_class" or any(c.type == "declaration_list" for c in children):
        call_method(state, "__construct", arguments)
        return Value(target=Instance("", tuple(arguments)))
    if first.type in ("name", "qualified_name"):
        name = plain_name(text_of(first))
    else:
        made = state.value(first)
        if made.text is None:
            if marks_of(made) & REQUEST and all_marks(arguments) & REQUEST:
                return unknown(REQUEST)
            return unknown(made.marks & HIDDEN)
        name = plain_name(made.text)
    if name in names.CALLBACKS and name != "reflectionfunction":
        return _callback(state, node, name, arguments)
    if name in ("arrayobject", "arrayiterator", "recursivearrayiterator") and arguments:
        return arguments[0]
    for special in ("__construct", name):
        if special in state.methods:
            call_method(state, special, arguments)
    return Value(
        target=Instance(name, tuple(arguments)), marks=all_marks(arguments) & REQUEST and NAMED
    )


def _shell(state: State, node: Node) -> Value:
    value = literal(b"")
    from hemostat.detect.content.php.value import concat

    for child in node.named_children:
        is_text = child.type in ("string_content", "escape_sequence")
        value = concat(value, literal(text_of(child)) if is_text else state.value(child))
    state.see("command", node, value)
    return unknown(marks_of(value))


def _include(state: State, node: Node) -> Value:
    value = state.value(node.named_children[-1]) if node.named_children else UNKNOWN
    written = text_of(node.named_children[-1]).strip(b"() ") if node.named_children else b""
    state.see("include", node, value, checked=written in state.checked)
    scheme = (value.text or value.head).partition(b"://")[0].lower()
    if scheme in state.wrappers:
        # The file's own wrapper: what it reads out is what is loaded.
        call_method(state, "stream_open", [value])
        sinks.run_code(state, node, call_method(state, "stream_read", []))
    return UNKNOWN


CALLS = {
    "function_call_expression": _call,
    "member_call_expression": _method_call,
    "nullsafe_member_call_expression": _method_call,
    "scoped_call_expression": _method_call,
    "object_creation_expression": _new,
    "shell_command_expression": _shell,
    "include_expression": _include,
    "include_once_expression": _include,
    "require_expression": _include,
    "require_once_expression": _include,
}
