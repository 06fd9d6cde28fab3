"""Variables that PAM sets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.parse.host.environment_files import parse_pam_environment
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/environment"))


def read(data: bytes) -> Parsed[Any]:
    return parse_pam_environment(Evidence(data, PLACE.path), PLACE)


@pytest.mark.requirement("A6L.1")
def test_both_forms_of_variables_are_read() -> None:
    parsed = read(
        b'# c\nPATH="/usr/bin"\nexport LD_PRELOAD=/tmp/a.so\n'
        b"REMOTEHOST DEFAULT=localhost OVERRIDE=@{PAM_RHOST}\n"
        b"EMPTY\n1=2\n"
    )
    assert [r.command for r in parsed.records] == [
        'PATH="/usr/bin"',
        "LD_PRELOAD=/tmp/a.so",
        "REMOTEHOST=localhost",
        "REMOTEHOST=@{PAM_RHOST}",
    ]
    assert [u.source.line for u in parsed.unread] == [6]


@given(st.binary(max_size=300))
def test_a_line_with_an_assignment_is_a_record_or_unread(data: bytes) -> None:
    parsed = read(data)
    seen = {each.source.line for each in (*parsed.records, *parsed.unread)}
    if b"\\" in data:
        return
    for number, raw in Evidence(data, PLACE.path).lines():
        if "=" in raw and not raw.strip().startswith("#"):
            assert number in seen


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_line_before_it_hides_a_variable(lines: list[str]) -> None:
    before = "".join(f"{line}\n" for line in lines if "\n" not in line and not line.endswith("\\"))
    records = read(f"{before}LD_PRELOAD=/opt/planted\n".encode()).records
    assert "LD_PRELOAD=/opt/planted" in [record.command for record in records]
