from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import schema_of, table_of
from hemostat.model.records import ContentMatch, EmbeddedStrings, JavaMachine, RenamedFamily


def test_a_match_leads_back_to_its_bytes() -> None:
    source = Source("sha256:00", HostPath("/x"), offset=7)
    match = ContentMatch(source=source, rule="r", path=HostPath("/x"), offset=7)
    assert (match.source.offset, match.pid) == (7, 0)


def test_each_has_a_table_and_says_what_its_numbers_measure() -> None:
    names = {
        table_of(kind).name for kind in (ContentMatch, EmbeddedStrings, JavaMachine, RenamedFamily)
    }
    assert names == {"content_match", "embedded_strings", "java_machine", "renamed_family"}
    units = {column.name: column.unit for column in schema_of(ContentMatch)}
    assert (units["size"], units["offset"]) == ("bytes", "bytes")
