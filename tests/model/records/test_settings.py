from hemostat.model.record import schema_of, table_of
from hemostat.model.records import RECORD_TYPES, Setting, WatchedFile


def test_settings_and_watched_files_are_tables() -> None:
    assert {Setting, WatchedFile} <= set(RECORD_TYPES)
    assert table_of(Setting).categories == ("setting",)
    units = {each.name: each.unit for each in schema_of(WatchedFile)}
    assert units["size"] == "bytes"
