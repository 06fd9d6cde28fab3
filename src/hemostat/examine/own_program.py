"""Our own files on the host we run on: they hold the examples that rules are tested with."""

import sys
from collections.abc import Iterable
from pathlib import Path

import hemostat
from hemostat.model.candidate import Candidate

FOLDER = str(Path(hemostat.__file__).resolve().parent)
"""Where the program that examines stands, free of links."""


def own_folders(package: str = FOLDER, prefix: str = sys.prefix) -> tuple[str, ...]:
    """The program's folder, and the Python environment made for it alone.

    Args:
        package: the folder of the running package.
        prefix: where the running Python's packages stand; hemostat's own where the README's
            command made it in the checkout, or an installer of programs named it after hemostat.
    """
    environment = Path(prefix).resolve()
    is_own = (environment / "pyvenv.cfg").is_file() and (
        environment.parent == Path(package).parent.parent or environment.name == "hemostat"
    )
    return (package, str(environment)) if is_own else (package,)


def without_own(
    candidates: Iterable[Candidate], folders: tuple[str, ...]
) -> tuple[list[Candidate], int]:
    """The candidates outside the examining program's folders, and how many were inside.

    Whoever can write there decides what the examination says, so that reading these files with
    rules kept among them would prove nothing. Only for a running host: elsewhere they are files as
    any other.
    """
    every = list(candidates)
    starts = tuple(f"{folder}/" for folder in folders)
    kept = [each for each in every if not str(each.real_path).startswith(starts)]
    return kept, len(every) - len(kept)
