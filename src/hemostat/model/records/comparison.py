"""What two views of one host say differently."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("disk_difference", "One file that the disk shows otherwise than the running host did.")
class DiskDifference:
    """One path of a disk image that the running host left out, or showed with other content."""

    source: Source = column("The file on the disk.", default=Source())
    path: HostPath = column("The path.")
    kind: str = column("`missing` from the host's own view, or with another `content` there.")
    file_kind: str = column("file, folder, link ….", default="file")
    size: int | None = column("Size on the disk.", unit="bytes", default=None)
    modified: datetime | None = column("mtime on the disk, UTC.", default=None)
    changed: datetime | None = column("ctime on the disk, UTC.", default=None)
    reason: str = column(
        "Why no ordinary change between the two looks explains it: same-folder-time, older, or "
        "same-times.",
    )
    disk_sha256: str = column("Content on the disk, hex; empty when not hashed.", default="")
    seen_sha256: str = column("Content the host showed, hex; empty when not hashed.", default="")
