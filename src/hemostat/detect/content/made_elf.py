"""Small made-up ELF files for the examples of content rules: symbols and texts, no code. Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_HEADER, _SECTION, _SYMBOL = 64, 64, 24
_DYNSYM, _STRTAB, _PROGBITS = 11, 3, 1
TYPES = {"rel": 1, "exec": 2, "dyn": 3}


@dataclass(frozen=True, slots=True)
class MadeElf:
    """What such a file holds.

    Attributes:
        type: a key of `TYPES`. defines: functions it brings. imports: functions it wants.
        texts: what its strings say, each ended by a NUL.
    """

    type: str = "dyn"
    defines: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def elf_bytes(made: MadeElf) -> bytes:
    """The file: little-endian, 64 bits, x86-64, with .dynsym, .dynstr and .rodata.

    Source: elf(5).
    """
    names = _names((*made.defines, *made.imports))
    symbols = bytes(_SYMBOL)
    for name, section in [*((n, 3) for n in made.defines), *((n, 0) for n in made.imports)]:
        at = names.index(b"\0" + name.encode() + b"\0") + 1
        symbols += struct.pack("<IBBHQQ", at, 0x12, 0, section, 0x1000 if section else 0, 16)
    texts = b"\0" + b"".join(text.encode() + b"\0" for text in made.texts)
    sections = b"\0.dynsym\0.dynstr\0.rodata\0.shstrtab\0"
    bodies = (symbols, names, texts, sections)
    starts = _starts(bodies)
    table = starts[-1]
    header = struct.pack(
        "<16sHHIQQQIHHHHHH",
        b"\x7fELF\x02\x01\x01" + bytes(9),
        TYPES[made.type],
        62,
        1,
        0x1000,
        0,
        table,
        0,
        _HEADER,
        56,
        0,
        _SECTION,
        5,
        4,
    )
    return header + b"".join(bodies) + _table(sections, starts, bodies)


def _names(names: Sequence[str]) -> bytes:
    return b"\0" + b"".join(name.encode() + b"\0" for name in names)


def _starts(bodies: Sequence[bytes]) -> list[int]:
    starts = [_HEADER]
    for body in bodies:
        starts.append(starts[-1] + len(body))
    return starts


def _table(names: bytes, starts: Sequence[int], bodies: Sequence[bytes]) -> bytes:
    kinds = (
        (b".dynsym", _DYNSYM, 2, _SYMBOL),
        (b".dynstr", _STRTAB, 0, 0),
        (b".rodata", _PROGBITS, 0, 0),
        (b".shstrtab", _STRTAB, 0, 0),
    )
    table = bytes(_SECTION)
    for (name, kind, link, size), start, body in zip(kinds, starts, bodies, strict=False):
        at = names.index(b"\0" + name + b"\0") + 1
        info = 1 if kind == _DYNSYM else 0
        table += struct.pack(
            "<IIQQQQIIQQ", at, kind, 2, 0x1000, start, len(body), link, info, 1, size
        )
    return table
