"""What programs and the kernel are set to, and files whose mere presence or mode matters."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("setting", "One setting of a service, or of the running kernel.")
class Setting:
    """One keyword and its value. Passwords and keys are never kept, only that there is one."""

    source: Source = column("Where the line stands.", default=Source())
    service: str = column("Whose: kernel, redis, mongodb, mysql, postgresql, docker, php …")
    section: str = column("Section or instance within the file; empty if none.", default="")
    keyword: str = column("The keyword in lower case; nested ones joined by dots.")
    value: str = column("Its value, unquoted; `(set)` for a secret; empty for a flag.", default="")


@record("watched_file", "One file or folder whose presence or permissions matter.")
class WatchedFile:
    """Mode and owner of a file that is looked at for these alone."""

    source: Source = column("The file.", default=Source())
    path: HostPath = column("Path.")
    why: str = column("password, log_in, private_key, system_folder, package_state or web_leak.")
    kind: str = column("file, folder, link …", default="file")
    mode: int = column("Permission bits.", default=0)
    uid: int | None = column("Owner.", default=None)
    gid: int | None = column("Group.", default=None)
    size: int = column("Size.", unit="bytes", default=0)
    modified: datetime | None = column("mtime, UTC.", default=None)
