"""The findings of a thread as a drawing: boxes in columns, lines with the reason on them.

Columns are steps away from the first finding; the order within a column is that of the thread.
Plain SVG, laid out here, so the page needs no library.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hemostat.model.finding import Finding
from hemostat.model.story import Link, Thread

BOX_WIDTH, BOX_HEIGHT = 196, 46
GAP_X, GAP_Y = 84, 22
MARGIN = 10
MOST = 40
"""Boxes in one drawing; a thread with more is read as a list."""


@dataclass(frozen=True, slots=True)
class Box:
    """One finding. `x`, `y` are its upper left corner, in pixels."""

    finding: Finding
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """One link: a curve from box to box, and where its reason stands."""

    path: str
    x: int
    y: int
    link: Link


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing; `left_out` findings did not fit."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    left_out: int


def drawing_of(thread: Thread, findings: Mapping[str, Finding]) -> Drawing | None:
    """Lay out a thread; None for one with nothing to join."""
    ids = [each for each in thread.findings if each in findings][:MOST]
    links = [each for each in thread.links if each.first in ids and each.second in ids]
    if len(ids) < 2 or not links:
        return None
    columns = _columns(ids, links)
    rows: dict[int, int] = defaultdict(int)
    boxes: dict[str, Box] = {}
    for each in ids:
        column = columns[each]
        x = MARGIN + column * (BOX_WIDTH + GAP_X)
        y = MARGIN + rows[column] * (BOX_HEIGHT + GAP_Y)
        rows[column] += 1
        boxes[each] = Box(findings[each], x, y)
    return Drawing(
        width=2 * MARGIN + (max(columns.values()) + 1) * (BOX_WIDTH + GAP_X) - GAP_X,
        height=2 * MARGIN + max(rows.values()) * (BOX_HEIGHT + GAP_Y) - GAP_Y,
        boxes=tuple(boxes.values()),
        lines=tuple(_line(boxes[each.first], boxes[each.second], each) for each in links),
        left_out=len(thread.findings) - len(ids),
    )


def _columns(ids: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    """How many links each finding is away from the first; what is not joined starts anew."""
    near: dict[str, list[str]] = defaultdict(list)
    for link in links:
        near[link.first].append(link.second)
        near[link.second].append(link.first)
    columns: dict[str, int] = {}
    for start in ids:
        if start in columns:
            continue
        columns[start] = 0
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for other in near[here]:
                if other not in columns:
                    columns[other] = min(columns[here] + 1, 3)
                    waiting.append(other)
    return columns


def _line(first: Box, second: Box, link: Link) -> Line:
    if first.x > second.x:
        first, second = second, first
    middle = BOX_HEIGHT // 2
    if first.x == second.x:
        x, bend = first.x + BOX_WIDTH, first.x + BOX_WIDTH + GAP_X // 3
        y1, y2 = first.y + middle, second.y + middle
        path = f"M{x} {y1} C{bend} {y1} {bend} {y2} {x} {y2}"
        return Line(path, bend, (y1 + y2) // 2, link)
    x1, x2 = first.x + BOX_WIDTH, second.x
    y1, y2 = first.y + middle, second.y + middle
    half = (x1 + x2) // 2
    return Line(f"M{x1} {y1} C{half} {y1} {half} {y2} {x2} {y2}", half, (y1 + y2) // 2, link)
