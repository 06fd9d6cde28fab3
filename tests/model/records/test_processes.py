from hemostat.model.host import HOST
from hemostat.model.record import schema_of, table_of
from hemostat.model.records import EnvironVariable, MappedFile, OpenFile, Process


def test_what_could_not_be_read_of_a_process_is_none_and_not_empty() -> None:
    process = Process(pid=1)
    assert process.exe is process.cwd is process.started is process.cpu_share is None
    assert not process.exe_is_memory


def test_everything_of_a_process_tells_whether_it_is_the_hosts_or_a_containers() -> None:
    for kind in (Process, EnvironVariable, MappedFile, OpenFile):
        assert {"scope.kind", "scope.id"} <= {each.name for each in schema_of(kind)}
    assert Process(pid=1).scope == HOST


def test_rules_about_commands_see_processes() -> None:
    assert table_of(Process).categories == ("process", "command")


def test_numbers_with_a_dimension_say_their_unit() -> None:
    units = {each.name: each.unit for each in schema_of(Process)}
    assert (units["cpu_seconds"], units["cpu_share"], units["resident"]) == ("s", "cores", "bytes")
