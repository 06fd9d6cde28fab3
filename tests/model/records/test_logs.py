from hemostat.model.record import schema_of
from hemostat.model.records import LogSpan, TypedCommand


def test_hours_and_silences_are_lists_in_the_schema() -> None:
    types = {column.name: column.type for column in schema_of(LogSpan)}
    assert types["hours"] == "list<int64>"
    assert types["gap_starts"] == types["gap_ends"] == "list<timestamp[us, UTC]>"


def test_rules_of_commands_do_not_see_what_was_typed() -> None:
    assert "command" not in TypedCommand.TABLE.categories  # type: ignore[attr-defined]
