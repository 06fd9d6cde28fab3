"""Paths on a host. Never a local `Path`: the bytes belong to another machine."""

import posixpath
from typing import NewType

HostPath = NewType("HostPath", str)
"""An absolute POSIX path on a host, its bytes decoded as UTF-8 with surrogateescape.

So any bytes survive, and `encode` gives them back. Departure from STYLE (PurePosixPath): building
one costs 20 times a string, and 20,000 processes name half a million paths.
"""


def decode(path: bytes) -> HostPath:
    """Bytes of a path as text, without loss."""
    return HostPath(path.decode("utf-8", "surrogateescape"))


def encode(path: str) -> bytes:
    """The bytes a decoded path came from."""
    return path.encode("utf-8", "surrogateescape")


def name(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def parent(path: str) -> HostPath:
    """The folder a path stands in; `/` is its own parent."""
    return HostPath(path.rpartition("/")[0] or "/")


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it; compares whole parts, not text."""
    folder = folder.rstrip("/")
    return path == folder or path.startswith(folder + "/")


def normal(path: str) -> HostPath:
    """The path without `.`, `..` and doubled slashes; links are not looked at."""
    return HostPath(posixpath.normpath("/" + path.lstrip("/")))
