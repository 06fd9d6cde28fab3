"""Every place that was looked at, and what could not be: the last part of the detailed screen."""

from collections.abc import Iterator

from hemostat.model.examination import Examination
from hemostat.model.text import Language
from hemostat.report import words
from hemostat.report.cells import WIDTH, clip, pad
from hemostat.report.escape import fill, visible

MOST_HOLES = 5


def place_lines(examination: Examination, language: Language) -> Iterator[str]:
    """One line a place, at most 80 cells wide, with its first holes below it."""
    for place in examination.coverage:
        outcome = words.OUTCOMES[str(place.outcome)].in_language(language)
        unread = ""
        if place.unread and not place.holes:
            unread = fill(words.UNREAD.in_language(language), {"count": str(place.unread)})
        name = place.text.in_language(language)
        yield clip(f"  {pad(outcome, 24)} {name}  {unread}", WIDTH)
        for hole in place.holes[:MOST_HOLES]:
            yield clip(f"      {visible(hole.path)}: {visible(hole.reason)}", WIDTH)
    for note in examination.notes:
        yield clip(f"      {visible(note)}", WIDTH)
    for path, reason in examination.not_covered:
        yield clip(f"      {visible(path)}: {visible(reason)}", WIDTH)
