import pytest

from hemostat.model.path import HostPath
from hemostat.model.record import table_of
from hemostat.model.records import FileFact, Provenance, ScriptLine

FILE = HostPath("/opt/x")


@pytest.mark.parametrize(
    ("mode", "is_writable"),
    [(None, False), (0o755, False), (0o4755, False), (0o775, True), (0o757, True), (0o022, True)],
)
def test_writable_by_others_means_group_or_world(mode: int | None, *, is_writable: bool) -> None:
    assert FileFact(path=FILE, mode=mode).is_writable_by_others is is_writable


def test_a_file_nobody_judged_is_unknown_and_not_unowned() -> None:
    assert FileFact(path=FILE).state is Provenance.UNKNOWN
    assert f"{FileFact(path=FILE).state}" == "unknown"


def test_rules_about_commands_see_lines_of_scripts() -> None:
    assert "command" in table_of(ScriptLine).categories
    assert "file" in table_of(FileFact).categories
