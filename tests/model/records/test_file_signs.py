"""A sign says what is, and is a log source for rules."""

from hemostat.model.path import HostPath
from hemostat.model.record import table_of
from hemostat.model.records import FileSign, Provenance


def test_a_sign_judges_nothing_by_itself() -> None:
    sign = FileSign(path=HostPath("/tmp/x"), sign="temporary_program")
    assert sign.state is Provenance.UNKNOWN
    assert table_of(FileSign).categories == ("file_sign",)
