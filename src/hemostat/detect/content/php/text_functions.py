"""PHP's string functions that hide words, computed where all arguments are known.

Source: the PHP manual, string, zlib, array and misc functions, PHP 8.3.
"""

import base64
import binascii
import codecs
import re
import zlib
from collections.abc import Callable, Mapping
from urllib.parse import unquote_to_bytes

_MAX = 2 * 1024 * 1024
_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_TURNED = _LOWER[13:] + _LOWER[:13]
_ROT13 = bytes.maketrans(_LOWER + _LOWER.upper(), _TURNED + _TURNED.upper())
_ALPHABET = re.compile(rb"[^A-Za-z0-9+/]")
_SPACES = b" \t\n\r\0\x0b"

Args = tuple[bytes, ...]


def _int(text: bytes) -> int:
    return int(float(text.strip() or b"0"))


def base64_decode(text: bytes) -> bytes:
    """As PHP does when not strict: what is no digit is passed over, the rest may be cut short."""
    kept = _ALPHABET.sub(b"", text.replace(b"-", b"").replace(b"_", b""))
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


def inflate(text: bytes, window: int) -> bytes:
    """Decompress, at most 2 MiB.

    Raises:
        zlib.error: not compressed this way.
    """
    engine = zlib.decompressobj(window)
    return engine.decompress(text, _MAX)


def rot13(text: bytes) -> bytes:
    """Letters moved by thirteen; other bytes stay."""
    return text.translate(_ROT13)


def _substr(args: Args) -> bytes:
    text, start = args[0], _int(args[1])
    start = max(len(text) + start, 0) if start < 0 else start
    if len(args) < 3 or not args[2]:
        return text[start:]
    length = _int(args[2])
    return text[start : start + length] if length >= 0 else text[start : len(text) + length]


def _chr(args: Args) -> bytes:
    return bytes((_int(args[0]) % 256,))


def _ord(args: Args) -> bytes:
    return str(args[0][0] if args[0] else 0).encode()


def _strtr(args: Args) -> bytes:
    size = min(len(args[1]), len(args[2]))
    return args[0].translate(bytes.maketrans(args[1][:size], args[2][:size]))


def _pack(args: Args) -> bytes:
    form = args[0].decode("latin-1")
    if re.fullmatch(r"H\*?\d*", form):
        return binascii.unhexlify(args[1])
    if re.fullmatch(r"[Cc](\*|\d+)?|[Cc]+", form):
        return bytes(_int(each) % 256 for each in args[1:])
    if re.fullmatch(r"[Aa]\*?", form):
        return args[1]
    raise ValueError(form)


def _sprintf(args: Args) -> bytes:
    rest = iter(args[1:])
    given = args[1:]

    def put(match: re.Match[bytes]) -> bytes:
        if match[0] == b"%%":
            return b"%"
        text = given[int(match[1][:-1]) - 1] if match[1] else next(rest)
        kind = match[2]
        if kind == b"c":
            return bytes((_int(text) % 256,))
        if kind == b"x":
            return b"%x" % _int(text)
        return str(_int(text)).encode() if kind == b"d" else text

    return re.sub(rb"%(?:%|(\d+\$)?([sdcx]))", put, args[0])


def _str_replace(args: Args) -> bytes:
    return args[2].replace(args[0], args[1]) if args[0] else args[2]


def _preg_replace(args: Args) -> bytes:
    match = re.fullmatch(rb"([/#~@])(.{1,60})\1([ims]*)", args[0], re.DOTALL)
    # Only patterns that cannot run away: one class or word, at most a repeat of it.
    if not match or not re.fullmatch(rb"(?:\[[^\]]+\]|\\?.|\\[dwsDWS])[+*]?|\w+", match[2]):
        raise ValueError(args[0])
    flags = re.IGNORECASE if b"i" in match[3] else 0
    return re.sub(match[2], args[1].replace(b"\\", b"\\\\"), args[2][:_MAX], flags=flags)


def _trim(args: Args) -> bytes:
    return args[0].strip(args[1] if len(args) > 1 else _SPACES)


def _repeat(args: Args) -> bytes:
    times = _int(args[1])
    if times * len(args[0]) > _MAX:
        raise ValueError(times)
    return args[0] * max(times, 0)


def _base_convert(args: Args) -> bytes:
    amount, base = int(args[0].decode("latin-1"), _int(args[1])), _int(args[2])
    if not 2 <= base <= 36 or not 0 <= amount < 1 << 64:
        raise ValueError(base)
    digits = ""
    while amount:
        amount, rest = divmod(amount, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits.encode() or b"0"


def _uudecode(args: Args) -> bytes:
    lines = args[0].split(b"\n")
    return b"".join(binascii.a2b_uu(line) for line in lines if line and line != b"`")


def _html(args: Args) -> bytes:
    import html

    return html.unescape(args[0].decode("latin-1")).encode("latin-1", "replace")


DECODERS: Mapping[str, Callable[[Args], bytes]] = {
    "base64_decode": lambda args: base64_decode(args[0]),
    "gzinflate": lambda args: inflate(args[0], -15),
    "gzuncompress": lambda args: inflate(args[0], 15),
    "gzdecode": lambda args: inflate(args[0], 31),
    "zlib_decode": lambda args: inflate(args[0], 47),
    "str_rot13": lambda args: rot13(args[0]),
    "strrev": lambda args: args[0][::-1],
    "hex2bin": lambda args: binascii.unhexlify(args[0]),
    "convert_uudecode": _uudecode,
    "pack": _pack,
    "bzdecompress": lambda args: _unzip(args[0]),
}
"""Their result is marked as decoded, known or not."""

BUILDERS: Mapping[str, Callable[[Args], bytes]] = {
    "chr": _chr,
    "strtr": _strtr,
    "substr": _substr,
    "mb_substr": _substr,
    "str_replace": _str_replace,
    "str_ireplace": _str_replace,
    "preg_replace": _preg_replace,
    "sprintf": _sprintf,
    "urldecode": lambda args: unquote_to_bytes(args[0].replace(b"+", b" ")),
    "rawurldecode": lambda args: unquote_to_bytes(args[0]),
    "base_convert": _base_convert,
    "html_entity_decode": _html,
    "dechex": lambda args: b"%x" % _int(args[0]),
    "stripcslashes": lambda args: codecs.escape_decode(args[0])[0],
}
"""Their result is marked as built when it is computed of known texts."""

PLAIN: Mapping[str, Callable[[Args], bytes]] = {
    "trim": _trim,
    "ltrim": lambda args: args[0].lstrip(args[1] if len(args) > 1 else _SPACES),
    "rtrim": lambda args: args[0].rstrip(args[1] if len(args) > 1 else _SPACES),
    "chop": lambda args: args[0].rstrip(args[1] if len(args) > 1 else _SPACES),
    "strtolower": lambda args: args[0].lower(),
    "mb_strtolower": lambda args: args[0].lower(),
    "strtoupper": lambda args: args[0].upper(),
    "ucfirst": lambda args: args[0][:1].upper() + args[0][1:],
    "lcfirst": lambda args: args[0][:1].lower() + args[0][1:],
    "stripslashes": lambda args: re.sub(rb"\\(.?)", rb"\1", args[0], flags=re.DOTALL),
    "strval": lambda args: args[0],
    "ord": _ord,
    "strlen": lambda args: str(len(args[0])).encode(),
    "md5": lambda args: _hash("md5", args[0]),
    "sha1": lambda args: _hash("sha1", args[0]),
    "bin2hex": lambda args: binascii.hexlify(args[0]),
    "base64_encode": lambda args: base64.b64encode(args[0]),
    "str_repeat": _repeat,
    "nl2br": lambda args: args[0],
    "hexdec": lambda args: str(int(args[0], 16)).encode(),
    "octdec": lambda args: str(int(args[0], 8)).encode(),
    "bindec": lambda args: str(int(args[0], 2)).encode(),
    "intval": lambda args: str(int(args[0], _int(args[1]) if len(args) > 1 else 10)).encode(),
    "strpos": lambda args: _found(args[0].find(args[1])),
    "basename": lambda args: args[0].rstrip(b"/").rpartition(b"/")[2],
    "floor": lambda args: str(_int(args[0])).encode(),
    "abs": lambda args: str(abs(_int(args[0]))).encode(),
}
"""No disguise in themselves."""

ALL: Mapping[str, Callable[[Args], bytes]] = {**DECODERS, **BUILDERS, **PLAIN}
_FAILURES = (
    ValueError,
    IndexError,
    zlib.error,
    OverflowError,
    StopIteration,
    TypeError,
    EOFError,
    OSError,
)


def _found(index: int) -> bytes:
    return str(index).encode() if index >= 0 else b""


def _hash(name: str, text: bytes) -> bytes:
    import hashlib

    return hashlib.new(name, text, usedforsecurity=False).hexdigest().encode()


def _unzip(text: bytes) -> bytes:
    import bz2

    return bz2.BZ2Decompressor().decompress(text, _MAX)


def computed(name: str, args: Args) -> bytes | None:
    """What a function gives for known arguments; None when it is not known or would fail."""
    function = ALL.get(name)
    if function is None or sum(map(len, args)) > _MAX:
        return None
    try:
        return function(args)
    except _FAILURES:
        return None
