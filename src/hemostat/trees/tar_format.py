"""The members of a tar, one by one: v7, ustar, star, GNU and pax, whole, cut or damaged.

Not the standard library's tarfile: on crafted headers it loops or takes exponential time in
interpreters still in use (CVE-2024-6232, CVE-2025-8194), and it stops at the first damage. Here
nothing raises for what the bytes are, and each step moves forward.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.trees.tar_header import (
    BLOCK,
    Pax,
    decimal,
    is_header,
    name_of,
    nanoseconds,
    number,
    padded,
    parse_pax,
)
from hemostat.trees.tar_sparse import Piece, layout_of

MAX_EXTENDED = 1 << 20
_WINDOW = 1 << 16
_WITHOUT_CONTENT = b"123456"
_NAMES_AHEAD = {ord("L"): "path", ord("K"): "linkpath"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member, as its headers have it; nothing in it is to be believed.

    Attributes:
        name: as written, unsafe.
        type: the type flag: `0` file, `1` hard link, `2` link, `5` folder …
        mode: the 12 permission bits.
        size: of the file, in bytes; of a sparse one with its holes.
        mtime: nanoseconds since 1970.
        target: of links, as written, unsafe.
        pieces: where the content stands.
        xattrs: extended attributes by name.
    """

    name: bytes
    type: str
    mode: int = 0
    uid: int = 0
    gid: int = 0
    size: int = 0
    mtime: int = 0
    target: bytes = b""
    pieces: tuple[Piece, ...] = ()
    xattrs: tuple[tuple[str, bytes], ...] = ()


class TarReader:
    """Reads the members of a tar that stands in a file of ours, and counts what is wrong.

    Attributes:
        bad_headers: how often something stood where a header should be.
        too_long: how many extended headers were longer than 1 MiB, and left out.
        is_cut: whether the tar ends before its end mark, or inside a member.
    """

    def __init__(self, descriptor: int, size: int) -> None:
        """Take a tar.

        Args:
            descriptor: readable with pread(2); stays the caller's.
            size: how many bytes of it there are.
        """
        self._descriptor, self._size = descriptor, size
        self._window, self._window_at = b"", 0
        self.bad_headers, self.too_long, self.is_cut = 0, 0, False

    def members(self) -> Iterator[Member]:
        """Each member in order; the counts are final when they have ended."""
        position, zeros = 0, 0
        common: Pax = {}
        own: Pax = {}
        while True:
            block = self._fetch(position, BLOCK)
            if len(block) < BLOCK:
                self.is_cut = True
                return
            position += BLOCK
            if block == bytes(BLOCK):
                zeros += 1
                if zeros == 2:
                    return
            elif not is_header(block):
                self.bad_headers += 1
                position, zeros, own = self._next_header(position), 0, {}
            elif block[156] in b"xXgLK":
                size, zeros = number(block[124:136]), 0
                own = self._ahead(block[156], position, size, common, own)
                position += padded(max(0, size))
            else:
                member, taken = self._member(block, position, {**common, **own})
                position, zeros, own = position + padded(taken), 0, {}
                self.is_cut |= position > self._size
                yield member

    def _ahead(self, kind: int, position: int, size: int, common: Pax, own: Pax) -> Pax:
        """What is known of the next member after a header that speaks of it."""
        if not 0 <= size <= MAX_EXTENDED:
            self.too_long += 1
            return own
        text = self._fetch(position, size)
        if kind in _NAMES_AHEAD:
            return {**own, _NAMES_AHEAD[kind]: text.split(b"\0")[0]}
        if kind == ord("g"):
            common.update(parse_pax(text))
            return own
        return {**own, **parse_pax(text)}

    def _member(self, block: bytes, position: int, pax: Pax) -> tuple[Member, int]:
        """One member from its header block, and how many bytes follow that are its own."""
        kind = chr(block[156]) if block[156] else "0"
        name = pax.get("GNU.sparse.name") or pax.get("path") or name_of(block)
        if kind == "0" and name.endswith(b"/"):
            kind = "5"  # v7 has no type for folders
        stored = max(0, decimal(pax, "size", number(block[124:136])))
        if block[156] in _WITHOUT_CONTENT:
            stored = 0
        layout = layout_of(block, position, stored, pax, self._fetch)
        member = Member(
            name=name,
            type=kind,
            mode=number(block[100:108]) & 0o7777,
            uid=decimal(pax, "uid", number(block[108:116])),
            gid=decimal(pax, "gid", number(block[116:124])),
            size=layout.size,
            mtime=nanoseconds(pax, "mtime", number(block[136:148])),
            target=pax.get("linkpath") or block[157:257].split(b"\0")[0],
            pieces=layout.pieces,
            xattrs=tuple(
                (key.removeprefix("SCHILY.xattr."), value)
                for key, value in pax.items()
                if key.startswith("SCHILY.xattr.")
            ),
        )
        return member, layout.taken

    def _next_header(self, position: int) -> int:
        """Where the next header with a ustar magic begins; the end if there is none.

        A magic is asked for here: a checksum alone holds by chance once in many blocks.
        """
        while chunk := self._fetch(position, 1 << 20):
            found = chunk.find(b"ustar")
            while found >= 0:
                begin = found - 257
                if begin >= 0 and begin % BLOCK == 0 and is_header(chunk[begin:][:BLOCK]):
                    return position + begin
                found = chunk.find(b"ustar", found + 1)
            position += len(chunk)
        return self._size

    def _fetch(self, position: int, size: int) -> bytes:
        """Bytes from a position on, fewer at the end; headers that stand close cost one read."""
        begin = position - self._window_at
        if begin >= 0 and begin + size <= len(self._window):
            return self._window[begin : begin + size]
        wanted = min(max(size, _WINDOW), self._size - position)
        if wanted <= 0:
            return b""
        self._window, self._window_at = _pread(self._descriptor, wanted, position), position
        return self._window[:size]


def _pread(descriptor: int, size: int, position: int) -> bytes:
    """Exactly `size` bytes, unless the file ends or the disk fails."""
    parts: list[bytes] = []
    while size > 0:
        try:
            part = os.pread(descriptor, size, position)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
        size, position = size - len(part), position + len(part)
    return b"".join(parts)
