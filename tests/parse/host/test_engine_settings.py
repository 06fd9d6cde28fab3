import pytest

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.engine_settings import (
    NAMES,
    parse_containerd_config,
    parse_docker_daemon,
    parse_kubelet_config,
    parse_registries,
)
from hemostat.parse.place import Place

PATH = HostPath("/etc/docker/daemon.json")


def pairs(parse: object, data: bytes) -> list[tuple[str, str]]:
    assert callable(parse)
    parsed = parse(Evidence(data, PATH), Place(PATH))
    assert parsed.unread == ()
    return [(each.key, each.value) for each in parsed.records]


@pytest.mark.requirement("B9")
def test_settings_are_dotted_names_with_words() -> None:
    assert pairs(parse_docker_daemon, b'{"hosts": ["fd://", "tcp://:2375"], "tls": false}') == [
        ("hosts.0", "fd://"),
        ("hosts.1", "tcp://:2375"),
        ("tls", "false"),
    ]
    kubelet = b"authentication:\n  anonymous:\n    enabled: true\nreadOnlyPort: 10255\n"
    assert pairs(parse_kubelet_config, kubelet) == [
        ("authentication.anonymous.enabled", "true"),
        ("readOnlyPort", "10255"),
    ]
    assert pairs(parse_registries, b"[[registry]]\nlocation = 'a'\ninsecure = true\n") == [
        ("registry.0.location", "a"),
        ("registry.0.insecure", "true"),
    ]


def test_secrets_keep_their_name_and_lose_their_value() -> None:
    found = pairs(parse_containerd_config, b"[r.auth]\npassword = 'x'\nuser = 'u'\n")
    assert found == [("r.auth.password", ""), ("r.auth.user", "u")]


def test_an_empty_file_is_no_settings_and_a_broken_one_is_unread() -> None:
    assert pairs(parse_docker_daemon, b"\n") == []
    assert len(parse_docker_daemon(Evidence(b"{", PATH), Place(PATH)).unread) == 1


def test_containers_below_another_data_root_are_named() -> None:
    named = NAMES["docker_daemon"]["docker_container"]
    evidence = Evidence(b'{"data-root": "/data/docker/"}', PATH)
    assert named(evidence, Place(PATH)) == ("/data/docker/containers/*/config.v2.json",)
    for text in (b"{}", b'{"data-root": "relative"}', b'{"data-root": "/"}'):
        assert named(Evidence(text, PATH), Place(PATH)) == ()
