"""Databases of packages as dpkg and apk write them: runs of lines between empty ones."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

L = TypeVar("L", bytes, str)


def stanzas(lines: Iterable[L], is_blank: Callable[[L], bool]) -> Iterator[tuple[int, list[L]]]:
    """Each run of lines between blank ones, with the number of its first line.

    Args:
        lines: of the whole file, without their newlines.
        is_blank: what counts as blank differs: dpkg takes spaces, apk nothing but an empty line.
    """
    run: list[L] = []
    first = 1
    for number, line in enumerate(lines, start=1):
        if not is_blank(line):
            if not run:
                first = number
            run.append(line)
        elif run:
            yield first, run
            run = []
    if run:
        yield first, run
