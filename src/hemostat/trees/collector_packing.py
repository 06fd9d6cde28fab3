"""A collector's stream as it may arrive: plain, gzip, or printable for a console.

HEMOSTAT_GZIP=1 packs it on the host; HEMOSTAT_ASCII=1 makes base64 of it (base64, openssl or
uuencode -m), or hexadecimal digits (od, hexdump). What it is shows in the first bytes.
"""

import re
import zlib
from base64 import b64decode
from collections.abc import Callable
from typing import BinaryIO

_PEEK = 64
_CHUNK = 1 << 16
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_NOT_HEX = re.compile(rb"[^0-9a-f]")
_GZIP = b"\x1f\x8b"
# "HEMOSTAT", or the first bytes of gzip, as base64, behind uuencode's line, and as hex digits.
_BASE64 = (b"H4sI", b"SEVNT1NUQVQ", b"begin-base64")
_HEX = re.compile(rb"1f ?8b|48 ?45 ?4d ?4f")


def is_printable_stream(head: bytes) -> bool:
    """Whether bytes begin like a collector's stream that was made printable for a console."""
    head = head.lstrip()
    return head.startswith(_BASE64) or _HEX.match(head) is not None


class Unpacked:
    """The plain bytes of a stream.

    A broken layer ends the stream early, and then `problem` says so; nothing raises.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Look at the first bytes, which decides."""
        self.problem = ""
        self._stream = stream
        self._peeked = self._raw(_PEEK)
        self._layer: Callable[[int], bytes] = self._plain
        head = self._peeked.lstrip()
        if head.startswith(_BASE64):
            self._rest = b""
            if head.startswith(b"begin-base64"):
                self._skip_line()
            self._layer = self._base64
        elif _HEX.match(head):
            self._rest = b""
            self._layer = self._hex
        self._maybe_gzip()

    def read(self, size: int) -> bytes:
        """Some bytes, not many more than `size`; none at the end."""
        return self._layer(size)

    def _maybe_gzip(self) -> None:
        outer = self._layer
        head = outer(_PEEK)
        while head and len(head) < len(_GZIP) and (more := outer(_PEEK)):
            head += more
        self._pending = head
        self._outer = outer
        self._layer = self._ahead
        if head.startswith(_GZIP):
            self._inflate = zlib.decompressobj(31)
            self._layer = self._gzip

    def _ahead(self, size: int) -> bytes:
        if self._pending:
            data, self._pending = self._pending, b""
            return data
        return self._outer(size)

    def _raw(self, size: int) -> bytes:
        try:
            return self._stream.read(size) or b""
        except (OSError, ValueError, EOFError) as error:
            self.problem = f"the stream could not be read on: {error}"
            return b""

    def _plain(self, size: int) -> bytes:
        if self._peeked:
            data, self._peeked = self._peeked, b""
            return data
        return self._raw(size)

    def _skip_line(self) -> None:
        line = self._peeked.lstrip()
        while b"\n" not in line and len(line) < 4096 and (more := self._raw(_PEEK)):
            line += more
        self._peeked = line.partition(b"\n")[2] or b"\n"

    def _base64(self, size: int) -> bytes:
        while data := self._plain(size):
            text = self._rest + _NOT_BASE64.sub(b"", data)
            whole = len(text) // 4 * 4
            self._rest = text[whole:]
            if whole:
                return b64decode(text[:whole])
        text, self._rest = self._rest, b""
        # What is left is a last group of two or three digits; one alone says nothing.
        return b64decode(text + b"=" * (-len(text) % 4)) if len(text) > 1 else b""

    def _hex(self, size: int) -> bytes:
        while data := self._plain(size):
            text = self._rest + _NOT_HEX.sub(b"", data)
            whole = len(text) // 2 * 2
            self._rest = text[whole:]
            if whole:
                return bytes.fromhex(text[:whole].decode("ascii"))
        return b""

    def _gzip(self, size: int) -> bytes:
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._ahead(_CHUNK)
            if not data:
                self.problem = "the gzip stream was cut"
                return b""
            try:
                plain = self._inflate.decompress(data, size)
            except zlib.error as error:
                self.problem = f"the gzip stream is broken: {error}"
                self._layer = self._nothing
                return b""
            if plain:
                return plain
        return b""

    @staticmethod
    def _nothing(_size: int) -> bytes:
        return b""
