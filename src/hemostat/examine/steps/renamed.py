"""Names of documents where people and services keep theirs: a quick look for renamed families."""

import time
from collections.abc import Iterator

from hemostat.detect.renamed_files import renamed_families
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.path import HostPath, decode
from hemostat.trees.host_tree import FileKind

ARTIFACT = "linux.content.renamed"
_TOPS = (
    b"/home",
    b"/root",
    b"/srv",
    b"/data",
    b"/var/www",
    b"/www",
    b"/opt",
    b"/mnt",
    b"/media",
    b"/backup",
    b"/export",
    b"/var/lib/mysql",
    b"/var/lib/postgresql",
    b"/var/backups",
    b"/vmfs",
    b"/var/lib/libvirt/images",
    b"/usr/local",
)
_PASSED_OVER = (b"node_modules", b"site-packages", b".git", b".cache", b"vendor", b"overlay2")
_DEPTH, _MOST_FOLDERS, _DEEP_SECONDS = 8, 20_000, 120.0


def find_renamed(work: Work) -> None:
    """List folders breadth first, within a budget, and count what carries new extensions."""
    work.records.add(renamed_families(_folders(work)))


def _folders(work: Work) -> Iterator[tuple[HostPath, tuple[str, ...]]]:
    queue = [(top, 0) for top in _TOPS]
    until = time.monotonic() + (_DEEP_SECONDS if work.settings.deep else work.share("renamed"))
    done = 0
    while queue:
        following: list[tuple[bytes, int]] = []
        for folder, depth in queue:
            if done >= _MOST_FOLDERS or time.monotonic() > until:
                reason = f"names read in {done} folders; the rest was left: use --deep"
                work.note(ARTIFACT, "/", Outcome.TOO_LARGE, reason, "--deep")
                return
            entries = work.tree.scandir(folder)
            if not isinstance(entries, tuple):
                continue
            done += 1
            names = tuple(decode(each.name) for each in entries if each.kind is FileKind.FILE)
            yield decode(folder), names
            if depth < _DEPTH:
                following += [
                    (folder + b"/" + each.name, depth + 1)
                    for each in entries
                    if each.kind is FileKind.FOLDER and each.name not in _PASSED_OVER
                ]
        queue = following
