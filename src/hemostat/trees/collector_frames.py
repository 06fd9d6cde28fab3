"""The collector's stream as sections: where one ends and the next begins, whatever a host holds.

First line `HEMOSTAT-COLLECT/1 VERSION`, then sections (`docs/collector.md` has them all):

    @@ begin KIND MARK MORE        MARK is a random UUID, new for each section
    name NUL name NUL … H=MARK NUL part H=MARK NUL part H=MARK NUL
    @@ errors MARK STATUS          what the tools of the host complained of, and their exit status
    @@ end MARK

and last `@@ done MARK SECTIONS`, `@@ sum NAME HEX`: a hash of every byte up to the end of `done`.
Nothing states a length, so no length can lie; the host cannot know a mark before it is used.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from hemostat.model.errors import SourceError
from hemostat.trees.collector_packing import Unpacked

MARK = b"HEMOSTAT-COLLECT/"
MAGIC = MARK + b"1 "
MAX_TEXT = 64 << 20
MAX_NAMES = 16 << 20
MAX_STREAM = 64 << 30
MAX_IN_MEMORY = 1 << 30
_CHUNK = 1 << 18
_BEGIN = re.compile(rb"@@ begin ([a-z]{1,20}) ([0-9A-Za-z.-]{1,80}) (\S{1,20})\n")
_DONE = re.compile(rb"@@ done ([0-9A-Za-z.-]{1,80}) ([0-9]{1,9})\n")
_SUM = re.compile(rb"@@ sum (sha256|md5|none) ([0-9a-f-]{1,64})\n?")
_MAX_LINE = 4096


@dataclass(frozen=True, slots=True)
class Span:
    """Where one part lies in the spool.

    Attributes:
        offset: of its first byte.
        size: in bytes.
        sha256: of exactly these bytes, hex.
        is_whole: False where the section ended inside it.
    """

    offset: int
    size: int
    sha256: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One section, as far as it came.

    Attributes:
        kind: what the parts are.
        mark: what parts them.
        more: a word whose meaning depends on the kind: a limit in bytes, or a way of listing.
        names: what was asked for, in order; empty for plain text.
        parts: one for each name, in the same order, as many as came.
        text: the first part of a section of text or listings; empty where parts are files.
        errors: complaints of the tools that read.
        status: the exit status of these; 0 where all was read.
        is_whole: whether its end came.
    """

    kind: str
    mark: bytes
    more: str
    names: tuple[bytes, ...]
    parts: tuple[Span, ...]
    text: bytes
    errors: bytes
    status: int
    is_whole: bool


@dataclass(slots=True)
class Ending:
    """How a stream ended. `problems` is empty for one that came whole."""

    problems: list[str] = field(default_factory=list[str])
    is_done: bool = False
    hash_name: str = "none"


class Spool:
    """Bytes kept aside: in a folder the user named, else in memory."""

    def __init__(self, folder: Path | None) -> None:
        # Closed by `close`, with the tree.
        file = BytesIO() if folder is None else TemporaryFile(dir=folder)  # noqa: SIM115
        self._file = cast("BinaryIO", file)
        self.limit = MAX_IN_MEMORY if folder is None else MAX_STREAM
        self.size = 0
        self._digest = hashlib.sha256()

    def add(self, data: bytes) -> None:
        """Append."""
        self._file.seek(self.size)
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    def digest(self) -> str:
        """SHA-256, hex, of what was added since this was last asked."""
        value = self._digest.hexdigest()
        self._digest = hashlib.sha256()
        return value

    def get(self, offset: int, size: int) -> bytes:
        """The bytes at a place."""
        self._file.seek(offset)
        return self._file.read(size)

    def close(self) -> None:
        """Let go of it; nothing can be read afterwards."""
        self._file.close()


class Frames:
    """Reads sections one after the other. Never raises for what the stream holds."""

    PARTED = frozenset({"files", "heads", "second"})

    def __init__(self, stream: BinaryIO, spool: Spool) -> None:
        """Take a stream that stands at its first byte.

        Raises:
            SourceError: it does not begin as a collector's stream.
        """
        self._source = Unpacked(stream)
        self._spool = spool
        self._buffer = bytearray()
        self._read = 0
        self._hashes = {"sha256": hashlib.sha256(), "md5": hashlib.md5(usedforsecurity=False)}
        self.ending = Ending()
        first = self._line()
        if not first.startswith(MAGIC):
            raise SourceError("not a collector's stream: it does not begin with HEMOSTAT-COLLECT/1")
        self.version = first[len(MAGIC) :].decode("ascii", "replace").strip()[:40]

    def sections(self) -> Iterator[Section]:
        """All sections, until the stream ends, is done, or makes no sense any more."""
        count = 0
        while True:
            line = self._line()
            if match := _BEGIN.fullmatch(line):
                yield self._section(
                    match[1].decode(), match[2], match[3].decode("ascii", "replace")
                )
                count += 1
            elif match := _DONE.fullmatch(line):
                self._close(int(match[2]), count)
                return
            else:
                said = "no section begins where one should" if line else "it was cut"
                self._problem(f"the stream ends too early: {said}")
                return

    def _problem(self, text: str) -> None:
        if len(self.ending.problems) < 20:
            self.ending.problems.append(text)

    def _close(self, stated: int, count: int) -> None:
        """Compare what the last lines say with what came."""
        self.ending.is_done = True
        if stated != count:
            self._problem(f"the stream says it has {stated} sections, and {count} came")
        ours = {name: value.hexdigest() for name, value in self._hashes.items()}
        match = _SUM.fullmatch(self._line())
        if match is None:
            self._problem("the stream was cut before its hash")
            return
        name = self.ending.hash_name = match[1].decode()
        if name != "none" and ours[name] != match[2].decode():
            self._problem(f"the stream's {name} is not the one it states: it changed on its way")
        # A console may leave blank lines behind; anything else came from elsewhere.
        if self._line().strip() or self._buffer.strip():
            self._problem("something follows the end of the stream")

    def _section(self, kind: str, mark: bytes, more: str) -> Section:
        between, closing = b"H=" + mark + b"\0", b"\n@@ errors " + mark + b" "
        names, text = b"", b""
        parts: tuple[Span, ...] = ()
        if kind in self.PARTED:
            names, ended = self._text((between, closing), MAX_NAMES)
            if ended == 0:
                parts, ended = self._parts(between, closing, names.count(b"\0"))
        else:
            text, ended = self._text((between, closing))
            if ended == 0:
                names, (text, ended) = text[:MAX_NAMES], self._text((closing,))
                ended = 1 if ended == 0 else None
        status, errors, closed = self._errors(mark) if ended is not None else (1, b"", False)
        return Section(
            kind, mark, more, tuple(names.split(b"\0")[:-1]), parts, text, errors, status, closed
        )

    def _errors(self, mark: bytes) -> tuple[int, bytes, bool]:
        line = self._line()
        text, ended = self._text((b"\n@@ end " + mark + b"\n",), MAX_NAMES)
        status = int(line) if re.fullmatch(rb"[0-9]{1,4}\n", line) else 1
        return status, text, ended is not None

    def _parts(
        self, between: bytes, closing: bytes, most: int
    ) -> tuple[tuple[Span, ...], int | None]:
        """The files of one section, into the spool; and whether it was closed (1) or cut (None)."""
        parts: list[Span] = []
        while True:
            offset = self._spool.size
            ended = self._until((between, closing), self._spool.add)
            size = self._spool.size - offset
            if ended == 0 or size:
                parts.append(Span(offset, size, self._spool.digest(), ended == 0))
            if ended != 0:
                return tuple(parts), ended
            if len(parts) > most or self._spool.size > self._spool.limit:
                self._problem("the stream holds more than can be kept")
                return tuple(parts), None

    def _text(self, tokens: tuple[bytes, ...], limit: int = MAX_TEXT) -> tuple[bytes, int | None]:
        """Bytes up to one of the tokens, at most `limit` of them; and which token it was."""
        kept = bytearray()

        def keep(data: bytes) -> None:
            kept.extend(data[: limit - len(kept)])

        ended = self._until(tokens, keep)
        if len(kept) >= limit:
            self._problem("a section holds more text than can be kept")
        return bytes(kept), ended

    def _until(self, tokens: tuple[bytes, ...], keep: Callable[[bytes], None]) -> int | None:
        """Hand on all bytes before the first of the tokens; which one it was, None at the end."""
        pattern = re.compile(b"|".join(b"(" + re.escape(token) + b")" for token in tokens))
        longest = max(len(token) for token in tokens)
        while True:
            if match := pattern.search(self._buffer):
                keep(bytes(self._buffer[: match.start()]))
                which = int(match.lastindex or 1) - 1
                self._advance(match.end())
                return which
            spare = len(self._buffer) - longest + 1
            if spare > 0:
                keep(bytes(self._buffer[:spare]))
                self._advance(spare)
            if not self._fill():
                keep(bytes(self._buffer))
                self._advance(len(self._buffer))
                return None

    def _line(self) -> bytes:
        """One line with its end; what is left where the stream ends or the line is too long."""
        while b"\n" not in self._buffer and len(self._buffer) < _MAX_LINE and self._fill():
            pass
        end = self._buffer.find(b"\n", 0, _MAX_LINE) + 1
        line = bytes(self._buffer[: end or _MAX_LINE])
        self._advance(len(line))
        return line

    def _advance(self, count: int) -> None:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        for each in self._hashes.values():
            each.update(taken)

    def _fill(self) -> bool:
        if self._read > min(MAX_STREAM, self._spool.limit * 2):
            self._problem("the stream is longer than can be read")
            return False
        chunk = self._source.read(_CHUNK)
        self._read += len(chunk)
        self._buffer += chunk
        if not chunk and self._source.problem:
            self._problem(self._source.problem)
            self._source.problem = ""
        return bool(chunk)
