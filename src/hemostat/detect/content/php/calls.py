"""Calls: functions of the file, functions that execute, and what the others give back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hemostat.detect.content.php import names, sinks
from hemostat.detect.content.php.arrays import array_result, listed
from hemostat.detect.content.php.state import State, arguments_of, plain_name, text_of
from hemostat.detect.content.php.text_functions import BUILDERS, DECODERS, computed
from hemostat.detect.content.php.value import (
    BUILT,
    DECODED,
    ESCAPED,
    EXTRACTED,
    FETCHED,
    FILE,
    HIDDEN,
    NAMED,
    OWN,
    PARAMETER,
    PREFIXED,
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
_MAX_INLINE = 8
_INPUT = re.compile(rb"(?i)php://(?:input|stdin)|^data:|php://filter.*php://input")
_INVOKES = ("invoke", "invokeargs", "newinstance", "newinstanceargs", "getclosure")
_REMOTE = re.compile(rb"(?i)^(?:https?|ftps?|ssh2[.\w]*)://")


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
    _note_checks(state, written, node)
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


def _note_checks(state: State, name: str, node: Node) -> None:
    if name in names.CHECKS:
        for argument in _first(node):
            state.checked.add(text_of(argument))
            if argument.type == "subscript_expression":
                state.checked.add(text_of(argument.named_children[-1]))


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
        return unknown(_all_marks(arguments) | (callee.marks & (HIDDEN | REQUEST)))
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
    if name in names.CALLBACKS:
        return _callback(state, node, name, arguments)
    return result_of(state, node, name, arguments)


def _callback(state: State, node: Node, name: str, arguments: list[Value]) -> Value:
    position, handed = names.CALLBACKS[name]
    if position >= len(arguments):
        return result_of(state, node, name, arguments)
    callback = arguments[position]
    if name in names.LATER and callback.text and plain_name(callback.text) in names.DANGEROUS:
        state.see("spelled", node, callback)
    data = [arguments[index] for index in handed if index < len(arguments)]
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
        return unknown(_all_marks(arguments))
    return call_value(state, node, callback, data)


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
    known = _computed(name, arguments)
    if known is not None:
        return known
    return _special(state, name, arguments)


def _special(state: State, name: str, arguments: list[Value]) -> Value:
    """Constants, the environment, files, the arguments themselves; else what goes through."""
    if name == "define" and len(arguments) > 1 and arguments[0].text is not None:
        state.constants[plain_name(arguments[0].text)] = arguments[1]
        return UNKNOWN
    if name == "constant" and arguments and arguments[0].text is not None:
        return state.constants.get(plain_name(arguments[0].text), UNKNOWN)
    if name == "getenv":
        text = arguments[0].text if arguments else None
        return unknown(REQUEST) if text and text.startswith(names.SERVER_FROM_REQUEST) else UNKNOWN
    if name in names.READERS:
        return _read(name, arguments)
    if name == "getcwd":
        return literal(b".")
    if name == "func_get_args":
        return state.env.get("\0arguments", UNKNOWN)
    return _origin(name, arguments)


def _computed(name: str, arguments: list[Value]) -> Value | None:
    texts = [each.printed for each in arguments]
    if not arguments or any(text is None for text in texts):
        return None
    text = computed(name, tuple(text for text in texts if text is not None))
    if text is None:
        return None
    marks = _all_marks(arguments)
    if name in DECODERS:
        marks |= DECODED
    elif name in BUILDERS and text:
        marks |= BUILT
    return Value(text, marks)


def _origin(name: str, arguments: list[Value]) -> Value:
    """The marks that go through a function whose result is not known."""
    if name in names.NEUTRAL or name.startswith("is_"):
        return unknown(ESCAPED) if name.startswith(("escapeshell", "int")) else UNKNOWN
    if name in ("str_replace", "str_ireplace") and len(arguments) > 2:
        return _replaced(arguments)
    marks = _all_marks(arguments)
    if name in DECODERS or name in names.DECRYPTERS:
        return unknown(marks | DECODED)
    if name in BUILDERS and name in ("chr", "strtr"):
        return unknown(marks | BUILT)
    if name in names.TRANSPARENT:
        subject = arguments[0] if arguments else UNKNOWN
        head = subject.head if name in ("trim", "rtrim", "stripslashes") else b""
        return Value(marks=marks, head=head)
    return unknown(marks | NAMED) if marks & (REQUEST | UPLOAD | EXTRACTED) else UNKNOWN


def _replaced(arguments: list[Value]) -> Value:
    """`str_replace` into a template: what stands before the visitor's word is not theirs."""
    search, put, subject = arguments[:3]
    marks = marks_of(subject) | marks_of(put) & ~(REQUEST | EXTRACTED)
    if not marks_of(put) & (REQUEST | EXTRACTED):
        return unknown(marks)
    if search.text and subject.text is not None:
        return Value(marks=marks_of(put), head=subject.text.partition(search.text)[0])
    return unknown(marks_of(put) | marks | PREFIXED | NAMED)


def _read(name: str, arguments: list[Value]) -> Value:
    place = arguments[0] if arguments else UNKNOWN
    marks = marks_of(place)
    if place.text is not None and _INPUT.search(place.text):
        return unknown(REQUEST)
    if name in names.FETCHERS or _REMOTE.match(place.text or place.head):
        return unknown(FETCHED | (marks & HIDDEN))
    if marks & UPLOAD:
        return unknown(REQUEST)
    if name in ("fgets", "fread", "stream_get_contents"):
        return unknown(marks)
    if marks & (REQUEST | EXTRACTED):
        return unknown(FILE | FETCHED | NAMED) if name != "fopen" else place
    if name == "fopen":
        return unknown(FILE | marks) if place.text is None else place
    return unknown(FILE | (marks & (OWN | HIDDEN)))


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


def run_function(
    state: State, node: object, arguments: list[Value], captured: dict[str, Value]
) -> Value:
    """Run a function of this file with what it is handed."""
    function: Node = node  # type: ignore[assignment]
    if state.steps < 0 or state.depth > 70:
        return unknown(_all_marks(arguments))
    key = _signature(function, arguments) if not captured else None
    if key is not None and key in state.results:
        return state.results[key]
    if key is not None:
        state.results[key] = unknown(_all_marks(arguments))
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
    marks = _all_marks(arguments) & (REQUEST | EXTRACTED | UPLOAD)
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
    return unknown(_all_marks(arguments) & REQUEST and NAMED | REQUEST)


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
            if marks_of(made) & REQUEST and _all_marks(arguments) & REQUEST:
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
        target=Instance(name, tuple(arguments)), marks=_all_marks(arguments) & REQUEST and NAMED
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
    return UNKNOWN


def _all_marks(arguments: list[Value]) -> int:
    marks = 0
    for each in arguments:
        marks |= marks_of(each)
    return marks


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
