"""Settings of container engines and of the kubelet, each scalar one record.

Source: dockerd(8) "Daemon configuration file"; kubelet-config (kubelet.config.k8s.io/v1beta1);
containerd-config.toml(5); containers-registries.conf(5).
"""

from collections.abc import Callable, Iterable

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import normal
from hemostat.model.records import EngineSetting
from hemostat.parse.host.nested_values import (
    is_mapping,
    json_value,
    scalars,
    text_at,
    toml_value,
    yaml_values,
)
from hemostat.parse.place import Place

_SECRET = ("password", "secret", "token", "auth.auth", "identitytoken")


def _settings(
    engine: str, evidence: Evidence, values: Iterable[object], reason: str
) -> Parsed[EngineSetting]:
    found = [value for value in values if is_mapping(value)]
    if not found:
        is_empty = not evidence.data.strip()
        return Parsed() if is_empty else Parsed((), (Unread(evidence.source(), reason),))
    return Parsed(
        tuple(
            EngineSetting(
                source=evidence.source(),
                engine=engine,
                key=key,
                value="" if any(word in key.lower() for word in _SECRET) else value[:500],
            )
            for each in found
            for key, value in scalars(each)
        )
    )


def parse_docker_daemon(evidence: Evidence, place: Place) -> Parsed[EngineSetting]:
    """Read daemon.json."""
    del place
    return _settings("docker", evidence, [json_value(evidence.data)], "not a JSON object")


def parse_kubelet_config(evidence: Evidence, place: Place) -> Parsed[EngineSetting]:
    """Read the kubelet's own configuration, or that of kube-proxy beside it."""
    del place
    return _settings("kubelet", evidence, yaml_values(evidence.data), "not YAML")


def parse_containerd_config(evidence: Evidence, place: Place) -> Parsed[EngineSetting]:
    """Read config.toml of containerd."""
    del place
    return _settings("containerd", evidence, [toml_value(evidence.data)], "not TOML")


def parse_registries(evidence: Evidence, place: Place) -> Parsed[EngineSetting]:
    """Read registries.conf of podman, CRI-O and skopeo."""
    del place
    return _settings("podman", evidence, [toml_value(evidence.data)], "not TOML")


def data_root(evidence: Evidence) -> str:
    """Where dockerd keeps its containers, if its settings say so."""
    value = json_value(evidence.data)
    folder = text_at(value, "data-root") or text_at(value, "graph")
    return normal(folder) if folder.startswith("/") else ""


def _below_data_root(file: str) -> Callable[[Evidence, Place], tuple[str, ...]]:
    def patterns(evidence: Evidence, place: Place) -> tuple[str, ...]:
        del place
        folder = data_root(evidence)
        return (f"{folder}/containers/*/{file}",) if folder not in ("", "/") else ()

    return patterns


PARSERS = {
    "docker_daemon": parse_docker_daemon,
    "kubelet_config": parse_kubelet_config,
    "containerd_config": parse_containerd_config,
    "container_registries": parse_registries,
}
NAMES = {
    "docker_daemon": {
        "docker_container": _below_data_root("config.v2.json"),
        "docker_host_config": _below_data_root("hostconfig.json"),
    }
}
