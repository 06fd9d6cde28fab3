"""Containers: how each is configured, what changed in it since its image, and engine settings."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("container", "One container, or one container of a static pod, as it is configured.")
class Container:
    """One container, from what its engine keeps on disk. One file may say only a part of it."""

    source: Source = column("The configuration file.", default=Source())
    id: str = column("The engine's id, 64 hex digits; of a static pod: namespace/pod/container.")
    name: str = column("Name given to it.", default="")
    image: str = column("Image as named.", default="")
    engine: str = column("docker, oci (a runtime's own file), podman or static-pod.", default="")
    pod: str = column("namespace/name of the pod it belongs to.", default="")
    arguments: tuple[str, ...] = column("Entrypoint and command.", default=())
    command: str = column("The same, joined by spaces.", default="")
    user: str = column("Account it runs as; empty for the image's own or root.", default="")
    is_privileged: bool = column("Whether it has every capability and device.", default=False)
    capabilities: tuple[str, ...] = column(
        "Capabilities beyond the engine's usual ones, without CAP_.", default=()
    )
    shares: tuple[str, ...] = column(
        "Namespaces of the host it lives in: pid, network, ipc, uts.", default=()
    )
    mounts: tuple[str, ...] = column(
        "Folders of the host it sees: `SOURCE:DESTINATION:rw` or `:ro`.", default=()
    )
    devices: tuple[str, ...] = column("Devices of the host.", default=())
    unconfined: tuple[str, ...] = column(
        "Protections switched off: seccomp, apparmor, selinux.", default=()
    )
    restart: str = column("Restart policy: no, always, unless-stopped, on-failure.", default="")
    ports: tuple[str, ...] = column("Published ports, `ADDRESS:PORT->PORT/PROTOCOL`.", default=())
    variables: tuple[str, ...] = column("Names of its environment; values are secrets.", default=())
    layer: str = column("Name of its writable layer in podman's storage.", default="")
    has_terminal: bool = column("Whether somebody asked for a terminal.", default=False)
    is_running: bool | None = column("Whether its engine says it runs.", default=None)
    created: datetime | None = column("When it was made, UTC.", default=None)
    started: datetime | None = column("When it last started, UTC.", default=None)


@record("layer_change", "One file that a container has and its image has not, or has otherwise.")
class LayerChange:
    """One entry of the writable layer of a container (overlayfs upper directory)."""

    source: Source = column("The file as it lies on the host.", default=Source())
    path: HostPath = column("Path as the container sees it.")
    kind: str = column("added, changed or deleted.")
    size: int | None = column("Size.", unit="bytes", default=None)
    mode: int | None = column("Permission bits.", default=None)
    uid: int | None = column("Owner.", default=None)
    modified: datetime | None = column("mtime, UTC.", default=None)
    changed: datetime | None = column("ctime, UTC; None where a source has none.", default=None)
    scope: Scope = column("The container.", default=HOST)


@record("engine_setting", "One setting of a container engine or of the kubelet.")
class EngineSetting:
    """One scalar of daemon.json, the kubelet's configuration, config.toml and such."""

    source: Source = column("The file.", default=Source())
    engine: str = column("docker, kubelet, containerd, podman or kube-apiserver.")
    key: str = column("Names from the outside in, joined by dots; lists count from 0.")
    value: str = column("As text: true, false, a number, a word.")
