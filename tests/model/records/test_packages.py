from hemostat.model.record import schema_of
from hemostat.model.records import Package


def test_an_unknown_install_time_is_null_and_never_1970() -> None:
    assert Package(manager="dpkg", name="cron").installed is None
    (column,) = [each for each in schema_of(Package) if each.name == "installed"]
    assert (column.type, column.is_optional) == ("timestamp[us, UTC]", True)
