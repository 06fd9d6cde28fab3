"""Which file each kernel module is loaded from, by the list that depmod keeps."""

import re

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath, decode, parent

_SUFFIX = re.compile(r"\.ko(\.(gz|xz|zst))?\Z")


def module_files(evidence: Evidence) -> dict[str, HostPath]:
    """The file of each module named in modules.dep, by the name /proc/modules shows.

    A name with `-` in its file is shown with `_`. The first of two files of one name wins, as
    modprobe takes it. A module that was loaded by path, or never registered, is not named.

    Args:
        evidence: /lib/modules/RELEASE/modules.dep; paths in it are relative to its folder.

    Raises: nothing; lines without a colon are passed over, for depmod writes none.
    Source: modules.dep(5) of kmod 31.
    """
    folder = parent(evidence.path)
    found: dict[str, HostPath] = {}
    for raw in evidence.data.split(b"\n"):
        file, separator, _ = raw.partition(b":")
        path = decode(file.strip())
        own = path.rpartition("/")[2]
        if not separator or not _SUFFIX.search(own):
            continue
        name = _SUFFIX.sub("", own).replace("-", "_")
        full = path if path.startswith("/") else f"{folder}/{path}"
        found.setdefault(name, HostPath(full))
    return found
