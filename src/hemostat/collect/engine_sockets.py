"""Who may talk to a container engine: the modes of its Unix sockets."""

from collections.abc import Iterator

from hemostat.model.evidence import Source
from hemostat.model.path import decode
from hemostat.model.records import EngineSetting
from hemostat.trees.host_tree import FileKind, FileStat, HostTree

_SOCKETS = (
    (b"/run/docker.sock", "docker"),
    (b"/run/containerd/containerd.sock", "containerd"),
    (b"/run/crio/crio.sock", "cri-o"),
    (b"/run/podman/podman.sock", "podman"),
    (b"/run/k3s/containerd/containerd.sock", "containerd"),
)


def engine_sockets(tree: HostTree) -> Iterator[EngineSetting]:
    """The mode of each engine's socket that is there, as the setting `socket.mode`, octal."""
    for path, engine in _SOCKETS:
        found = tree.stat(path)
        if isinstance(found, FileStat) and found.kind is FileKind.SOCKET:
            source = Source(path=decode(path))
            mode = f"{found.mode:04o}"
            yield EngineSetting(source=source, engine=engine, key="socket.mode", value=mode)
