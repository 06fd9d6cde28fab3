"""What a request's target says once decoded: percent signs, nginx's escapes, Base64."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

ROUNDS = 3
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u00([0-9A-Fa-f]{2})|(.))")
_OVERLONG = re.compile(r"%(?:c0%ae|e0%80%ae|u002e|u2024)", re.IGNORECASE)
_WIDE = re.compile(r"%u00([0-9a-f]{2})", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,4000}={0,2}")
_LEAST_SHOWN = 0.97


class Target(NamedTuple):
    """A target in parts, decoded. `is_encoded`: letters or dots were spelled as numbers."""

    path: str
    query: str
    parameters: tuple[tuple[str, str], ...]
    is_encoded: bool


_SPELLED = re.compile(r"%(?:25)*(?:2e|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|c0|u00)", re.IGNORECASE)


def read_target(target: str) -> Target:
    """Decode a target as servers and frameworks do, at most three times over."""
    plain = _ESCAPED.sub(_sign, target)
    if plain.startswith(("http://", "https://")):
        plain = "/" + plain.partition("//")[2].partition("/")[2]
    path, _, query = plain.partition("?")
    query = query.partition("#")[0] if "%23" not in query else query
    parameters = tuple(
        (decoded(name.replace("+", " ")), decoded(value.replace("+", " ")))
        for part in query.split("&")[:200]
        for name, _, value in [part.partition("=")]
    )
    return Target(
        path=decoded(path),
        query=decoded(query.replace("+", " ")),
        parameters=parameters if query else (),
        is_encoded=bool(_SPELLED.search(target)),
    )


def decoded(text: str) -> str:
    """A text with its percent signs resolved until it stays as it is, three times at most."""
    for _ in range(ROUNDS):
        if "%" not in text:
            break
        before = text
        text = _OVERLONG.sub(".", text)
        text = _WIDE.sub(lambda found: chr(int(found[1], 16)), text)
        text = unquote(text, errors="replace")
        if text == before:
            break
    return text.replace("\0", " ")


def hidden_texts(value: str) -> Iterator[str]:
    """A value, and what it says if it is Base64 of readable text."""
    yield value
    bare = value.strip().replace(" ", "+")
    if not _BASE64.fullmatch(bare):
        return
    bare = bare.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return
    text = data.decode("ascii", "replace")
    if text and sum(
        32 <= ord(each) < 127 or each in "\t\r\n" for each in text
    ) >= _LEAST_SHOWN * len(text):
        yield text


def _sign(found: re.Match[str]) -> str:
    number = found[1] or found[2]
    return chr(int(number, 16)) if number else (found[3] if found[3] in '"\\' else found[0])
