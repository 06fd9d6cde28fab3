from hemostat.model.record import schema_of
from hemostat.model.records import ApiRequest, DaemonEvent, MailSender


def test_commands_that_a_log_names_are_not_asked_as_what_starts_by_itself() -> None:
    for each in (ApiRequest, DaemonEvent, MailSender):
        assert "command" not in each.TABLE.categories  # type: ignore[attr-defined]


def test_powers_are_a_list() -> None:
    types = {column.name: column.type for column in schema_of(ApiRequest)}
    assert types["powers"] == "list<string>"
