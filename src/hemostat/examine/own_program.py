"""Our own files on the host we run on: they hold the examples that rules are tested with."""

import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import hemostat
from hemostat.model.candidate import Candidate
from hemostat.model.records import Provenance

FOLDER = str(Path(hemostat.__file__).resolve().parent)
"""Where the program that examines stands, free of links."""
LIBRARY = str(Path(sysconfig.get_path("stdlib")).resolve())
"""Where the modules of the running Python stand, free of links."""


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
    candidates: Iterable[Candidate], folders: tuple[str, ...], library: str = LIBRARY
) -> tuple[list[Candidate], int]:
    """The candidates outside the examining program's folders, and how many were inside.

    Whoever can write there decides what the examination says, so that reading these files with
    rules kept among them would prove nothing. Only for a running host: elsewhere they are files as
    any other.

    Args:
        candidates: of the host we run on.
        folders: as `own_folders` gives them.
        library: Python's own, its site-packages apart. A changed file of the system's Python is
            the host's, and told.
    """
    every = list(candidates)
    starts = tuple(f"{folder}/" for folder in folders)
    kept = [
        each
        for each in every
        if not str(each.real_path).startswith(starts) and not _is_of_library(each, library)
    ]
    return kept, len(every) - len(kept)


def _is_of_library(candidate: Candidate, library: str) -> bool:
    path = str(candidate.real_path)
    return (
        path.startswith(f"{library}/")
        and not path.startswith(f"{library}/site-packages/")
        and candidate.state is not Provenance.CHANGED
        and not candidate.reasons & {"runs", "starts"}
    )
