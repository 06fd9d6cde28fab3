"""Which host, and what its clock says."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """Where on a host a process or file lives: the host itself, or one container.

    Attributes:
        kind: `host` or `container`.
        id: the container's id; empty for the host, and where only its existence is known.
        image: the container's image, where known.
    """

    kind: str = "host"
    id: str = ""
    image: str = ""

    @property
    def is_host(self) -> bool:
        """Whether this is the host itself."""
        return self.kind == "host"

    def __str__(self) -> str:
        return self.kind if self.is_host else f"container:{self.id or 'unknown'}"


HOST = Scope()


@dataclass(frozen=True, slots=True)
class HostIdentity:
    """Who a host is. `id` does not change over runs.

    Attributes:
        id: what `id_from` says: the name given, the machine-id, or a hash.
        id_from: `given`, `machine-id`, `ssh-host-keys` or `source`.
        name: its host name; empty when unknown.
        machine_id: as in /etc/machine-id; empty when unknown.
        boot_id: of the boot that was running; empty when no host was running.
    """

    id: str
    id_from: str
    name: str = ""
    machine_id: str = ""
    boot_id: str = ""


@dataclass(frozen=True, slots=True)
class HostClock:
    """What time it was for the host.

    Attributes:
        examined: when it was examined or collected, UTC; None when the collection does not say.
        zone: the host's time zone name (`Asia/Shanghai`); empty when unknown.
        offset_seconds: host clock minus true time; None when nobody measured it.
        boot: when it started, UTC; None when it was not running.
    """

    examined: datetime | None = None
    zone: str = ""
    offset_seconds: float | None = None
    boot: datetime | None = None
