"""The logical lines of a script, whatever its language."""

from collections.abc import Iterator

from hemostat.model.evidence import Evidence

_LONGEST_LINE = 16_384
_MOST_LINES = 20_000


def logical_lines(evidence: Evidence) -> Iterator[tuple[int, str]]:
    r"""Each logical line with the number of its first line: continuations joined.

    A backslash at a line's end joins it to the next, as in shells, Python, Perl and make. Blank
    lines and those that begin with # are left out; so is `#!`, which `FileFact.interpreter` has.
    A line is cut at 16,384 characters. What stands in a here-document counts as lines.
    """
    waiting: list[str] = []
    first = 0
    for number, line in evidence.lines():
        if number > _MOST_LINES:
            break
        text = line.strip(" \t\r")
        if not waiting:
            first = number
            if not text or text.startswith("#"):
                continue
        if text.endswith("\\") and not text.endswith("\\\\"):
            waiting.append(text[:-1])
            continue
        waiting.append(text)
        yield first, " ".join(waiting).strip(" ")[:_LONGEST_LINE]
        waiting = []
    if waiting:
        yield first, " ".join(waiting).strip(" ")[:_LONGEST_LINE]
