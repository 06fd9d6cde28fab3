import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.model.records import Container
from hemostat.parse.host.oci_config import parse_oci_config, parse_podman_containers
from hemostat.parse.place import Place
from made_containers import ID

TASK = f"/run/containerd/io.containerd.runtime.v2.task/k8s.io/{ID}/config.json"
EVERY = ["CAP_SYS_ADMIN", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_PTRACE", "CAP_NET_ADMIN"]


def spec(**linux: Any) -> dict[str, Any]:
    """As containerd's CRI plugin writes it, shortened."""
    kinds = ("pid", "ipc", "uts", "mount", "network")
    return {
        "ociVersion": "1.2.0",
        "process": {
            "user": {"uid": 101},
            "args": ["nginx", "-g", "daemon off;"],
            "env": ["PATH=/usr/bin", "TOKEN=secret"],
            "capabilities": {"bounding": ["CAP_CHOWN", "CAP_NET_ADMIN"]},
        },
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {
                "destination": "/etc/hosts",
                "type": "bind",
                "source": "/var/lib/kubelet/pods/x/etc-hosts",
                "options": ["rbind", "rw"],
            },
            {"destination": "/host", "type": "bind", "source": "/", "options": ["rbind", "ro"]},
            {
                "destination": "/s",
                "type": "bind",
                "source": "/run/containerd/containerd.sock",
                "options": ["rbind"],
            },
        ],
        "annotations": {
            "io.kubernetes.cri.container-name": "web",
            "io.kubernetes.cri.image-name": "docker.io/library/nginx:1.27",
            "io.kubernetes.cri.sandbox-name": "web-6d5f",
            "io.kubernetes.cri.sandbox-namespace": "shop",
        },
        "linux": {
            "namespaces": [{"type": kind} for kind in kinds],
            "maskedPaths": ["/proc/kcore"],
            "seccomp": {"defaultAction": "SCMP_ACT_ERRNO"},
            **linux,
        },
    }


def container(value: Any, path: str = TASK) -> Container:
    parsed = parse_oci_config(
        Evidence(json.dumps(value).encode(), HostPath(path)), Place(HostPath(path))
    )
    (record,) = parsed.records
    return record


@pytest.mark.requirement("B5.3")
def test_a_container_of_kubernetes_is_read_with_its_pod() -> None:
    found = container(spec())
    assert (found.id, found.name, found.image) == (ID, "web", "docker.io/library/nginx:1.27")
    assert found.pod == "shop/web-6d5f"
    assert found.user == "101"
    assert found.variables == ("PATH", "TOKEN")
    assert found.capabilities == ("NET_ADMIN",)
    assert found.mounts == ("/:/host:ro", "/run/containerd/containerd.sock:/s:rw")
    assert found.shares == ()
    assert not found.is_privileged


def test_namespaces_that_are_not_made_anew_are_the_hosts() -> None:
    found = container(spec(namespaces=[{"type": "mount"}, {"type": "ipc"}]))
    assert found.shares == ("pid", "network", "uts")


def test_every_capability_and_nothing_masked_is_privileged() -> None:
    value = spec(maskedPaths=[], seccomp=None)
    value["process"]["capabilities"]["bounding"] = EVERY
    found = container(value)
    assert found.is_privileged
    assert found.unconfined == ("seccomp",)


def test_without_a_long_id_the_folder_is_the_id() -> None:
    assert container(spec(), "/run/x/box/config.json").id == "box"
    path = f"/var/lib/containers/storage/overlay-containers/{ID}/userdata/config.json"
    assert container(spec(), path).id == ID


def test_podmans_list_names_container_image_and_layer() -> None:
    entry = {
        "id": ID,
        "names": ["pg"],
        "layer": "layer1",
        "metadata": json.dumps({"image-name": "docker.io/library/postgres:16"}),
        "created": "2026-05-03T03:09:37.1Z",
    }
    path = HostPath("/var/lib/containers/storage/overlay-containers/containers.json")
    data = json.dumps([entry, {"names": []}]).encode()
    parsed = parse_podman_containers(Evidence(data, path), Place(path))
    (found,) = parsed.records
    assert (found.id, found.name, found.layer) == (ID, "pg", "layer1")
    assert found.image == "docker.io/library/postgres:16"
    assert len(parsed.unread) == 1


@given(st.binary())
def test_nothing_raises_and_nothing_is_lost(data: bytes) -> None:
    for parse in (parse_oci_config, parse_podman_containers):
        parsed = parse(Evidence(data, HostPath("/x")), Place(HostPath("/x")))
        assert parsed.records or parsed.unread or data.strip() == b"[]"
