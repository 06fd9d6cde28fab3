r"""Lines of configuration files in which a backslash at the end joins the next line."""

from collections.abc import Iterator

from hemostat.model.evidence import Evidence

# Longer than any such program reads; what lies beyond is a line of its own, so nothing is lost.
_MAX_JOINED = 64 * 1024


def joined_lines(evidence: Evidence) -> Iterator[tuple[int, str]]:
    r"""Each line with `\`-newline removed, its first line's number first; blank ones too.

    A comment is the reader's business: whether it can be continued differs between formats.
    Joined lines end at 64 KiB, so that a file of backslashes costs no more than its size.
    """
    parts: list[str] = []
    first, size = 1, 0
    for number, line in evidence.lines():
        if not parts:
            first, size = number, 0
        if line.endswith("\\") and size < _MAX_JOINED:
            parts.append(line[:-1])
            size += len(line)
            continue
        parts.append(line)
        yield first, "".join(parts)
        parts = []
    if parts:
        yield first, "".join(parts)
