"""The few files that say which host this is and what runs it, read before everything else."""

from collections.abc import Iterable
from dataclasses import replace

from hemostat.model.evidence import Evidence
from hemostat.model.host import HostIdentity
from hemostat.model.path import HostPath
from hemostat.model.records import Kernel, KernelModule
from hemostat.parse.host.identity import IdentityFiles, identity_of
from hemostat.parse.host.kernel import KERNEL_FILES, kernel_of
from hemostat.parse.host.module_files import module_files
from hemostat.trees.host_tree import HostTree

_LIMIT = 1 << 20
_MODULES_LIMIT = 16 << 20


def read_kernel(tree: HostTree) -> Kernel | None:
    """The running kernel; None where the source holds no /proc of a running system."""
    return kernel_of({path: _bytes(tree, path) for path in KERNEL_FILES})


def with_module_files(
    tree: HostTree, modules: Iterable[KernelModule], release: str
) -> tuple[KernelModule, ...]:
    """Each loaded module with its file below /lib/modules, where depmod knows one.

    Args:
        tree: the host.
        modules: as /proc/modules names them.
        release: of the running kernel, `uname -r`.
    """
    path = HostPath(f"/lib/modules/{release}/modules.dep")
    files = module_files(Evidence(_bytes(tree, path, _MODULES_LIMIT), path)) if release else {}
    return tuple(replace(module, path=files.get(module.name)) for module in modules)


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


def _bytes(tree: HostTree, path: str, limit: int = _LIMIT) -> bytes:
    """A file's bytes, links followed within the tree; empty for any failure."""
    real = tree.resolve(path.encode("utf-8", "surrogateescape"))
    data = tree.read(real, limit) if isinstance(real, bytes) else b""
    return data if isinstance(data, bytes) else b""
