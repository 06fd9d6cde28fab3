"""Text laid out in terminal cells: a Chinese character takes two."""

from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

WIDTH = 80


def pad(text: str, width: int) -> str:
    """Text filled with spaces to a number of terminal cells."""
    return text + " " * max(width - cell_len(text), 0)


def clip(text: str, width: int) -> str:
    """Text cut to a number of cells, a cut end shown as an ellipsis."""
    if cell_len(text) <= width:
        return text
    return chop_cells(text, max(width - 1, 1))[0] + "…"


def clip_left(text: str, width: int) -> str:
    """Text cut to a number of cells from the left, as paths are told apart by their ends."""
    if cell_len(text) <= width:
        return text
    kept = text
    while cell_len(kept) > width - 1:
        kept = kept[1:]
    return "…" + kept


def wrap(text: str, first: str, other: str) -> list[str]:
    """Text over lines of at most 80 cells, broken at spaces where there are any.

    Args:
        text: one line, already harmless.
        first: indent of the first line.
        other: indent of the others.
    """
    lines: list[str] = []
    current = first
    for word in words_of(text):
        if cell_len(current + word.rstrip()) > WIDTH and current.strip():
            lines.append(current.rstrip())
            current = other
        for piece in chop_cells(word, WIDTH - cell_len(other)) if word else []:
            if cell_len(current + piece.rstrip()) > WIDTH:
                lines.append(current.rstrip())
                current = other
            current += piece
    return [*lines, current.rstrip()]


def words_of(text: str) -> Iterator[str]:
    """Pieces a line may be broken between: words with their space, and each wide character."""
    word = ""
    for character in text:
        is_wide = cell_len(character) > 1
        if is_wide and word:
            yield word
            word = ""
        word += character
        if is_wide or character == " ":
            yield word
            word = ""
    if word:
        yield word
