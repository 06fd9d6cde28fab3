"""PHP as it stands between its tags, made ready for the parser."""

import re
from bisect import bisect_right
from dataclasses import dataclass

MAX_SIZE = 1024 * 1024
_TAGS = re.compile(
    rb"<\?(?!xml|xpacket|mso|import|\?)(?:(php)(?=[\s/#]|$)|=|(?=[\s$@/!(]))"
    rb"|<script\s+language\s*=\s*[\"']?php[\"']?\s*>",
    re.IGNORECASE,
)
_LONG_BLANKS = re.compile(rb"[ \t]{200,}|(?:\r?\n[ \t]*){100,}")
_LONG_COMMENT = 2000
_MAX_BRACES = 4000
_READABLE = bytes((9, 10, 13)) + bytes(range(32, 127)) + bytes(range(128, 256))
_MAX_BRACED = 64 * 1024


@dataclass(frozen=True, slots=True)
class PhpText:
    """Text for the parser, and where its parts stood in the file.

    Attributes:
        text: with every opening tag written as `<?php `, `<?=`.
        starts: offsets in `text` where a moved part begins, rising. origins: the same in the file.
        is_cut: only the beginning and the end of a very long file are there.
    """

    text: bytes
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    is_cut: bool = False

    def origin(self, offset: int) -> int:
        """Where in the file an offset of the text stood."""
        index = bisect_right(self.starts, offset) - 1
        return self.origins[index] + (offset - self.starts[index])


def php_text(content: bytes) -> PhpText | None:
    """The PHP of a file, or None if it has none.

    From files over 1 MiB, blanks and comments of thousands of bytes are taken out, with which
    shells push their code out of a scanner's limits; of what is longer even so, the first and the
    last half are read.
    """
    if not _TAGS.search(content):
        return None
    pieces: list[tuple[int, bytes]] = []
    position = 0
    places = [(match.start(), match.end()) for match in _TAGS.finditer(content)]
    if len(content) > MAX_SIZE:
        places += [(match.start(), match.end()) for match in _LONG_BLANKS.finditer(content)]
        places = sorted((*places, *_long_comments(content)))
    for start, end in places:
        if start < position:
            continue
        pieces.append((position, content[position:start]))
        pieces.append((start, _instead(content[start:end])))
        position = end
    pieces.append((position, content[position:]))
    return _laid_out(pieces)


def last_opening(content: bytes) -> int:
    """Where the last opening tag begins; -1 for none."""
    return max((match.start() for match in _TAGS.finditer(content)), default=-1)


def _long_comments(content: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = content.find(b"/*")
    while start >= 0:
        end = content.find(b"*/", start + 2)
        if end < 0:
            break
        if end - start > _LONG_COMMENT:
            found.append((start, end + 2))
        start = content.find(b"/*", end + 2)
    return found


def _instead(found: bytes) -> bytes:
    if found.startswith(b"<?="):
        return found
    if found[:1] == b"<":
        return b"<?php\n" if found[-1:] == b"\n" else b"<?php "
    return b"\n" if b"\n" in found else b" "


def _laid_out(pieces: list[tuple[int, bytes]]) -> PhpText:
    total = sum(len(text) for _, text in pieces)
    starts: list[int] = []
    origins: list[int] = []
    kept: list[bytes] = []
    at = seen = 0
    for origin, text in pieces:
        for part_origin, part in _kept(origin, text, seen, total):
            starts.append(at)
            origins.append(part_origin)
            kept.append(part)
            at += len(part)
        seen += len(text)
    text, is_cut = _bounded(b"".join(kept))
    return PhpText(text, tuple(starts), tuple(origins), is_cut or total > MAX_SIZE)


def _bounded(text: bytes) -> tuple[bytes, bool]:
    """Kept from making the parser look ahead to the end again and again.

    A comment that is never closed is closed; of binary text, and of text with thousands of `${`,
    the beginning is read.
    """
    odd = len(text.translate(None, _READABLE))
    is_cut = text.count(b"${") > _MAX_BRACES or odd > max(len(text) // 20, _MAX_BRACES)
    if is_cut:
        text = text[:_MAX_BRACED]
    if text.rfind(b"/*") > text.rfind(b"*/"):
        text += b"*/"
    return text, is_cut


def _kept(origin: int, text: bytes, seen: int, total: int) -> list[tuple[int, bytes]]:
    """The parts of one piece that stand in the first or the last half of what is read."""
    if total <= MAX_SIZE:
        return [(origin, text)]
    half = MAX_SIZE // 2
    first = max(min(half - seen, len(text)), 0)
    last = max(total - half - seen, first, 0)
    return [
        (origin, text[:first]),
        (origin + last, b"\n" + text[last:] if last < len(text) else b""),
    ]
