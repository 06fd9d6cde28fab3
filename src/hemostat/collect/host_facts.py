"""The few files that say which host this is and what runs it, read before everything else."""

from hemostat.model.host import HostIdentity
from hemostat.model.records import Kernel
from hemostat.parse.host.identity import IdentityFiles, identity_of
from hemostat.parse.host.kernel import KERNEL_FILES, kernel_of
from hemostat.trees.host_tree import HostTree

_LIMIT = 1 << 20


def read_kernel(tree: HostTree) -> Kernel | None:
    """The running kernel; None where the source holds no /proc of a running system."""
    return kernel_of({path: _bytes(tree, path) for path in KERNEL_FILES})


def read_identity_files(tree: HostTree) -> IdentityFiles:
    """What says who a host is."""
    localtime = tree.readlink(b"/etc/localtime")
    entries = tree.scandir(b"/etc/ssh")
    names = (
        tuple(entry.name.decode("utf-8", "surrogateescape") for entry in entries)
        if isinstance(entries, tuple)
        else ()
    )
    return IdentityFiles(
        machine_id=_first(tree, "/etc/machine-id", "/var/lib/dbus/machine-id"),
        boot_id=_bytes(tree, "/proc/sys/kernel/random/boot_id"),
        hostname=_first(tree, "/proc/sys/kernel/hostname", "/etc/hostname"),
        ssh_keys=tuple(
            _bytes(tree, f"/etc/ssh/{name}")
            for name in names
            if name.startswith("ssh_host_") and name.endswith("_key.pub")
        ),
        localtime=localtime if isinstance(localtime, bytes) else b"",
        timezone=_bytes(tree, "/etc/timezone"),
    )


def read_identity(tree: HostTree, *, given: str = "") -> HostIdentity:
    """Who a host is. See `identity_of`."""
    return identity_of(read_identity_files(tree), given=given, source=tree.info().name)


def _first(tree: HostTree, *paths: str) -> bytes:
    return next((data for path in paths if (data := _bytes(tree, path)).strip()), b"")


def _bytes(tree: HostTree, path: str) -> bytes:
    """A file's bytes, links followed within the tree; empty for any failure."""
    real = tree.resolve(path.encode("utf-8", "surrogateescape"))
    data = tree.read(real, _LIMIT) if isinstance(real, bytes) else b""
    return data if isinstance(data, bytes) else b""
