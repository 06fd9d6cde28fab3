"""The five lines at the top of each host's result: is this part of the host as it should be?"""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The five parts of a host whose stability is told, in this order."""

    NETWORK = "network"
    SYSTEM_FILES = "system_files"
    STARTUP = "startup"
    LIBRARIES = "libraries"
    MEMORY = "memory"


class Stable(StrEnum):
    """YES: looked at, no sign against it. NO: findings speak against it. CANNOT_TELL: a hole."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class StabilityLine:
    """What is known of one part.

    Attributes:
        part: which.
        stable: the answer.
        findings: ids of the findings that speak against it, worst first.
        holes: names of artifacts and probes that could not be looked at.
    """

    part: Part
    stable: Stable
    findings: tuple[str, ...] = ()
    holes: tuple[str, ...] = ()
