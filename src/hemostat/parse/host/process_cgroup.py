"""Which systemd unit and which container a process belongs to, from /proc/PID/cgroup."""

import re
from dataclasses import dataclass
from functools import lru_cache

# Each names the container in `id`. A hexadecimal id of 64 digits is what docker, containerd,
# CRI-O, podman and the kubelet use; lxc and nspawn use names. The runtime's own monitors
# (conmon, lxc.monitor) stand in cgroups of like names and belong to the host.
_CONTAINERS = (
    re.compile(r"/lxc\.payload[./](?P<id>[^/]+)"),
    re.compile(r"/lxc/(?P<id>[^/]+)"),
    re.compile(r"/(?:machine-|systemd-nspawn@)(?P<id>[^/]+)\.(?:scope|service/payload)"),
    re.compile(
        r"/(?:docker|cri-containerd|crio|libpod|nerdctl|ctr)-(?P<id>[0-9a-f]{12,64})\.scope"
    ),
    re.compile(r"(?:^|[/:-])(?P<id>[0-9a-f]{64})(?:\.scope)?(?=/|$)"),
    re.compile(
        r"/(?:docker|ecs|actions_job|libpod_parent|garden)/(?:[^/]+/)?(?P<id>[0-9a-f-]{12,64})(?=/|$)"
    ),
    re.compile(r"/pod(?P<id>[0-9a-f]{8}[-_][0-9a-f_-]{27})(?:\.slice)?(?=/|$)"),
)
_MONITORS = re.compile(r"/(?:crio-conmon-|libpod-conmon-|lxc\.monitor)")
_UNIT = re.compile(
    r"(?:^|/)([^/]+\.(?:service|scope|socket|mount|swap|automount|timer|path))(?=/|$)"
)


@dataclass(frozen=True, slots=True)
class Membership:
    """Where a process stands.

    Attributes:
        path: of the unified hierarchy, else of the systemd one, else of the first that has one.
        unit: the innermost systemd unit in that path; empty for none.
        container: the container's id or name; empty for none that we recognise.
    """

    path: str = ""
    unit: str = ""
    container: str = ""


@lru_cache(maxsize=4096)
def parse_cgroup(text: bytes) -> Membership:
    """Read one cgroup file, of version 1, 2 or both.

    Source: cgroups(7), `/proc/pid/cgroup`: `hierarchy:controllers:path` a line.
    """
    unified = systemd = other = ""
    container = ""
    for line in text.decode("utf-8", "backslashreplace").split("\n"):
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number == "0" and not controllers:
            unified = path
        elif controllers == "name=systemd":
            systemd = path
        elif not other and path != "/":
            other = path
        container = container or _container(path)
    path = next((each for each in (unified, systemd, other) if each not in ("", "/")), unified)
    units = _UNIT.findall(path)
    return Membership(path, units[-1] if units else "", container)


def _container(path: str) -> str:
    if len(path) < 5 or _MONITORS.search(path):
        return ""
    for pattern in _CONTAINERS:
        if match := pattern.search(path):
            return match["id"]
    return ""
