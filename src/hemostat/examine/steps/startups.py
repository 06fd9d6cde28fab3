"""What starts by itself, and the package databases that can vouch for it."""

from collections.abc import Callable

from hemostat.collect.host_facts import with_module_files
from hemostat.detect.startups import draft_startups
from hemostat.examine.baseline import open_baseline
from hemostat.examine.work import Work
from hemostat.model.path import HostPath
from hemostat.model.records import KernelModule


def draft(work: Work) -> None:
    """Open the package databases and list what starts by itself."""
    which: Callable[[str], HostPath | None] = _nowhere
    try:
        work.base = work.base or open_baseline(work.tree)
        work.records.add(work.base.packages)
        which = work.base.which
        modules = work.records.of(KernelModule)
        release = work.kernel.release if work.kernel else ""
        work.records.replace(KernelModule, with_module_files(work.tree, modules, release))
    finally:
        # What starts by itself is judged by what it does, too: that needs no database.
        work.records.add(draft_startups(work.records, which))


def _nowhere(command: str) -> HostPath | None:  # noqa: ARG001 — without a baseline nobody knows
    return None
