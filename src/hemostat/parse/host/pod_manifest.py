"""Static pods: what the kubelet starts by itself from files of this node.

Source: Kubernetes API v1 (`Pod`, `PodSpec`, `Container`), and "Create static Pods". A file may be
YAML or JSON, which is YAML; the kubelet passes over names that begin with a dot.
"""

from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Container
from hemostat.parse.host.docker_config import mount_text
from hemostat.parse.host.nested_values import (
    at,
    flag_at,
    list_at,
    pairs_at,
    text_at,
    texts_at,
    yaml_values,
)
from hemostat.parse.place import Place

ENGINE = "static-pod"
_SHARED = {"hostPID": "pid", "hostNetwork": "network", "hostIPC": "ipc"}


def parse_pod_manifest(evidence: Evidence, place: Place) -> Parsed[Container]:
    """Read a manifest: one record for each container, those that run first included."""
    del place
    records: list[Container] = []
    documents = yaml_values(evidence.data)
    for document in documents:
        if text_at(document, "kind") == "Pod":
            records += _of_pod(evidence, document)
    if records or not evidence.data.strip():
        return Parsed(tuple(records))
    return Parsed((), (Unread(evidence.source(), "no manifest of a pod"),))


def _of_pod(evidence: Evidence, pod: object) -> Iterator[Container]:
    space = text_at(pod, "metadata", "namespace") or "default"
    own = f"{space}/{text_at(pod, 'metadata', 'name')}"
    volumes = {
        text_at(each, "name"): path
        for each in list_at(pod, "spec", "volumes")
        if (path := text_at(each, "hostPath", "path"))
    }
    for group in ("initContainers", "containers"):
        for each in list_at(pod, "spec", group):
            yield _of_container(evidence, own, pod, volumes, each)


def _of_container(
    evidence: Evidence, own: str, pod: object, volumes: dict[str, str], each: object
) -> Container:
    arguments = (*texts_at(each, "command"), *texts_at(each, "args"))
    guard = at(each, "securityContext")
    return Container(
        source=evidence.source(),
        id=f"{own}/{text_at(each, 'name')}",
        name=text_at(each, "name"),
        image=text_at(each, "image"),
        engine=ENGINE,
        pod=own,
        arguments=arguments,
        command=" ".join(arguments),
        is_privileged=flag_at(guard, "privileged"),
        capabilities=tuple(
            word.upper().removeprefix("CAP_") for word in texts_at(guard, "capabilities", "add")
        ),
        shares=tuple(word for key, word in _SHARED.items() if flag_at(pod, "spec", key)),
        mounts=tuple(
            mount_text(
                volumes[volume],
                text_at(mount, "mountPath"),
                is_read_only=flag_at(mount, "readOnly"),
            )
            for mount in list_at(each, "volumeMounts")
            if (volume := text_at(mount, "name")) in volumes
        ),
        unconfined=("seccomp",) if text_at(guard, "seccompProfile", "type") == "Unconfined" else (),
        restart="always",
        ports=tuple(_ports(each)),
        variables=tuple(text_at(variable, "name") for variable in list_at(each, "env")),
        has_terminal=flag_at(each, "tty"),
    )


def _ports(container: object) -> Iterator[str]:
    for each in list_at(container, "ports"):
        ports = dict(pairs_at(each))
        if ports.get("hostPort"):
            address = ports.get("hostIP") or "0.0.0.0"  # noqa: S104 — what it means
            protocol = str(ports.get("protocol", "TCP")).lower()
            yield f"{address}:{ports['hostPort']}->{ports.get('containerPort')}/{protocol}"


PARSERS = {"pod_manifest": parse_pod_manifest}
