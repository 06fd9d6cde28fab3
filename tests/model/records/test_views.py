"""Differences between views, as columns a rule can ask for."""

from hemostat.model.path import HostPath
from hemostat.model.record import schema_of
from hemostat.model.records import CrossView, ElfFile, InjectedLibrary, ProgramLibrary


def test_a_difference_names_both_its_views() -> None:
    view = CrossView(kind="file", value="/tmp/a", seen_by="getdents64", missing_from="readdir")
    assert (view.seen_by, view.missing_from, view.count) == ("getdents64", "readdir", 1)
    columns = {each.name: each for each in schema_of(CrossView)}
    assert columns["pid"].is_optional
    assert columns["seen_by"].type == "string"


def test_lists_of_names_are_lists_in_the_table() -> None:
    for kind, name in ((InjectedLibrary, "hooks"), (ElfFile, "needed"), (ElfFile, "run_path")):
        types = {each.name: each.type for each in schema_of(kind)}
        assert types[name] == "list<string>"


def test_a_library_is_not_ours_unless_said() -> None:
    assert not InjectedLibrary(path=HostPath("/a.so")).is_ours
    library = ProgramLibrary(
        program=HostPath("/bin/ls"), library=HostPath("/a.so"), name="a.so", how="cache"
    )
    assert library.source.path == ""
