import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.model.records import Container
from hemostat.parse.host.docker_config import (
    parse_docker_container,
    parse_docker_host_config,
)
from hemostat.parse.place import Place
from made_containers import ID, config

FOLDER = f"/var/lib/docker/containers/{ID}"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def container(value: Any) -> Container:
    path = HostPath(f"{FOLDER}/config.v2.json")
    parsed = parse_docker_container(Evidence(json.dumps(value).encode(), path), Place(path))
    (record,) = parsed.records
    assert parsed.unread == ()
    return record


def host(value: Any) -> Container:
    path = HostPath(f"{FOLDER}/hostconfig.json")
    (record,) = parse_docker_host_config(
        Evidence(json.dumps(value).encode(), path), Place(path)
    ).records
    return record


@pytest.mark.requirement("B5.3")
def test_a_container_is_read_with_names_of_variables_only() -> None:
    found = container(config())
    assert (found.id, found.name, found.image) == (ID, "web", "nginx:1.27")
    assert found.command == "/docker-entrypoint.sh nginx -g daemon off;"
    assert found.variables == ("PATH", "DB_PASSWORD")
    assert "secret" not in repr(found)
    assert found.mounts == ("/srv/web:/srv:ro",)
    assert found.ports == ("0.0.0.0:8080->80/tcp",)
    assert found.created == datetime(2026, 5, 1, 0, 0, 0, 500000, UTC)
    assert found.is_running is True


def test_the_entrypoint_stands_in_for_a_path_that_is_missing() -> None:
    value = config(Path="", Args=[])
    value["Config"] |= {"Entrypoint": ["/e"], "Cmd": ["x", "y"]}
    assert container(value).command == "/e x y"


def test_a_pod_is_told_by_the_kubelets_labels() -> None:
    value = config()
    value["Config"]["Labels"] = {
        "io.kubernetes.pod.name": "p-1",
        "io.kubernetes.pod.namespace": "kube-system",
    }
    assert container(value).pod == "kube-system/p-1"


def test_what_the_host_gives_is_read() -> None:
    found = host(
        {
            "Privileged": True,
            "CapAdd": ["SYS_ADMIN", "CAP_NET_ADMIN"],
            "PidMode": "host",
            "NetworkMode": "host",
            "IpcMode": "private",
            "Binds": ["/:/mnt", "/var/log:/log:ro,rslave", "volume:/data"],
            "Mounts": [{"Type": "bind", "Source": "/etc", "Target": "/e", "ReadOnly": True}],
            "Devices": [{"PathOnHost": "/dev/sda"}],
            "SecurityOpt": ["seccomp=unconfined", "label:disable", "no-new-privileges"],
            "RestartPolicy": {"Name": "always"},
            "PortBindings": {"22/tcp": [{"HostIp": "", "HostPort": "2222"}]},
        }
    )
    assert found.id == ID
    assert found.is_privileged
    assert found.capabilities == ("SYS_ADMIN", "NET_ADMIN")
    assert found.shares == ("pid", "network")
    assert found.mounts == ("/:/mnt:rw", "/var/log:/log:ro", "/etc:/e:ro")
    assert found.devices == ("/dev/sda",)
    assert found.unconfined == ("seccomp", "selinux")
    assert found.restart == "always"
    assert found.ports == ("0.0.0.0:2222->22/tcp",)


@given(JSON)
def test_any_json_gives_a_record_or_one_unread(value: Any) -> None:
    for parse in (parse_docker_container, parse_docker_host_config):
        path = HostPath(f"{FOLDER}/x")
        parsed = parse(Evidence(json.dumps(value).encode(), path), Place(path))
        assert len(parsed.records) + len(parsed.unread) == 1
