"""Which mounts of a running host must not be touched, and why.

A mount on a network, a FUSE program or an automounter answers when somebody else pleases, or
never, and looking at it may tell that somebody. Source: proc_pid_mountinfo(5).
"""

import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

# fmt: off
# On another machine, or on the hypervisor's disk.
_NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "ncp", "9p", "afs", "kafs", "coda",
    "ceph", "glusterfs", "lustre", "lustre_tgt", "gpfs", "mmfs", "beegfs", "pvfs2", "orangefs",
    "panfs", "quobyte", "weka", "wekafs", "davfs", "davfs2", "sshfs", "vboxsf", "vmhgfs",
    "prl_fs", "drvfs",
})
# fmt: on
# fmt: off
# Answered by the kernel's own memory, so always.
_PSEUDO = frozenset({
    "proc", "sysfs", "cgroup", "cgroup2", "devpts", "devtmpfs", "tmpfs", "ramfs", "mqueue",
    "debugfs", "tracefs", "securityfs", "pstore", "bpf", "configfs", "hugetlbfs", "fusectl",
    "binfmt_misc", "efivarfs", "nsfs", "rpc_pipefs", "selinuxfs", "rootfs",
})
# fmt: on
_ESCAPE = re.compile(rb"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo.

    Attributes:
        point: where, as the reading process sees it.
        type: the file system type, with subtype (`fuse.sshfs`).
        options: those of the mount and of the file system, without order.
    """

    point: bytes
    type: str
    options: tuple[str, ...] = ()


def parse_mountinfo(text: bytes) -> tuple[Mount, ...]:
    """The mounts; of several on one point only the last, which is the one that is seen.

    A line that is no mount line is left out: the kernel writes this file, not the host's owner.
    """
    mounts: dict[bytes, Mount] = {}
    for line in text.split(b"\n"):
        before, dash, after = line.partition(b" - ")
        fields, tail = before.split(b" "), after.split(b" ")
        if not dash or len(fields) < 6:
            continue
        point = _ESCAPE.sub(lambda match: bytes((int(match[1], 8) & 0xFF,)), fields[4])
        options = (*fields[5].split(b","), *(tail[2].split(b",") if len(tail) > 2 else ()))
        mounts[point] = Mount(
            point, os.fsdecode(tail[0]), tuple(os.fsdecode(each) for each in options)
        )
    return tuple(mounts.values())


def reason_to_skip(mount: Mount) -> str:
    """Why a mount must not be touched; empty if it may be."""
    kind = mount.type
    if kind in _NETWORK:
        return f"is on a network file system ({kind}): not touched"
    if kind in ("fuse", "fuseblk") or kind.startswith(("fuse.", "fuseblk.")):
        return f"is on a FUSE file system ({kind}): not touched"
    if kind == "autofs":
        return "is an automount point (autofs): not touched, since a look would mount it"
    return ""


def find_skipped(
    mounts: Iterable[Mount],
    ask: Callable[[bytes], object] = os.statvfs,
    seconds: float = 1.0,
) -> dict[bytes, str]:
    """The mount points not to be touched, with the reason.

    `/` itself is never among them: without it there is no host to look at.

    Args:
        mounts: of the running host.
        ask: a call that returns if the mount at a point answers, or raises OSError.
        seconds: how long all of them together may take.
    """
    skipped: dict[bytes, str] = {}
    asked: list[bytes] = []
    for mount in mounts:
        if mount.point == b"/":
            continue
        if reason := reason_to_skip(mount):
            skipped[mount.point] = reason
        elif mount.type not in _PSEUDO:
            asked.append(mount.point)
    below = tuple(point + b"/" for point in skipped)
    asked = [point for point in asked if not point.startswith(below)]
    for point in _silent(asked, ask, seconds):
        skipped[point] = f"is on a mount that did not answer within {seconds:g} s: not touched"
    return skipped


def _silent(points: list[bytes], ask: Callable[[bytes], object], seconds: float) -> Iterator[bytes]:
    """The mount points that did not answer; asked all at once, one thread each.

    An error is an answer too. A thread that hangs in the kernel is left behind: it is a daemon.
    """
    answered: set[bytes] = set()

    def ask_one(point: bytes) -> None:
        with suppress(OSError):
            ask(point)
        answered.add(point)

    threads = [threading.Thread(target=ask_one, args=(point,), daemon=True) for point in points]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return (point for point in points if point not in answered)


def hidepid_of(mounts: Iterable[Mount]) -> str:
    """The hidepid option of /proc (`1`, `invisible` …); empty when every process is shown.

    Source: Documentation/filesystems/proc.rst, "Mount options".
    """
    for mount in mounts:
        if mount.point == b"/proc" and mount.type == "proc":
            for option in mount.options:
                name, _, value = option.partition("=")
                if name == "hidepid" and value not in ("0", "off"):
                    return value
    return ""
