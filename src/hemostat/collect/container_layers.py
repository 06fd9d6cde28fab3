"""Where the layers of a container lie on the host's disk, and what is mounted over them.

Source: overlayfs.rst (mount options); docker `daemon/graphdriver/overlay2` and `layer/filestore.go`
(`layerdb/mounts/ID/mount-id`); containers/storage `drivers/overlay` (`lower`, `l/`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hemostat.model.path import decode, encode, parent
from hemostat.model.records import Container, Mount
from hemostat.trees.host_tree import FileKind, FileStat, HostTree
from hemostat.trees.mounts import parse_mountinfo, reason_to_skip

MOST_LAYERS = 500
_LIMIT = 1 << 20
_OCTAL = re.compile(rb"\\([0-7]{3})")
_UNESCAPED_COLON = re.compile(rb"(?<!\\):")
_DOCKER_ROOTS = (b"/var/lib/docker", b"/var/snap/docker/common/var-lib-docker")


@dataclass(frozen=True, slots=True)
class Layers:
    """The folders of one container on the host.

    Attributes:
        upper: what it changed since it was made.
        lower: those of its image, the uppermost first.
    """

    upper: bytes
    lower: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Mounted:
    """What a process sees mounted.

    Attributes:
        layers: of its root, if that is an overlay.
        points: everything mounted below its root, pseudo file systems included.
        skipped: points that must not be touched, with the reason.
    """

    layers: Layers | None = None
    points: tuple[bytes, ...] = ()
    skipped: tuple[tuple[bytes, str], ...] = ()


def mounted_for(tree: HostTree, pid: int) -> Mounted:
    """What the root of a process is made of, and what is mounted over it."""
    text = tree.read(b"/proc/%d/mountinfo" % pid, 4 * _LIMIT)
    if not isinstance(text, bytes):
        return Mounted()
    mounts = parse_mountinfo(text)
    root = next((each for each in mounts if each.point == b"/"), None)
    layers = layers_of_options(root.options) if root and root.type == "overlay" else None
    below = [each for each in mounts if each.point != b"/"]
    return Mounted(
        layers,
        tuple(each.point for each in below),
        tuple((each.point, reason) for each in below if (reason := reason_to_skip(each))),
    )


def layers_of_options(options: Iterable[str]) -> Layers | None:
    """The layers that an overlay mount names; None for one that cannot be written."""
    upper = b""
    lower: list[bytes] = []
    for option in options:
        name, _, value = option.partition("=")
        raw = _OCTAL.sub(lambda match: bytes((int(match[1], 8) & 0xFF,)), encode(value))
        if name == "upperdir":
            upper = raw
        elif name in ("lowerdir", "lowerdir+"):
            lower += [each.replace(b"\\:", b":") for each in _UNESCAPED_COLON.split(raw)]
    if not upper.startswith(b"/"):
        return None
    # Long lists are given relative to the folder that holds all layers.
    base = upper.rpartition(b"/")[0].rpartition(b"/")[0]
    found = [each if each.startswith(b"/") else base + b"/" + each for each in lower if each]
    return Layers(upper, tuple(found[:MOST_LAYERS]))


def layers_of(
    tree: HostTree, container: Container | None, identity: str, mounts: Iterable[Mount]
) -> Layers | None:
    """The layers of a container that nothing shows running, or whose mounts nobody recorded.

    Args:
        tree: the host.
        container: its configuration, where one was read.
        identity: its id.
        mounts: of the host, as far as recorded.
    """
    for mount in mounts:
        if mount.type == "overlay" and f"/{identity}/rootfs" in mount.mount_point:
            return _existing(tree, layers_of_options(mount.options))
    found = _of_docker(tree, container, identity) or _of_storage(tree, container)
    return _existing(tree, found)


def _of_docker(tree: HostTree, container: Container | None, identity: str) -> Layers | None:
    roots: list[bytes] = [*_DOCKER_ROOTS]
    if container is not None and container.engine == "docker":
        # ROOT/containers/ID/config.v2.json
        roots.insert(0, encode(parent(parent(parent(container.source.path)))))
    for root in dict.fromkeys(roots):
        path = root + b"/image/overlay2/layerdb/mounts/" + encode(identity) + b"/mount-id"
        name = tree.read(path, 200)
        if isinstance(name, bytes) and re.fullmatch(rb"[\w-]+", name.strip()):
            return _of_folder(tree, root + b"/overlay2", name.strip())
    return None


def _of_storage(tree: HostTree, container: Container | None) -> Layers | None:
    if container is None or not re.fullmatch(r"[\w-]+", container.layer):
        return None
    path = container.source.path
    if "/overlay-containers/" not in path:
        return None
    return _of_folder(
        tree,
        encode(path.partition("/overlay-containers/")[0]) + b"/overlay",
        encode(container.layer),
    )


def _of_folder(tree: HostTree, store: bytes, name: bytes) -> Layers:
    """`STORE/NAME/diff`, and what `STORE/NAME/lower` names: links in `STORE/l`."""
    lower: list[bytes] = []
    text = tree.read(store + b"/" + name + b"/lower", _LIMIT)
    if isinstance(text, bytes):
        for each in text.strip().split(b":")[:MOST_LAYERS]:
            real = tree.resolve(store + b"/" + each)
            if isinstance(real, bytes) and real.startswith(store + b"/"):
                lower.append(real)
    return Layers(store + b"/" + name + b"/diff", tuple(lower))


def _existing(tree: HostTree, layers: Layers | None) -> Layers | None:
    if layers is None:
        return None
    found = tree.stat(layers.upper)
    return layers if isinstance(found, FileStat) and found.kind is FileKind.FOLDER else None


def below_points(path: str, points: Iterable[bytes]) -> bool:
    """Whether a path lies on something mounted over the root."""
    return any(path == point or path.startswith(point + "/") for point in map(decode, points))
