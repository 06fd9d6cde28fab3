"""What of the host a container may touch: the doors its configuration leaves open. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.model.finding import Subject
from hemostat.model.host import HOST, Scope
from hemostat.model.path import is_within, normal
from hemostat.model.records import Container

_SOCKETS = re.compile(
    r"/(?:var/)?run/(?:docker\.sock|containerd/containerd\.sock|crio/crio\.sock|podman/podman\.sock"
    r"|k3s/containerd/containerd\.sock)"
)
# With these a container rules the host; NET_ADMIN and SYS_PTRACE alone do not.
_RULING = frozenset(("ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "DAC_READ_SEARCH", "BPF"))
# Whoever writes here owns the host.
_KEYS = ("/etc", "/root", "/home", "/boot", "/usr", "/bin", "/sbin", "/lib", "/proc", "/sys")
_CRON = ("/var/spool/cron", "/var/spool", "/var/lib/docker", "/var/lib/kubelet", "/var")
# Ordinary images are handed single files and folders of these.
_HARMLESS = re.compile(
    r"/etc/(?:localtime|timezone|hosts|hostname|resolv\.conf|ssl|pki|ca-certificates|machine-id"
    r"|os-release|kubernetes|cni|nginx|docker|containerd|letsencrypt|passwd|group)(?:/|$)"
    r"|/usr/(?:share|local|src|lib/modules)(?:/|$)|/(?:usr/)?lib/modules(?:/|$)|/home/[^/]+/."
    r"|/root/[^.]|/var/(?:www|log|lib/(?!docker$|kubelet$)|run|cache|opt|data)"
    r"|/sys/fs/(?:cgroup|bpf)|/sys/kernel/(?:debug|tracing)|/etc/[^/]+/.|/etc/[^/]+\.\w+$"
)


@dataclass(frozen=True, slots=True)
class HostMount:
    """One folder or file of the host that a container sees."""

    source: str
    target: str
    is_writable: bool


def mounts_of(container: Container) -> Iterator[HostMount]:
    """The mounts of a container, from their text."""
    for text in container.mounts:
        head, _, mode = text.rpartition(":")
        source, _, target = head.partition(":")
        if source.startswith("/") and target:
            yield HostMount(normal(source), normal(target), mode != "ro")


def root_mounts(container: Container) -> tuple[HostMount, ...]:
    """Where the container sees the whole disk of the host and may write it."""
    return tuple(each for each in mounts_of(container) if each.source == "/" and each.is_writable)


def sees_engine(container: Container) -> bool:
    """Whether it can talk to a container engine of the host, and so start any container."""
    return any(_SOCKETS.fullmatch(each.source) for each in mounts_of(container))


def key_mounts(container: Container) -> tuple[HostMount, ...]:
    """Writable folders of the host in which a file of one's own makes one root there."""
    return tuple(
        each
        for each in mounts_of(container)
        if each.is_writable
        and each.source != "/"
        and not _HARMLESS.match(each.source)
        and (any(is_within(each.source, key) for key in _KEYS) or each.source in _CRON)
    )


def doors(container: Container) -> tuple[str, ...]:
    """Everything of the host the container may touch that matters, in a few words each."""
    found: list[str] = []
    if container.is_privileged:
        found.append("privileged")
    found += [f"{each.source} at {each.target}" for each in root_mounts(container)]
    found += [f"{each.source} at {each.target}" for each in key_mounts(container)]
    if sees_engine(container):
        found.append("engine socket")
    if "pid" in container.shares:
        found.append("host pid")
    if not container.is_privileged:
        found += [word for word in container.capabilities if word in _RULING]
    return tuple(dict.fromkeys(found))


def is_wide_open(container: Container) -> bool:
    """Whether leaving the container takes one command: the whole disk, every right, or pid 1."""
    rules = container.is_privileged or bool(_RULING & set(container.capabilities))
    return bool(root_mounts(container)) or rules or sees_engine(container)


def scope_of(container: Container) -> Scope:
    """Its scope; a static pod's is the host's, whose kubelet starts it."""
    if container.engine == "static-pod":
        return HOST
    return Scope("container", container.id, container.image)


def container_subjects(container: Container) -> tuple[Subject, ...]:
    """The container, by its name over runs, and the file that describes it."""
    details: tuple[tuple[str, str | int], ...] = (
        ("id", container.id),
        ("image", container.image),
    )
    own = Subject("container", container.name or container.id, details)
    return own, Subject("file", container.source.path)


def container_values(container: Container) -> dict[str, str]:
    """The values every text about a container may name."""
    return {
        "name": container.name or container.id[:12],
        "image": container.image or "?",
        "command": container.command[:400],
        "doors": ", ".join(doors(container)),
        "place": container.source.path,
        "id": container.id,
    }
