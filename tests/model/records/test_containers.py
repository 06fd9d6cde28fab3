from hemostat.model.record import schema_of, table_of
from hemostat.model.records import RECORD_TYPES, Container, EngineSetting, LayerChange


def test_the_types_are_listed_and_have_tables() -> None:
    for kind in (Container, EngineSetting, LayerChange):
        assert kind in RECORD_TYPES
    assert table_of(LayerChange).name == "layer_change"
    columns = {column.name: column for column in schema_of(Container)}
    assert columns["mounts"].type == "list<string>"
    assert columns["is_running"].is_optional


def test_no_column_holds_the_value_of_a_variable() -> None:
    assert not [column.name for column in schema_of(Container) if "env" in column.name]
