"""What the walk met and found odd about a file: a fact each, with where the file came from."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record
from hemostat.model.records.files import Provenance

HIDDEN_PROGRAM = "hidden_program"
DISGUISED_NAME = "disguised_name"
TEMPORARY_PROGRAM = "temporary_program"
DEVICE_FILE = "device_file"
SYSTEM_PROGRAM = "system_program"
SETTINGS_PROGRAM = "settings_program"
COPIED_TIME = "copied_time"
CAPABILITY = "capability"
IMMUTABLE = "immutable"
PACKAGE_SCRIPT = "package_script"


@record("file_sign", "One odd thing about one file that the walk met.")
class FileSign:
    """A file no package explains, or one whose attributes are odd. Says what is, judges nothing."""

    source: Source = column("The file.", default=Source())
    path: HostPath = column("Its path, free of links.")
    sign: str = column(
        "hidden_program, disguised_name, temporary_program, device_file, system_program, "
        "settings_program, copied_time, capability, immutable or package_script."
    )
    detail: str = column(
        "What is odd: the part of the name, the capabilities, the file whose time it has.",
        default="",
    )
    kind: str = column("file or folder.", default="file")
    content: str = column("elf, script, text, archive, data; empty text if unread.", default="")
    mode: int = column("Permission bits.", default=0)
    uid: int | None = column("Owner.", default=None)
    size: int = column("Size.", unit="bytes", default=0)
    modified: datetime | None = column("mtime, UTC.", default=None)
    changed: datetime | None = column("ctime, UTC; None where a source has none.", default=None)
    state: Provenance = column("Provenance.", default=Provenance.UNKNOWN)
    package: str = column("Owning package; empty for none.", default="")
