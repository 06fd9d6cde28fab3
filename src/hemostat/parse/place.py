"""What the place of a file tells its parser: facts that the bytes cannot."""

from dataclasses import dataclass

from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of evidence stood, as its artifact describes it.

    Attributes:
        path: the file on the host.
        account: whose home folder or spool it stands in; empty for system-wide places.
        mechanism: what runs it by itself; None for files nothing runs.
        trigger: when: `boot`, `login`, `daily` …; empty when the file itself says.
    """

    path: HostPath
    account: str = ""
    mechanism: Mechanism | None = None
    trigger: str = ""
