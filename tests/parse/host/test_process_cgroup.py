import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.process_cgroup import parse_cgroup

ID = "3f" * 32
POD = "pod0f3b5c1e-8a4e-4b8e-9c5a-0123456789ab"


@pytest.mark.parametrize(
    "path",
    [
        f"/docker/{ID}",
        f"/system.slice/docker-{ID}.scope",
        f"/kubepods/burstable/{POD}/{ID}",
        f"/kubepods.slice/kubepods-{POD.replace('-', '_')}.slice/cri-containerd-{ID}.scope",
        f"/kubepods.slice/kubepods-x.slice/crio-{ID}.scope",
        f"/machine.slice/libpod-{ID}.scope/container",
        f"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{ID}.scope",
        f"/ecs/0a1b2c/{ID}",
        f"/system.slice/containerd.service/kubepods-besteffort-pod1.slice:cri-containerd:{ID}",
    ],
)
def test_the_containers_of_each_runtime_are_known_by_their_cgroup(path: str) -> None:
    assert parse_cgroup(f"0::{path}\n".encode()).container == ID
    assert parse_cgroup(f"12:pids:{path}\n1:name=systemd:{path}\n".encode()).container == ID


@pytest.mark.parametrize(
    ("path", "container"), [("/lxc/web1", "web1"), ("/lxc.payload.db/init.scope", "db")]
)
def test_lxc_containers_go_by_name(path: str, container: str) -> None:
    assert parse_cgroup(f"0::{path}\n".encode()).container == container


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/system.slice/ssh.service",
        "/user.slice/user-0.slice/session-3.scope",
        f"/machine.slice/libpod-conmon-{ID}.scope",
        f"/system.slice/crio-conmon-{ID}.scope",
        "/lxc.monitor.web1",
        "/system.slice/docker.service",
    ],
)
def test_the_host_and_the_runtimes_own_monitors_are_no_containers(path: str) -> None:
    assert parse_cgroup(f"0::{path}\n".encode()).container == ""


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("/system.slice/ssh.service", "ssh.service"),
        ("/user.slice/user-0.slice/session-3.scope", "session-3.scope"),
        ("/user.slice/user-1.slice/user@1.service/app.slice/app-x.service", "app-x.service"),
        ("/system.slice/foo.service/worker", "foo.service"),
        ("/", ""),
    ],
)
def test_the_innermost_unit_counts(path: str, unit: str) -> None:
    assert parse_cgroup(f"0::{path}\n".encode()).unit == unit


def test_the_systemd_hierarchy_counts_where_the_unified_one_is_empty() -> None:
    text = b"9:pids:/p\n1:name=systemd:/system.slice/cron.service\n0::/\n"
    assert parse_cgroup(text).path == "/system.slice/cron.service"


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert isinstance(parse_cgroup(data).path, str)
