"""How alike two files are: by rare texts, by structure, by owner and time. Pure.

Texts count by how rare they are among the files looked at, so a licence or a runtime that many
programs carry weighs nothing. Structure is the shape that survives small changes: pieces between
returns or line ends, entropy, size, headers.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemostat.detect.content.packed import entropy, shape_of
from hemostat.model.path import HostPath
from hemostat.parse.host.content_kind import HEAD_SIZE, content_kind

LIKE = 0.35
"""At or above this two files count as siblings; unrelated ones of one kind stay below 0.2."""

MOST_BYTES = 16 << 20
MOST_TOKENS = 4000
_PIECES = 2048
_SIZE_FACTOR = 4
_NEAR = timedelta(minutes=15)
_PRINTED = re.compile(rb"[\x20-\x7e]{7,200}")
# Code that happens to be printable holds no words.
_LETTERS = re.compile(rb"[A-Za-z]{4}|[\x80-\xff]{6}|://|/\w+/")
_ONLY_HERE = 0.25
"""What a text weighs that no other file holds: it tells nothing of siblings, but they lack it."""
_WORD = re.compile(rb"[A-Za-z_$./:%@\-0-9\x80-\xff]{5,80}")
_CODE_END = re.compile(rb"[\xc3\xcc]|\x00{4,}")
_LINE_END = re.compile(rb"[\n;{}]")
_BLANK = re.compile(rb"[\s\d]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is compared of one file.

    Attributes:
        path: on its host. size: bytes. kind: of content. sha256: of the whole; empty if unknown.
        tokens: its texts. pieces: hashes of pieces between returns or lines, the smallest of them.
        density: entropy in bits a byte. sections: of an ELF file's headers; -1 for others.
        uid: owner. modified, changed: mtime and ctime, UTC.
    """

    path: HostPath
    size: int
    kind: str
    sha256: str = ""
    tokens: frozenset[bytes] = frozenset()
    pieces: frozenset[int] = frozenset()
    density: float = 0.0
    sections: int = -1
    uid: int | None = None
    modified: datetime | None = None
    changed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike a file is to the one hunted for.

    Attributes:
        features: of the file. score: 0 to 1; 1 for the same content.
        texts, structure: each 0 to 1. shared: some of the rare texts both hold.
        is_same: the content is the same. same_owner, same_time: what else they share.
    """

    features: Features
    score: float
    texts: float
    structure: float
    shared: tuple[str, ...] = ()
    is_same: bool = False
    same_owner: bool = False
    same_time: bool = False


def features_of(
    content: bytes,
    path: HostPath,
    *,
    sha256: str = "",
    uid: int | None = None,
    modified: datetime | None = None,
    changed: datetime | None = None,
) -> Features:
    """What is compared of a file's first 16 MiB."""
    content = content[:MOST_BYTES]
    kind = content_kind(content[:HEAD_SIZE])
    shape = shape_of(content)
    return Features(
        path=path,
        size=len(content),
        kind="text" if kind == "script" else kind,
        sha256=sha256,
        tokens=tokens_of(content, kind),
        pieces=pieces_of(content, kind),
        density=entropy(content[: 1 << 20]),
        sections=shape.sections if shape else -1,
        uid=uid,
        modified=modified,
        changed=changed,
    )


def tokens_of(content: bytes, kind: str) -> frozenset[bytes]:
    """The texts of a file: words of a text, printable runs of anything else."""
    pattern = _WORD if kind in ("text", "script") else _PRINTED
    found: set[bytes] = set()
    for match in pattern.finditer(content):
        if _LETTERS.search(match[0]):
            found.add(match[0])
        if len(found) >= MOST_TOKENS:
            break
    return frozenset(found)


def pieces_of(content: bytes, kind: str) -> frozenset[int]:
    """Hashes of a file's pieces; of many the smallest, which makes samples comparable.

    Blanks and digits of texts do not count.
    """
    is_text = kind in ("text", "script")
    parts = (_LINE_END if is_text else _CODE_END).split(content)
    if is_text:
        parts = [_BLANK.sub(b"", part) for part in parts]
    hashes = {zlib.crc32(part) for part in parts if 8 <= len(part) <= 4096}
    return frozenset(sorted(hashes)[:_PIECES])


def may_be_like(wanted: Features, size: int) -> bool:
    """Whether a file's size leaves it worth reading."""
    return wanted.size / _SIZE_FACTOR - 512 <= size <= wanted.size * _SIZE_FACTOR + 512


def rarity_of(wanted: Features, others: Iterable[frozenset[bytes]]) -> Mapping[bytes, float]:
    """What each text of the wanted file weighs: much if few of the other files hold it.

    Args:
        wanted: the file hunted for.
        others: of each file looked at, the wanted texts it holds.
    """
    counted = Counter[bytes]()
    files = 1
    for shared in others:
        counted.update(shared)
        files += 1
    return {token: math.log((files + 1) / (counted[token] + 1)) + 0.05 for token in wanted.tokens}


def likeness(wanted: Features, other: Features, rarity: Mapping[bytes, float]) -> Likeness:
    """Compare one file with the wanted one."""
    is_same = bool(wanted.sha256) and wanted.sha256 == other.sha256
    shared = wanted.tokens & other.tokens
    total = sum(rarity.values())
    texts = sum(rarity[token] for token in shared) / total if total else 0.0
    structure = _structure(wanted, other)
    same_owner = wanted.uid is not None and wanted.uid == other.uid
    same_time = _is_near(wanted, other)
    score = 0.65 * texts + 0.35 * structure if wanted.tokens else structure
    if score >= LIKE / 2:
        score += 0.05 * same_owner + 0.1 * same_time
    telling = sorted(shared, key=lambda token: -rarity[token] * min(len(token), 40))
    return Likeness(
        features=other,
        score=1.0 if is_same else min(score, 0.99),
        texts=texts,
        structure=structure,
        shared=tuple(token.decode("utf-8", "replace") for token in telling[:5]),
        is_same=is_same,
        same_owner=same_owner,
        same_time=same_time,
    )


def _structure(wanted: Features, other: Features) -> float:
    """Pieces both hold, as a share of all; softened by size, entropy and headers."""
    union = wanted.pieces | other.pieces
    # Of two samples of the smallest hashes, the smallest of both make a fair sample.
    sample = sorted(union)[:_PIECES]
    both = wanted.pieces & other.pieces
    pieces = sum(1 for each in sample if each in both) / len(sample) if sample else 0.0
    larger = max(wanted.size, other.size, 1)
    size = min(wanted.size, other.size) / larger
    density = max(0.0, 1 - abs(wanted.density - other.density))
    headers = 1.0 if wanted.sections == other.sections else 0.0
    shape = size * density * headers
    # Shape alone is no likeness: two unrelated programs of one compiler share it.
    return 0.85 * pieces + 0.15 * shape * (pieces > 0)


def _is_near(wanted: Features, other: Features) -> bool:
    times = [(wanted.modified, other.modified), (wanted.changed, other.changed)]
    return any(one and two and abs(one - two) <= _NEAR for one, two in times)
