"""Where the content of a tar member stands, when it has holes: four formats, all GNU's.

Source: GNU tar manual, "Storing Sparse Files" and "Sparse Formats" (old GNU, PAX 0.0, 0.1, 1.0).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hemostat.trees.tar_header import BLOCK, Pax, decimal, number, padded

MAX_PIECES = 100_000
Fetch = Callable[[int, int], bytes]
"""Bytes of the tar from a position on, fewer at its end."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of content: where in the file it belongs, where in the tar it stands, how long."""

    at: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Layout:
    """One member's content.

    Attributes:
        pieces: in order; between them and after them are zeros.
        size: of the file with its holes.
        taken: bytes between this member's header and the next, before padding.
    """

    pieces: tuple[Piece, ...]
    size: int
    taken: int


def layout_of(block: bytes, position: int, stored: int, pax: Pax, fetch: Fetch) -> Layout:
    """Where a member's content stands.

    Args:
        block: its header.
        position: where the bytes after its header begin.
        stored: its size by the headers.
        pax: its extended header.
        fetch: reads the tar.
    """
    if block[156:157] == b"S":
        pairs, header = _old_map(block, position, fetch)
        return Layout(_placed(pairs, position + header), number(block[483:495]), header + stored)
    if pax.get("GNU.sparse.major") == b"1":
        pairs, header = _map_in_content(position, stored, fetch)
        size = decimal(pax, "GNU.sparse.realsize", stored)
        return Layout(_placed(pairs, position + header), size, stored)
    if "GNU.sparse.map" in pax:
        size = decimal(pax, "GNU.sparse.realsize", decimal(pax, "GNU.sparse.size", stored))
        numbers = pax["GNU.sparse.map"].split(b",")[: 2 * MAX_PIECES]
        return Layout(_placed(_pairs(numbers), position), size, stored)
    pieces = (Piece(0, position, stored),) if stored else ()
    return Layout(pieces, stored, stored)


def _old_map(block: bytes, position: int, fetch: Fetch) -> tuple[list[tuple[int, int]], int]:
    """Old GNU: four entries in the header, 21 in each block after it."""
    entries = [block[386 + 24 * index :][:24] for index in range(4)]
    more, length = block[482] != 0, 0
    while more and len(entries) < MAX_PIECES:
        extension = fetch(position + length, BLOCK)
        if len(extension) < BLOCK:
            break
        length += BLOCK
        entries += [extension[24 * index :][:24] for index in range(21)]
        more = extension[504] != 0
    return [(number(each[:12]), number(each[12:])) for each in entries if each[0]], length


def _map_in_content(position: int, stored: int, fetch: Fetch) -> tuple[list[tuple[int, int]], int]:
    """PAX 1.0: a count and pairs of numbers, a line each, before the content; block-padded."""
    text = fetch(position, min(stored, 1 << 20))
    count, _, rest = text.partition(b"\n")
    pairs = min(int(count), MAX_PIECES) if count.isdigit() and len(count) < 10 else 0
    lines = rest.split(b"\n", 2 * pairs)[: 2 * pairs]
    length = len(count) + 1 + sum(len(line) + 1 for line in lines)
    return list(_pairs(lines)), padded(length)


def _pairs(numbers: list[bytes]) -> Iterator[tuple[int, int]]:
    """Offset and length, until the first that is no number."""
    for at, size in zip(numbers[::2], numbers[1::2], strict=False):
        if not (at.isdigit() and size.isdigit() and len(at) < 20 and len(size) < 20):
            return
        yield int(at), int(size)


def _placed(
    pairs: "list[tuple[int, int]] | Iterator[tuple[int, int]]", begin: int
) -> tuple[Piece, ...]:
    """Pieces one after the other from one place on; those that run backwards are left out."""
    pieces: list[Piece] = []
    end = 0
    for at, size in pairs:
        if size > 0 and at >= end:
            pieces.append(Piece(at, begin, size))
            end = at + size
        begin += max(0, size)
    return tuple(pieces)
