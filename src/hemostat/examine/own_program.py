"""Our own files on the host we run on: they hold the examples that rules are tested with."""

from collections.abc import Iterable
from pathlib import Path

import hemostat
from hemostat.model.candidate import Candidate

FOLDER = str(Path(hemostat.__file__).resolve().parent)
"""Where the program that examines stands, free of links."""


def without_own(
    candidates: Iterable[Candidate], folder: str = FOLDER
) -> tuple[list[Candidate], int]:
    """The candidates outside the examining program's folder, and how many were inside.

    Whoever can write there decides what the examination says, so that reading these files with
    rules kept among them would prove nothing. Only for a running host: elsewhere they are files as
    any other.
    """
    every = list(candidates)
    kept = [each for each in every if not str(each.real_path).startswith(f"{folder}/")]
    return kept, len(every) - len(kept)
