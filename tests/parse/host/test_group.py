import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Group
from hemostat.parse.host.group import parse_group
from hemostat.parse.place import Place


def group(data: bytes) -> Parsed[Group]:
    place = Place(HostPath("/etc/group"))
    return parse_group(Evidence(data, place.path), place)


@pytest.mark.requirement("B5.1")
def test_members_are_listed_and_the_group_password_is_not_kept() -> None:
    parsed = group(b"root:x:0:\nsudo:$6$a$b:27:ann, bob,\nold:x:9\n")
    assert parsed.unread == ()
    assert [(each.name, each.gid, each.members) for each in parsed.records] == [
        ("root", 0, ()),
        ("sudo", 27, ("ann", "bob")),
        ("old", 9, ()),
    ]
    assert "$6$" not in repr(parsed)


def test_nis_lines_and_lines_without_a_gid_are_unread() -> None:
    parsed = group(b"+:::\nname:x\nname:x:y:\n# no\n")
    assert [each.source.line for each in parsed.unread] == [1, 2, 3]


@given(st.binary())
def test_no_line_is_ever_lost(data: bytes) -> None:
    parsed = group(data)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    bare = [raw.lstrip(b" \t\r\v\f") for raw in data.split(b"\n")]
    assert sorted(seen) == [n for n, raw in enumerate(bare, 1) if raw and raw[:1] != b"#"]
