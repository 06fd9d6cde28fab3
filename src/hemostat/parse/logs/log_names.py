"""Which log a file belongs to, by its name: rotation adds numbers, dates and packings."""

import re

_ROTATED = re.compile(
    r"(?:[.-](?:\d{1,3}|\d{8}(?:-?\d{2,6})?|\d{4}-\d\d-\d\d))?(?:\.(?:gz|xz|bz2|zst|old))?$"
)


def family_of(name: str) -> str:
    """`auth.log.2.gz` and `auth.log-20261101.xz` belong to `auth.log`; journals to `journal`."""
    if name.endswith(".journal"):
        return "journal"
    return _ROTATED.sub("", name) or name


def is_current(name: str) -> bool:
    """Whether a file is the one that is written to now, by its name."""
    return family_of(name) == name or name == "system.journal"
