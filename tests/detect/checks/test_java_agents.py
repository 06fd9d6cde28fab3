import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks import java_agents
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import EnvironVariable, JavaMachine, OpenFile, Process

MACHINE = JavaMachine(pid=9)


def java(*options: str) -> Process:
    return Process(pid=9, name="java", exe=HostPath("/opt/jdk/bin/java"), argv=("java", *options))


def found(check: object, *records: object) -> list[tuple[str, ...]]:
    gathered = RecordSet(records)
    claims = claims_of(check, gathered.of, HostContext())  # type: ignore[arg-type]
    return [tuple(subject.value for subject in claim.subjects) for claim in claims]


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize("place", ["/tmp/a.jar", "/dev/shm/.x/l.so", "/opt/app/.hid/x.jar"])
def test_agents_from_odd_places_are_found_with_their_file(place: str) -> None:
    argument = f"-javaagent:{place}=mode=1"
    (subjects,) = found(java_agents.agent_from_odd_place, java(argument), MACHINE)
    assert subjects[0] == "/opt/jdk/bin/java"
    assert subjects[-1] == place


def test_variables_bring_agents_too_and_only_into_java() -> None:
    variable = EnvironVariable(pid=9, name="_JAVA_OPTIONS", value="-agentpath:/tmp/l.so")
    assert found(java_agents.agent_from_odd_place, java(), MACHINE, variable)
    assert not found(java_agents.agent_from_odd_place, java(), variable)
    other = EnvironVariable(pid=9, name="PATH", value="-agentpath:/tmp/l.so")
    assert not found(java_agents.agent_from_odd_place, java(), MACHINE, other)


@pytest.mark.parametrize(
    ("target", "is_found"),
    [
        ("/tmp/x.jar (deleted)", True),
        ("/tmp/x.jar", False),
        ("/tmp/spark-1/x.jar (deleted)", False),
        ("/tmp/.s/x.jar (deleted)", True),
        ("/srv/app/lib/x.jar (deleted)", False),
        ("/tmp/libnetty.so (deleted)", False),
    ],
)
def test_archives_deleted_from_public_places_are_found(target: str, *, is_found: bool) -> None:
    file = OpenFile(pid=9, descriptor=4, target=target)
    assert bool(found(java_agents.deleted_archive, java(), MACHINE, file)) is is_found


def test_an_attach_socket_is_context() -> None:
    machine = JavaMachine(pid=9, attach_socket=HostPath("/tmp/.java_pid9"), scope=Scope())
    (subjects,) = found(java_agents.attached, java(), machine)
    assert subjects[0] == "/opt/jdk/bin/java"
    assert found(java_agents.attached, java(), MACHINE) == []
