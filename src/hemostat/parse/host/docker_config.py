"""What dockerd keeps of each container: config.v2.json and hostconfig.json.

Source: moby `daemon/container/container.go` (`Container`, `ToDisk`) and
`api/types/container/hostconfig.go`, version 28. Each file holds a part; both name no other file,
so the container's id comes from the folder.
"""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name, parent
from hemostat.model.records import Container
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

_ENGINE = "docker"
_HOST_MODES = {"pid": "PidMode", "network": "NetworkMode", "ipc": "IpcMode", "uts": "UTSMode"}


def parse_docker_container(evidence: Evidence, place: Place) -> Parsed[Container]:
    """Read config.v2.json: what runs, from which image, since when."""
    value = json_value(evidence.data)
    if not is_mapping(value):
        return Parsed((), (Unread(evidence.source(), "not a JSON object"),))
    arguments = tuple(
        each for each in (text_at(value, "Path"), *texts_at(value, "Args")) if each
    ) or (*texts_at(value, "Config", "Entrypoint"), *texts_at(value, "Config", "Cmd"))
    record = Container(
        source=evidence.source(),
        id=text_at(value, "ID") or name(parent(place.path)),
        name=text_at(value, "Name").lstrip("/"),
        image=text_at(value, "Config", "Image"),
        engine=_ENGINE,
        pod=_pod(value),
        arguments=arguments,
        command=" ".join(arguments),
        user=text_at(value, "Config", "User"),
        mounts=tuple(_mount_points(value)),
        ports=tuple(_ports(at(value, "NetworkSettings", "Ports"))),
        variables=variable_names(texts_at(value, "Config", "Env")),
        has_terminal=flag_at(value, "Config", "Tty"),
        is_running=flag_at(value, "State", "Running"),
        created=time_at(value, "Created"),
        started=time_at(value, "State", "StartedAt"),
    )
    return Parsed((record,))


def parse_docker_host_config(evidence: Evidence, place: Place) -> Parsed[Container]:
    """Read hostconfig.json: what of the host the container may touch, and when it starts."""
    value = json_value(evidence.data)
    if not is_mapping(value):
        return Parsed((), (Unread(evidence.source(), "not a JSON object"),))
    record = Container(
        source=evidence.source(),
        id=name(parent(place.path)),
        engine=_ENGINE,
        is_privileged=flag_at(value, "Privileged"),
        capabilities=tuple(each.upper().removeprefix("CAP_") for each in texts_at(value, "CapAdd")),
        shares=tuple(kind for kind, key in _HOST_MODES.items() if text_at(value, key) == "host"),
        mounts=(*_binds(value), *_mounts(value)),
        devices=tuple(
            found for each in list_at(value, "Devices") if (found := text_at(each, "PathOnHost"))
        ),
        unconfined=tuple(_unconfined(texts_at(value, "SecurityOpt"))),
        restart=text_at(value, "RestartPolicy", "Name") or "no",
        ports=tuple(_ports(at(value, "PortBindings"))),
    )
    return Parsed((record,))


def variable_names(environment: tuple[str, ...]) -> tuple[str, ...]:
    """The names of `NAME=value` texts; values may be secrets and are dropped here."""
    return tuple(each.partition("=")[0] for each in environment)


def _pod(value: object) -> str:
    """The pod a container belongs to, from the labels of the kubelet's old docker shim."""
    labels = dict(pairs_at(value, "Config", "Labels"))
    pod = labels.get("io.kubernetes.pod.name")
    return f"{labels.get('io.kubernetes.pod.namespace', '')}/{pod}" if pod else ""


def _binds(value: object) -> Iterator[str]:
    """`/host:/inside[:options]`; a name without a slash is a volume's."""
    for each in texts_at(value, "Binds"):
        source, _, rest = each.partition(":")
        target, _, options = rest.partition(":")
        if source.startswith("/") and target:
            yield mount_text(source, target, is_read_only="ro" in options.split(","))


def _mounts(value: object) -> Iterator[str]:
    for each in list_at(value, "Mounts"):
        source = text_at(each, "Source")
        if text_at(each, "Type") == "bind" and source:
            yield mount_text(
                source, text_at(each, "Target"), is_read_only=flag_at(each, "ReadOnly")
            )


def _mount_points(value: object) -> Iterator[str]:
    for target, each in pairs_at(value, "MountPoints"):
        source = text_at(each, "Source")
        if text_at(each, "Type") in ("bind", "") and source and not text_at(each, "Name"):
            yield mount_text(source, target, is_read_only=at(each, "RW") is False)


def mount_text(source: str, target: str, *, is_read_only: bool) -> str:
    """One mount as `Container.mounts` writes it."""
    return f"{source}:{target}:{'ro' if is_read_only else 'rw'}"


def _unconfined(options: tuple[str, ...]) -> Iterator[str]:
    for each in options:
        kind, _, profile = re.sub("[=:]", " ", each, count=1).partition(" ")
        if profile == "unconfined" and kind in ("seccomp", "apparmor"):
            yield kind
        elif kind == "label" and profile in ("disable", "type:spc_t"):
            yield "selinux"


def _ports(value: object) -> Iterator[str]:
    for inner, bindings in pairs_at(value):
        for each in list_at(bindings):
            port = text_at(each, "HostPort")
            if port:
                yield f"{text_at(each, 'HostIp') or '0.0.0.0'}:{port}->{inner}"  # noqa: S104 — what Docker means by an empty address


PARSERS = {
    "docker_container": parse_docker_container,
    "docker_host_config": parse_docker_host_config,
}
