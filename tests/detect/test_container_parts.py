from datetime import UTC, datetime

from hemostat.detect.container_parts import scopes_of, whole_containers, with_images
from hemostat.model.host import HOST, Scope
from hemostat.model.records import Container, Process

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_the_files_about_one_container_become_one_record() -> None:
    runtime = Container(
        id="a", engine="oci", command="/sbin/docker-init -- nginx", capabilities=("SYS_ADMIN",)
    )
    rights = Container(id="a", engine="docker", is_privileged=True, mounts=("/:/h:rw",))
    own = Container(
        id="a",
        engine="docker",
        name="web",
        image="nginx",
        command="nginx",
        mounts=("/:/h:rw", "/x:/y:ro"),
        created=NOW,
        is_running=False,
    )
    (found,) = whole_containers([runtime, rights, own])
    assert (found.name, found.image, found.command) == ("web", "nginx", "nginx")
    assert found.is_privileged
    assert found.capabilities == ("SYS_ADMIN",)
    assert found.mounts == ("/:/h:rw", "/x:/y:ro")
    assert found.created == NOW


def test_different_ids_stay_apart_in_their_order() -> None:
    found = whole_containers([Container(id="b"), Container(id="a"), Container(id="b", name="x")])
    assert [(each.id, each.name) for each in found] == [("b", "x"), ("a", "")]


def test_processes_get_the_image_of_their_container() -> None:
    scopes = scopes_of([Container(id="a", image="nginx")])
    processes = [
        Process(pid=1),
        Process(pid=2, scope=Scope("container", "a")),
        Process(pid=3, scope=Scope("container", "unknown")),
    ]
    found = with_images(processes, scopes)
    assert [each.scope for each in found] == [
        HOST,
        Scope("container", "a", "nginx"),
        Scope("container", "unknown"),
    ]
