"""What functions of PHP itself give back, from the marks and texts of what they are handed."""

import re

from hemostat.detect.content.php import names
from hemostat.detect.content.php.kept import TEMPORARY, content_of
from hemostat.detect.content.php.state import State, plain_name
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
    PREFIXED,
    REQUEST,
    UNKNOWN,
    UPLOAD,
    Value,
    literal,
    marks_of,
    unknown,
)

_INPUT = re.compile(rb"(?i)php://(?:input|stdin)|^data:|php://filter.*php://input")
_REMOTE = re.compile(rb"(?i)^(?:https?|ftps?|ssh2[.\w]*)://")


def special_result(state: State, name: str, arguments: list[Value]) -> Value:
    """Constants, the environment, files, the arguments themselves; else what goes through."""
    if name == "define" and len(arguments) > 1 and arguments[0].text is not None:
        state.constants[plain_name(arguments[0].text)] = arguments[1]
        return UNKNOWN
    if name == "constant" and arguments and arguments[0].text is not None:
        return state.constants.get(plain_name(arguments[0].text), UNKNOWN)
    if name == "getenv":
        text = arguments[0].text if arguments else None
        return unknown(REQUEST) if text and text.startswith(names.SERVER_FROM_REQUEST) else UNKNOWN
    if name in ("tempnam", "tmpfile", "sys_get_temp_dir", "stream_get_meta_data"):
        return _temporary(name, arguments)
    if name in names.READERS:
        return _read_here(state, name, arguments)
    if name == "unserialize" and all_marks(arguments) & REQUEST:
        # Whatever objects of this file hold, the visitor may have put there.
        state.is_restored = True
    if name == "getcwd":
        return literal(b".")
    if name == "func_get_args":
        return state.env.get("\0arguments", UNKNOWN)
    return _origin(name, arguments)


def computed_result(name: str, arguments: list[Value]) -> Value | None:
    """What a text function gives for texts that are known; None for any other call."""
    texts = [each.printed for each in arguments]
    if not arguments or any(text is None for text in texts):
        return None
    text = computed(name, tuple(text for text in texts if text is not None))
    if text is None:
        return None
    marks = all_marks(arguments)
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
    marks = all_marks(arguments)
    if name in DECODERS or name in names.DECRYPTERS:
        return unknown(marks | DECODED)
    if name == "ord":
        # A number, which a cipher makes a letter again.
        return unknown(marks | ESCAPED) if marks else UNKNOWN
    if name in BUILDERS and name in ("chr", "strtr"):
        return unknown(marks & ~ESCAPED | BUILT)
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


def _temporary(name: str, arguments: list[Value]) -> Value:
    """Temporary files, and the path of an open one."""
    if name == "stream_get_meta_data":
        return Value(items={b"uri": arguments[0] if arguments else UNKNOWN})
    return literal(b"/tmp") if name == "sys_get_temp_dir" else TEMPORARY


def _read_here(state: State, name: str, arguments: list[Value]) -> Value:
    result = _read(name, arguments)
    if not arguments or result.marks & REQUEST or name in ("fopen", "gzopen"):
        return result
    kept = content_of(arguments[0], state.sightings)
    return result if kept is UNKNOWN else kept


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
        return unknown(FILE | FETCHED | NAMED) if name not in ("fopen", "gzopen") else place
    if name in ("fopen", "gzopen"):
        return place if place.text is not None else place.with_marks(FILE)
    return unknown(FILE | (marks & (OWN | HIDDEN)))


def all_marks(arguments: list[Value]) -> int:
    """The marks of all of them together."""
    marks = 0
    for each in arguments:
        marks |= marks_of(each)
    return marks
