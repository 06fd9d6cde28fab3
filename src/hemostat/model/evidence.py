"""Evidence: bytes with a place, a time, a way and a hash; and what a parser makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar

from hemostat.model.path import HostPath

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from.

    Attributes:
        evidence: `sha256:` and 64 hex digits; empty for what was asked of the kernel, not read.
        path: the file on the host.
        line: counted from 1; None for formats without lines.
        offset: bytes from the start of the evidence; None where lines say more.
        text: the line itself, or the part of it the record rests on, at most 500 characters.
    """

    evidence: str = ""
    path: HostPath = HostPath("")
    line: int | None = None
    offset: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The bytes taken from one place on a host. Never changed.

    Attributes:
        data: the bytes.
        path: where they stood on the host.
        id: `sha256:` and the hex digest of `data`; made from `data` when not given.
        taken: when they were read, UTC; None when the collection does not say.
        modified: the file's modification time, UTC; None when unknown.
        is_cut: whether `data` is only the first part of a larger file.
        means: how they were taken: `read`, `tar`, `collector`, `uac`.
    """

    data: bytes
    path: HostPath
    id: str = ""
    taken: datetime | None = None
    modified: datetime | None = None
    is_cut: bool = False
    means: str = "read"

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", f"sha256:{sha256(self.data).hexdigest()}")

    def source(self, line: int | None = None, text: str = "", offset: int | None = None) -> Source:
        """The place of one record within this evidence."""
        return Source(self.id, self.path, line, offset, text[:500])

    def lines(self) -> Iterable[tuple[int, str]]:
        r"""Each line with its number, ended by \n alone, undecodable bytes as \xNN.

        Not splitlines(): programs end a line at \n alone, and a \r hides text from `cat`.
        """
        for number, raw in enumerate(self.data.split(b"\n"), start=1):
            yield number, raw.decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in evidence that no parser took: kept, counted and shown, never dropped."""

    source: Source
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[R]):
    """What one parser made of one piece of evidence."""

    records: tuple[R, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A run of whole lines of something too large for memory, for the second form of parser.

    Attributes:
        data: whole lines; only the last block of a source may end without a newline.
        offset: where `data` begins in the source, in bytes.
        first_line: the number of its first line, counted from 1.
        source: the evidence and path it belongs to.
    """

    data: bytes
    offset: int
    first_line: int
    source: Source


@dataclass(frozen=True, slots=True)
class Batch(Generic[R]):
    """What the second form of parser yields for each block: records and what it could not take.

    `unread_count` counts all of it; `unread` holds at most 1,000 samples a source.
    """

    records: tuple[R, ...] = ()
    unread: tuple[Unread, ...] = ()
    unread_count: int = field(default=0)
