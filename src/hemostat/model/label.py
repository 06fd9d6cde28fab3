"""What the user says is theirs: a label on a finding. It never hides the finding."""

from dataclasses import dataclass
from typing import Literal

LabelKind = Literal["responder", "scanner", "bastion", "monitoring", "test", "own"]
"""`own`: of --own-ip, --own-user or --since-us, without a scope file."""

EXCUSING: tuple[LabelKind, ...] = ("responder", "test")
"""The kinds whose findings do not count for the exit code: work the user declared by name."""


@dataclass(frozen=True, slots=True)
class Label:
    """Why a finding is thought to be ours.

    Attributes:
        kind: whose it is.
        name: as the scope file calls it, or the option and its value.
        reason: which entry matched, such as `address 192.0.2.7`, for the reader to check.
    """

    kind: LabelKind
    name: str
    reason: str

    @property
    def is_excusing(self) -> bool:
        """Whether a finding with this label does not count for the exit code."""
        return self.kind in EXCUSING
