from datetime import UTC, datetime

import pytest

from hemostat.model.record import column, record, schema_of, table_of
from hemostat.model.records import RECORD_TYPES, CronJob, Process, Startup


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_every_field_of_every_record_type_has_a_sentence_and_a_column(kind: type[object]) -> None:
    columns = schema_of(kind)
    assert all(each.text.endswith((".", "…", "….")) or each.text for each in columns)
    assert {each.name.partition(".")[0] for each in columns} == set(kind.__dataclass_fields__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_numbers_that_measure_something_name_their_unit(kind: type[object]) -> None:
    for each in schema_of(kind):
        if each.type == "float64":
            assert each.unit, each.name


def test_table_names_are_used_once() -> None:
    names = [table_of(kind).name for kind in RECORD_TYPES]
    assert len(set(names)) == len(names)


def test_records_cannot_be_changed() -> None:
    job = CronJob(when="@daily", user="root")
    with pytest.raises(AttributeError):
        job.user = "nobody"  # type: ignore[misc]


def test_what_has_a_command_is_seen_by_rules_on_commands() -> None:
    assert "command" in table_of(Startup).categories
    assert "command" in table_of(Process).categories


def test_times_become_timestamps_and_tuples_become_lists() -> None:
    types = {each.name: each.type for each in schema_of(Process)}
    assert types["started"] == "timestamp[us, UTC]"
    assert types["argv"] == "list<string>"
    assert types["source.line"] == "int64"
    assert Process(pid=1, started=datetime(2026, 1, 1, tzinfo=UTC)).pid == 1


def test_a_plain_class_is_no_record_type() -> None:
    with pytest.raises(TypeError, match="not declared"):
        table_of(dict)


def test_a_field_of_a_type_no_table_can_hold_is_refused() -> None:
    @record("odd", "An odd record.")
    class Odd:
        thing: complex = column("Something.")

    with pytest.raises(TypeError, match="no column type"):
        schema_of(Odd)
