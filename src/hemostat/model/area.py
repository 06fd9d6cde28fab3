"""Parts of a host's files that a walk visits, each for a purpose."""

from dataclasses import dataclass
from enum import StrEnum

from hemostat.model.path import HostPath


class AreaKind(StrEnum):
    """What an area is for: decides what in it is worth reading.

    WEB: served to visitors. TEMPORARY: anybody writes there, or nothing lasts. HOME: of people.
    SETTINGS: /etc. LOCAL: the administrator's own programs. SYSTEM: where packages put programs.
    DATA: of services, and logs. OTHER: anything else.
    """

    WEB = "web"
    TEMPORARY = "temporary"
    HOME = "home"
    SETTINGS = "settings"
    LOCAL = "local"
    SYSTEM = "system"
    DATA = "data"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Area:
    """Part of a host's files that is walked with limits of its own.

    Attributes:
        path: where it begins, as named. kind: what it is for.
        depth: how many levels of folders are entered. most: how many names are looked at.
    """

    path: HostPath
    kind: AreaKind
    depth: int = 8
    most: int = 20_000
