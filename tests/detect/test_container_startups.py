from hemostat.detect.container_startups import startups_of_containers, within
from hemostat.model.host import HOST, Scope
from hemostat.model.records import Container, Mechanism, Startup


def test_a_containers_command_is_something_that_starts() -> None:
    container = Container(
        id="a", name="web", image="nginx", engine="docker", command="nginx", restart="always"
    )
    (found,) = startups_of_containers([container])
    assert found.mechanism is Mechanism.CONTAINER
    assert (found.name, found.trigger) == ("web", "restart: always")
    assert found.scope == Scope("container", "a", "nginx")
    assert found.programs == ()


def test_a_static_pod_starts_on_the_host_and_one_without_command_is_passed_over() -> None:
    pod = Container(id="a", engine="static-pod", command="x", restart="always")
    (found,) = startups_of_containers([pod, Container(id="b")])
    assert found.mechanism is Mechanism.STATIC_POD
    assert found.scope == HOST


def test_jobs_of_a_containers_own_files_are_its_own() -> None:
    scope = Scope("container", "a")
    (found,) = within([Startup(mechanism=Mechanism.CRON, is_privileged=True)], scope)
    assert found.scope == scope
    assert not found.is_privileged
