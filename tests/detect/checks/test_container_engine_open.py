import pytest

from detect.made_processes import listening, running, worst
from hemostat.detect.checks.container_engine_open import (
    engine_open,
    kubelet_open,
    socket_for_all,
)
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import EngineSetting, Mechanism, Startup

DAEMON = Source(path=HostPath("/etc/docker/daemon.json"))
KUBELET = Source(path=HostPath("/var/lib/kubelet/config.yaml"))


def docker(key: str, value: str) -> EngineSetting:
    return EngineSetting(source=DAEMON, engine="docker", key=key, value=value)


def kubelet(key: str, value: str) -> EngineSetting:
    return EngineSetting(source=KUBELET, engine="kubelet", key=key, value=value)


@pytest.mark.requirement("B9")
@pytest.mark.parametrize(
    "address", ["tcp://0.0.0.0:2375", "tcp://10.0.0.5:2375", "tcp://[::]:2375"]
)
def test_an_address_others_reach_without_certificates_is_worth_a_look(address: str) -> None:
    found = worst(engine_open, docker("hosts.0", address), listening(9, 2375))
    assert found == Level.MEDIUM


def test_a_setting_that_is_not_in_force_is_low() -> None:
    setting = docker("hosts.0", "tcp://0.0.0.0:2375")
    assert worst(engine_open, setting, running(9, "/usr/bin/dockerd")) == Level.LOW


def test_a_setting_counts_while_no_daemon_runs_that_could_contradict_it() -> None:
    assert worst(engine_open, docker("hosts.0", "tcp://0.0.0.0:2375")) == Level.MEDIUM


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:2375", "tcp://localhost:2375", "fd://"])
def test_loopback_and_sockets_are_quiet(address: str) -> None:
    assert worst(engine_open, docker("hosts.0", address), listening(9, 2375)) is None


def test_certificates_make_it_sound() -> None:
    hosts = docker("hosts.0", "tcp://0.0.0.0:2376")
    assert worst(engine_open, hosts, docker("tlsverify", "true"), listening(9, 2376)) is None
    daemon = running(9, "/usr/bin/dockerd", "dockerd", "-H", "tcp://0.0.0.0:2376", "--tlsverify")
    assert worst(engine_open, daemon) is None


def test_the_daemons_arguments_and_its_unit_are_read() -> None:
    daemon = running(9, "/usr/bin/dockerd", "/usr/bin/dockerd", "-H", "tcp://0.0.0.0:2375")
    assert worst(engine_open, daemon) == Level.MEDIUM
    unit = Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        command="/usr/bin/dockerd -H fd:// -H tcp://0.0.0.0:2375",
        place=HostPath("/etc/systemd/system/docker.service.d/o.conf"),
    )
    assert worst(engine_open, unit, listening(9, 2375)) == Level.MEDIUM
    client = running(9, "/usr/bin/docker", "docker", "-H", "tcp://10.0.0.9:2375", "ps")
    assert worst(engine_open, client) is None


def test_a_kubelet_for_anybody_is_worth_a_look_and_half_of_it_is_low() -> None:
    anonymous = kubelet("authentication.anonymous.enabled", "true")
    assert worst(kubelet_open, anonymous) == Level.LOW
    allowed = kubelet("authorization.mode", "AlwaysAllow")
    assert worst(kubelet_open, anonymous, allowed) == Level.MEDIUM
    assert worst(kubelet_open, kubelet("readOnlyPort", "10255")) == Level.LOW
    assert worst(kubelet_open, kubelet("readOnlyPort", "0")) is None
    sound = running(9, "/usr/bin/kubelet", "kubelet", "--anonymous-auth=false")
    assert worst(kubelet_open, sound) is None
    loose = running(
        9, "/usr/bin/kubelet", "kubelet", "--anonymous-auth", "--authorization-mode=AlwaysAllow"
    )
    assert worst(kubelet_open, loose) == Level.MEDIUM


@pytest.mark.parametrize(("mode", "level"), [("0666", Level.LOW), ("0660", None), ("0770", None)])
def test_a_socket_for_everybody_is_a_fact(mode: str, level: Level | None) -> None:
    assert worst(socket_for_all, docker("socket.mode", mode)) == level
