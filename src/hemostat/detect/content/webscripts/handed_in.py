# ruff: noqa: E501 — patterns are read whole.
"""What frames of Python and Node.js hand to a handler by itself, written out as assignments."""

import re

_ROUTE = re.compile(
    r"(?m)^[ \t]*@[\w.]+\.(?:route|get|post|put|patch|delete|api_route|websocket|expose)\b[^\n]*\n"
    r"(?:[ \t]*@[^\n]*\n)*[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*\((?P<parameters>[^()]{1,300})\)[^\n:]*:"
)
_PARAMETER = re.compile(r"\A\s*(?P<name>\w+)\s*(?::\s*(?P<kind>[\w.\[\] |]+))?")
_CHECKED = re.compile(r"\A(?:int|float|bool|UUID|uuid\.UUID|date|datetime|Session|AsyncSession)\b")
_CHUNKS = re.compile(
    r"\.\s*on\s*\(\s*['\"`]data['\"`]\s*,\s*(?:async\s+)?(?:function\s*\w*\s*)?\(?\s*(?P<name>[A-Za-z_$][\w$]*)"
)


def python_handed(text: str) -> str:
    """Parameters of a route are parts of the address, or of its query: no line is added."""
    return _ROUTE.sub(_with_parameters, text)


def _with_parameters(match: re.Match[str]) -> str:
    names: list[str] = []
    for each in match["parameters"].split(","):
        found = _PARAMETER.match(each)
        if found is None or found["name"] in ("self", "cls", "request", "req"):
            continue
        is_number = f"<int:{found['name']}>" in match[0] or f"<float:{found['name']}>" in match[0]
        if not is_number and not _CHECKED.match(found["kind"] or "") and "Depends" not in each:
            names.append(found["name"])
    # One line each would move what stands below; the value of the first reaches to the line's end.
    return match[0] + "".join(f" {name} = request.args;" for name in names)


def node_handed(text: str) -> str:
    """The pieces of a body that arrive one by one are what was sent."""
    names = sorted({match["name"] for match in _CHUNKS.finditer(text)})
    return text + "".join(f"\n;{name} = req.body;" for name in names)
