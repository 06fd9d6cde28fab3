"""Files that matter because something runs, starts, loads or trusts them: with their provenance."""

from datetime import datetime
from enum import StrEnum

from hemostat.model.evidence import Source
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


class Provenance(StrEnum):
    """Where a file came from, as far as the host itself can say.

    PACKAGED: a package owns it and its content is as delivered.
    CONFIGURED: a package owns it as a configuration file, and it was edited: ordinary.
    CHANGED: a package owns it and its content is not what was delivered.
    UNOWNED: no package owns it.
    PRODUCT: no package owns it, but several facts agree that it belongs to a known product.
    IMAGE: in a container: no package owns it, or it was altered while the image was built; it came
        with the container's image.
    MISSING: something names it and it is not there.
    UNKNOWN: nobody could tell: no package database, unreadable, not collected, another scope.
    """

    PACKAGED = "packaged"
    CONFIGURED = "configured"
    CHANGED = "changed"
    UNOWNED = "unowned"
    PRODUCT = "product"
    IMAGE = "image"
    MISSING = "missing"
    UNKNOWN = "unknown"


@record("file_fact", "One file that matters, with its provenance.", categories=("file",))
class FileFact:
    """One file that runs, starts, listens, is loaded, is privileged, or is trusted."""

    source: Source = column("The file; evidence is its hash where it was read.", default=Source())
    path: HostPath = column("Path as named.")
    real_path: HostPath = column("Path with every link resolved.", default=HostPath(""))
    kind: str = column("file, folder, link, fifo, socket, device or missing.", default="file")
    mode: int | None = column("Permission bits, set-id and sticky included.", default=None)
    uid: int | None = column("Owner.", default=None)
    gid: int | None = column("Group.", default=None)
    size: int | None = column("Size.", unit="bytes", default=None)
    modified: datetime | None = column("mtime, UTC.", default=None)
    changed: datetime | None = column("ctime, UTC; None where a source has none.", default=None)
    sha256: str = column("Content hash, hex; empty when not computed.", default="")
    state: Provenance = column("Provenance.", default=Provenance.UNKNOWN)
    package: str = column("Owning package.", default="")
    product: str = column("Known product that explains it.", default="")
    content: str = column(
        "elf, script, text, archive, data or empty; empty text if unread.", default=""
    )
    interpreter: str = column("The #! line without #!; empty if none.", default="")
    used_as: tuple[str, ...] = column(
        "Why it matters: runs, starts, mapped, preload, pam, listens, privileged …", default=()
    )
    layer: str = column(
        "In a container: image, upper (added or changed since), or volume; else empty.", default=""
    )
    scope: Scope = column("Host or container.", default=HOST)

    @property
    def is_writable_by_others(self) -> bool:
        """Whether group or world may write it; False when the mode is unknown."""
        return bool(self.mode and self.mode & 0o022)


@record(
    "script_line",
    "One line of an unpackaged script that something starts.",
    categories=("command",),
)
class ScriptLine:
    """One logical line of a script that starts by itself and that no package vouches for."""

    source: Source = column("Where the line begins.", default=Source())
    path: HostPath = column("The script.")
    started_by: HostPath = column("The file that starts it; empty when it is running.", default="")
    mechanism: str = column("How it is started.", default="")
    technique: str = column("ATT&CK v19 id of that mechanism.", default="")
    account: str = column("Who it runs as; empty when unknown.", default="")
    command: str = column("The line.", default="")
    scope: Scope = column("Host or container.", default=HOST)
