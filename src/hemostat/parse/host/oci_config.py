"""What a runtime is told of one container: the OCI config.json, and podman's list of containers.

Source: opencontainers/runtime-spec `config.md` and `config-linux.md` 1.2; annotations of
containerd's CRI plugin, CRI-O and libpod; containers/storage `containers.go` (`Container`).
"""

import re
from collections.abc import Iterator
from typing import cast

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name, parent
from hemostat.model.records import Container
from hemostat.parse.host.docker_config import mount_text, variable_names
from hemostat.parse.host.nested_values import (
    at,
    flag_at,
    is_mapping,
    json_value,
    list_at,
    pairs_at,
    text_at,
    texts_at,
    time_at,
)
from hemostat.parse.place import Place

# What docker, containerd, podman and CRI-O give without being asked.
# fmt: off
_USUAL = frozenset({
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
    "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
})
# fmt: on
_EVERY_PRIVILEGE = frozenset(("SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "SYS_PTRACE", "NET_ADMIN"))
_SHARED = {"pid": "pid", "network": "network", "ipc": "ipc", "uts": "uts"}
# Made by the runtime for every container, from folders of its own.
_OWN_TARGETS = frozenset(
    ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/shm", "/dev/termination-log")  # noqa: S108 — of the container
)
_OWN_SOURCES = re.compile(
    r"/(?:var/lib|run|var/run)/(?:docker|containerd|containers|user/\d+/containers)/"
)
_PODS = "io.kubernetes.cri.", "io.kubernetes.cri-o.", "io.kubernetes."
_ID = re.compile(r"/([0-9a-f]{64})(?=/)")


def parse_oci_config(evidence: Evidence, place: Place) -> Parsed[Container]:
    """Read config.json of a bundle. The folder it stands in, or one above, is the id."""
    value = json_value(evidence.data)
    if not is_mapping(value) or at(value, "ociVersion") is None:
        return Parsed((), (Unread(evidence.source(), "not an OCI configuration"),))
    found = _ID.findall(place.path)
    notes = dict(pairs_at(value, "annotations"))
    bounding = frozenset(
        each.upper().removeprefix("CAP_")
        for each in texts_at(value, "process", "capabilities", "bounding")
    )
    arguments = texts_at(value, "process", "args")
    record = Container(
        source=evidence.source(),
        id=found[-1] if found else name(parent(place.path)),
        name=_noted(notes, "container-name", "ContainerName", "container.name"),
        image=_noted(notes, "image-name", "ImageName", "Image"),
        engine="oci",
        pod=_pod(notes),
        arguments=arguments,
        command=" ".join(arguments),
        user=_user(value),
        is_privileged=bounding >= _EVERY_PRIVILEGE and not list_at(value, "linux", "maskedPaths"),
        capabilities=tuple(sorted(bounding - _USUAL)),
        shares=tuple(_shares(value)),
        mounts=tuple(_binds(value)),
        devices=tuple(_devices(value)),
        unconfined=() if at(value, "linux", "seccomp") else ("seccomp",),
        variables=variable_names(texts_at(value, "process", "env")),
        has_terminal=flag_at(value, "process", "terminal"),
    )
    return Parsed((record,))


def parse_podman_containers(evidence: Evidence, place: Place) -> Parsed[Container]:
    """Read containers.json of containers/storage: ids, names, images, times."""
    del place
    value = json_value(evidence.data)
    if not isinstance(value, list):
        return Parsed((), (Unread(evidence.source(), "not a list of containers"),))
    records: list[Container] = []
    unread: list[Unread] = []
    for each in cast(list[object], value):
        if not (identity := text_at(each, "id")):
            unread.append(Unread(evidence.source(), "an entry without an id"))
            continue
        notes = json_value(text_at(each, "metadata").encode())
        records.append(
            Container(
                source=evidence.source(),
                id=identity,
                name=next(iter(texts_at(each, "names")), "") or text_at(notes, "name"),
                image=text_at(notes, "image-name"),
                engine="podman",
                pod=_pod(dict(pairs_at(notes))),
                layer=text_at(each, "layer"),
                created=time_at(each, "created"),
            )
        )
    return Parsed(tuple(records), tuple(unread))


def _noted(notes: dict[str, object], *keys: str) -> str:
    """The first annotation of these names, of any engine."""
    for start in _PODS:
        for key in keys:
            found = notes.get(start + key)
            if isinstance(found, str) and found:
                return found
    return ""


def _pod(notes: dict[str, object]) -> str:
    pod = _noted(notes, "sandbox-name", "pod.name", "SandboxName", "KubeName")
    space = _noted(notes, "sandbox-namespace", "pod.namespace", "Namespace")
    return f"{space}/{pod}" if pod else ""


def _user(value: object) -> str:
    uid = at(value, "process", "user", "uid")
    return str(uid) if isinstance(uid, int) and uid else ""


def _shares(value: object) -> Iterator[str]:
    """Namespaces that are not made anew; one that is joined by path is another container's."""
    if at(value, "linux", "namespaces") is None:
        return
    own = {text_at(each, "type") for each in list_at(value, "linux", "namespaces")}
    yield from (word for kind, word in _SHARED.items() if kind not in own)


def _binds(value: object) -> Iterator[str]:
    for each in list_at(value, "mounts"):
        options = texts_at(each, "options")
        source, target = text_at(each, "source"), text_at(each, "destination")
        is_bind = text_at(each, "type") == "bind" or {"bind", "rbind"} & set(options)
        if not is_bind or not source.startswith("/") or target in _OWN_TARGETS:
            continue
        if not _OWN_SOURCES.match(source) or source.endswith(".sock"):
            yield mount_text(source, target, is_read_only="ro" in options)


def _devices(value: object) -> Iterator[str]:
    """Devices beyond those every container has; a privileged one has all, so none is named."""
    usual = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")
    for each in list_at(value, "linux", "devices")[:32]:
        path = text_at(each, "path")
        if path and path not in usual:
            yield path


PARSERS = {"oci_config": parse_oci_config, "podman_containers": parse_podman_containers}
