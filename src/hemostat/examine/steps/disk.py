"""The running host's own view beside its disk: what the disk holds and the host did not show."""

from hemostat.collect.disk_differences import NAME, disk_differences, mounts_elsewhere
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.errors import UsageError
from hemostat.model.path import encode
from hemostat.model.records import FileFact, Mount
from hemostat.trees.host_tree import HostTree
from hemostat.trees.image import ImageTree

LISTED = ("live", "collector")


def pair(source: HostTree, other: HostTree | None) -> tuple[HostTree, HostTree | None]:
    """Which of two sources is the running host, and which its disk.

    Raises:
        UsageError: neither is a disk image, or the other was no running host.
    """
    if other is None:
        return source, None
    live, disk = (other, source) if isinstance(source, ImageTree) else (source, other)
    if not isinstance(disk, ImageTree):
        raise UsageError("--compare needs the host's disk: a raw, qcow2 or VMDK image, or a device")
    if live.info().kind not in LISTED:
        raise UsageError(
            "--compare needs what the running host showed: the output of `hemostat collect`, or "
            "no source for this host; an archive may leave files out for reasons of its own"
        )
    return live, disk


def compare_disk(work: Work) -> None:
    """Add what the disk shows otherwise. Nothing to do where no disk was named."""
    disk = work.settings.disk
    if not isinstance(disk, ImageTree):
        return
    mounts = {encode(each.mount_point): each.type for each in work.records.of(Mount)}
    if not mounts:
        work.note(NAME, "/", Outcome.NOT_COLLECTED, "what is mounted is not known")
        return
    found = disk_differences(
        work.tree,
        disk,
        mounts=mounts_elsewhere(mounts, disk.mount_points),
        taken=work.taken,
        written=disk.written,
        facts=work.records.of(FileFact),
    )
    work.records.add(found.differences)
    work.coverage += found.coverage
