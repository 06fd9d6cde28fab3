"""Names of documents where people and services keep theirs: a quick look for renamed families."""

import time

from hemostat.examine.document_names import DocumentNames
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome

ARTIFACT = "linux.content.renamed"
_MOST_FOLDERS, _DEEP_SECONDS = 20_000, 120.0


def find_renamed(work: Work) -> None:
    """Count what carries new extensions, in the folders of the walk and in those it left."""
    names = work.names = work.names or DocumentNames(work.tree)
    try:
        _list_left(work, names)
    finally:
        work.records.add(names.files.families())


def _list_left(work: Work, names: DocumentNames) -> None:
    """List what the walk did not, breadth first, within a budget."""
    until = time.monotonic() + (_DEEP_SECONDS if work.settings.deep else work.share("renamed"))
    tried: set[bytes] = set()
    while left := [path for path in names.left if path not in tried]:
        for path in left:
            if len(tried) >= _MOST_FOLDERS or time.monotonic() > until:
                reason = f"names read in {names.folders} folders; the rest was left: use --deep"
                work.note(ARTIFACT, "/", Outcome.TOO_LARGE, reason, "--deep")
                return
            tried.add(path)
            entries = work.tree.scandir(path)
            if isinstance(entries, tuple):
                names.see(path, entries)
