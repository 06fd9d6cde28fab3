from hemostat.model.record import schema_of, table_of
from hemostat.model.records import RECORD_TYPES, WebAttempts, WebLogIns, WebPage, WebRequest


def test_what_access_logs_say_are_tables() -> None:
    for each in (WebAttempts, WebLogIns, WebPage, WebRequest):
        assert each in RECORD_TYPES
    assert table_of(WebRequest).name == "web_request"
    assert "client" in {column.name for column in schema_of(WebRequest)}
