r"""What came from a host, made harmless: for terminals, for JSON, for shells.

Control characters, bidirectional marks, zero-width, private and odd blank characters show as
`\x1b` or `\u202e`; undecodable bytes (lone surrogates) as `\xff`. Nothing is dropped.
"""

import re
import shlex
import unicodedata
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")
_ORDINARY = re.compile(r"[\x20-\x7e]*")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}


def visible(text: str) -> str:
    """Text from evidence as one harmless line for a terminal or a sentence."""
    if _ORDINARY.fullmatch(text):
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character == " " or unicodedata.category(character) not in _UNSEEN:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def encodable(text: str) -> str:
    r"""Text as JSON can hold it: undecodable bytes as `\xff`, everything else as it is."""
    if text.isascii():
        return text
    return "".join(
        f"\\x{ord(character) - 0xDC00:02x}"
        if "\udc80" <= character <= "\udcff"
        else "\\u%04x" % ord(character)  # noqa: UP031 — an f-string would need a nested backslash
        if "\ud800" <= character <= "\udfff"
        else character
        for character in text
    )


def fill(template: str, values: Mapping[str, str]) -> str:
    """A template with its `{names}` replaced by visible values; unknown names stay as written."""
    return _PLACEHOLDER.sub(lambda found: visible(values.get(found[1], found[0])), template)


def fill_command(template: str, values: Mapping[str, str]) -> str:
    """A command template with its `{names}` replaced by shell-quoted values.

    Values that hold unseen characters use the $'…' quoting of bash, so a copy and paste is safe.
    """
    return _PLACEHOLDER.sub(lambda found: quoted(values.get(found[1], found[0])), template)


def quoted(text: str) -> str:
    """One word for a shell, readable and exact."""
    shown = visible(text)
    if shown == text:
        return shlex.quote(text)
    raw = text.encode("utf-8", "surrogateescape")
    return "$'" + "".join(_shell_byte(byte) for byte in raw) + "'"


def _shell_byte(byte: int) -> str:
    character = chr(byte)
    if 0x20 <= byte < 0x7F and character not in "'\\":
        return character
    return f"\\x{byte:02x}"


def defanged(text: str) -> str:
    """An address, domain or URL that nobody opens by accident: `hxxp://203[.]0[.]113[.]9`."""
    text = re.sub(r"^http", "hxxp", visible(text), flags=re.IGNORECASE)
    return text.replace(".", "[.]")
