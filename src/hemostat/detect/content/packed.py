"""Compiled programs made to be unreadable, where no compiled program belongs. Pure.

Packing alone says little: UPX packs honest tools too. So the place decides how bad it is, and what
a package vouches for is left alone.
"""

import math
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.detect.content.scanner import Hit
from hemostat.detect.places import is_data_place, is_not_for_binaries, is_odd, is_unpacked
from hemostat.model.candidate import Candidate
from hemostat.model.finding import RuleInfo, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import Provenance
from hemostat.model.text import Text

DENSE = 7.2
"""Bits a byte: compiled code has 5.5 to 6.8, compressed or encrypted data above 7.8."""

_SAMPLE = 1 << 20
_JUDGED = (Provenance.UNOWNED, Provenance.UNKNOWN, Provenance.CHANGED)
_SMALLEST = 512
_LOAD, _EXECUTE = 1, 1
_UPX = (b"UPX!", b"$Info: This file is packed with the UPX", b"UPX0", b"$Id: UPX")

PACKED = RuleInfo(
    name="linux.content.packed-program",
    kind="content",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="packed_program",
    attack=("T1027.002",),
    incident_types=("trojan", "backdoor", "mining"),
    texts=RuleTexts(
        title=Text("A packed program lies where none belongs", "加壳程序位于异常位置"),
        summary=Text(
            "{path} is a program whose content is hidden ({text})",
            "{path} 是内容被隐藏的可执行程序（{text}）",
        ),
        benign=Text(
            "Some vendors pack their tools, and self-extracting installers unpack to /tmp; "
            "both can be named by whoever runs them.",
            "部分厂商会对工具加壳，自解压安装程序也会解到 /tmp；运行者应能说明来源。",
        ),
    ),
    next=("keep-evidence", "capture-process", "find-entry", "quarantine-file"),
    by_hand="file {path}; readelf -lS {path}; strings -n 8 {path} | head",
)


@dataclass(frozen=True, slots=True)
class ElfShape:
    """What the headers of an ELF file say.

    Attributes:
        sections: how many section headers. code: offset and size in the file of the largest
            executable segment; sizes 0 for none. is_writable_code: whether it is writable too.
    """

    sections: int
    code: tuple[int, int]
    is_writable_code: bool


class PackedPrograms:
    """Judges ELF files in odd places, and unexplained ones that run or start."""

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """The one it has."""
        return (PACKED,)

    def scan(self, candidate: Candidate, content: bytes) -> Iterator[Hit]:
        """At most one hit a file."""
        shape = shape_of(content)
        if shape is None or candidate.state not in _JUDGED:
            return
        signs = tuple(_signs(shape, content))
        if not signs:
            return
        yield Hit(
            rule=PACKED,
            offset=shape.code[0],
            length=shape.code[1],
            text=", ".join(signs),
            level=_level(candidate, signs),
        )


def shape_of(content: bytes) -> ElfShape | None:
    """The headers of an ELF program or library; None for anything else. Source: elf(5)."""
    if len(content) < _SMALLEST // 4 or content[:4] != b"\x7fELF":
        return None
    order = "<" if content[5] == 1 else ">"
    try:
        if content[4] == 2:
            kind, start, count, sections, size = _header64(content, order)
        else:
            kind, start, count, sections, size = _header32(content, order)
        if kind not in (2, 3):
            return None
        segments = list(_segments(content, order, start, count, size))
    except (struct.error, OverflowError):  # an offset of 2⁶³ and more is no place at all
        return None
    code = [each for each in segments if each[0] & _EXECUTE]
    largest = max(code, key=lambda each: each[2], default=(0, 0, 0))
    return ElfShape(sections, (largest[1], largest[2]), bool(largest[0] & 2))


def _header64(content: bytes, order: str) -> tuple[int, int, int, int, int]:
    kind = struct.unpack_from(order + "H", content, 16)[0]
    start = struct.unpack_from(order + "Q", content, 32)[0]
    size, count, _, sections = struct.unpack_from(order + "HHHH", content, 54)
    return kind, start, count, sections, size


def _header32(content: bytes, order: str) -> tuple[int, int, int, int, int]:
    kind = struct.unpack_from(order + "H", content, 16)[0]
    start = struct.unpack_from(order + "I", content, 28)[0]
    size, count, _, sections = struct.unpack_from(order + "HHHH", content, 42)
    return kind, start, count, sections, size


def _segments(
    content: bytes, order: str, start: int, count: int, size: int
) -> Iterator[tuple[int, int, int]]:
    """Flags, offset and size in the file of each loaded segment."""
    is_wide = content[4] == 2
    for number in range(min(count, 64)):
        at = start + number * size
        if is_wide:
            kind, flags, offset = struct.unpack_from(order + "IIQ", content, at)
            length = struct.unpack_from(order + "Q", content, at + 32)[0]
        else:
            kind, offset = struct.unpack_from(order + "II", content, at)
            length, _, flags = struct.unpack_from(order + "III", content, at + 16)
        if kind == _LOAD:
            yield flags, offset, length


def _signs(shape: ElfShape, content: bytes) -> Iterator[str]:
    """How one sees that a program hides: what UPX leaves, no sections, code without order."""
    if any(sign in content[:4096] or sign in content[-4096:] for sign in _UPX):
        yield "UPX"
    offset, size = shape.code
    code = content[offset : offset + min(size, _SAMPLE)]
    if len(code) >= _SMALLEST and (bits := entropy(code)) > DENSE:
        yield f"entropy {bits:.1f}"
    if shape.sections == 0:
        yield "no sections"
    if shape.is_writable_code and shape.sections == 0:
        yield "writable code"


def _level(candidate: Candidate, signs: tuple[str, ...]) -> Level:
    """High where no program belongs; else what starts or runs is worth a look, no more."""
    path = candidate.path
    is_misplaced = (
        is_odd(path) or is_not_for_binaries(path) or is_data_place(path)
    ) and not is_unpacked(path)
    is_dense = any(sign == "UPX" or sign.startswith("entropy") for sign in signs)
    is_replaced = candidate.state is Provenance.CHANGED
    if (is_misplaced or is_replaced) and (is_dense or len(signs) > 1):
        return Level.HIGH
    if is_misplaced:
        return Level.MEDIUM
    return Level.LOW if is_dense else Level.INFO


def entropy(data: bytes) -> float:
    """Shannon's entropy, in bits a byte: 0 to 8."""
    if not data:
        return 0.0
    total = len(data)
    return -sum(n / total * math.log2(n / total) for n in Counter(data).values())
