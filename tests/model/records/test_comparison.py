from hemostat.model.path import HostPath
from hemostat.model.record import schema_of
from hemostat.model.records import DiskDifference


def test_a_difference_must_say_why_it_is_one() -> None:
    made = DiskDifference(path=HostPath("/x"), kind="missing", reason="older")
    assert (made.file_kind, made.changed, made.disk_sha256) == ("file", None, "")
    assert {"path", "kind", "reason"} <= {column.name for column in schema_of(DiskDifference)}
