import pytest

from hemostat.detect.container_doors import (
    container_subjects,
    doors,
    is_wide_open,
    key_mounts,
    mounts_of,
    scope_of,
)
from hemostat.model.host import HOST
from hemostat.model.records import Container


def with_mount(text: str) -> Container:
    return Container(id="a", mounts=(text,))


@pytest.mark.parametrize(
    "text",
    [
        "/:/host:rw",
        "/var/run/docker.sock:/var/run/docker.sock:ro",
        "/run/containerd/containerd.sock:/s:rw",
    ],
)
def test_one_command_leaves_through_these(text: str) -> None:
    assert is_wide_open(with_mount(text))
    assert doors(with_mount(text))


@pytest.mark.parametrize(
    "text", ["/etc:/e:rw", "/root:/r:rw", "/root/.ssh:/k:rw", "/home:/h:rw", "/proc:/p:rw"]
)
def test_folders_whose_writer_owns_the_host(text: str) -> None:
    assert key_mounts(with_mount(text))
    assert not is_wide_open(with_mount(text))


@pytest.mark.parametrize(
    "text",
    [
        "/:/host:ro",
        "/etc:/backup:ro",
        "/etc/localtime:/etc/localtime:rw",
        "/etc/nginx:/etc/nginx:rw",
        "/home/dev/project:/workspace:rw",
        "/var/lib/mysql:/var/lib/mysql:rw",
        "/srv:/srv:rw",
        "/usr/share/zoneinfo:/z:rw",
        "/lib/modules:/lib/modules:rw",
    ],
)
def test_what_ordinary_images_are_given_is_no_door(text: str) -> None:
    assert doors(with_mount(text)) == ()


def test_rights_and_namespaces_are_doors_too() -> None:
    assert doors(Container(id="a", is_privileged=True)) == ("privileged",)
    assert doors(Container(id="a", capabilities=("SYS_ADMIN", "NET_ADMIN"))) == ("SYS_ADMIN",)
    assert doors(Container(id="a", shares=("pid", "network"))) == ("host pid",)


def test_a_mount_is_read_back_from_its_text() -> None:
    (mount,) = mounts_of(with_mount("/a/../b:/c:ro"))
    assert (mount.source, mount.target, mount.is_writable) == ("/b", "/c", False)
    assert list(mounts_of(with_mount("nonsense"))) == []


def test_a_static_pod_belongs_to_the_host() -> None:
    assert scope_of(Container(id="a", engine="static-pod")) == HOST
    assert scope_of(Container(id="a", image="i")).image == "i"
    first, _ = container_subjects(Container(id="a" * 64, name="web"))
    assert (first.kind, first.value) == ("container", "web")
