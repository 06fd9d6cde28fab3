"""A file worth reading whole: what the walk over the files hands to the content scan."""

from dataclasses import dataclass
from datetime import datetime

from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

REASONS = (
    "web",
    "upload",
    "temporary",
    "home",
    "hidden",
    "recent",
    "unowned",
    "changed",
    "starts",
    "runs",
    "note",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One regular file, and why its content is worth the time.

    Attributes:
        path: on the host; of a container's file, inside the container. scope: which of them.
        real_path: where the tree reads it; the same as `path` for files of the host.
        size: bytes. mode: permission bits and type, as `st_mode`. uid: its owner.
        modified, changed: mtime and ctime, UTC; None where the source does not say.
        state: where it came from. package: its owner among packages, or empty.
        reasons: of `REASONS`: below a web root, in a folder that takes uploads, in a temporary
            folder, in a home, hidden, recently changed, owned by no package, changed since its
            package, started by something, running now, named
            as notes of extortionists are.
    """

    path: HostPath
    scope: Scope = HOST
    real_path: HostPath
    size: int
    mode: int = 0
    uid: int = 0
    modified: datetime | None = None
    changed: datetime | None = None
    state: Provenance = Provenance.UNKNOWN
    package: str = ""
    reasons: frozenset[str] = frozenset()
