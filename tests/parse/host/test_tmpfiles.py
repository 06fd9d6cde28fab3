"""Rules of systemd-tmpfiles and systemd-sysusers."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.tmpfiles import parse_sysusers, parse_tmpfiles
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/tmpfiles.d/a.conf"))


def test_a_rule_is_type_path_mode_account_and_argument() -> None:
    data = b'# c\nf+ "/a b" 0440 root root - ALL ALL=(ALL) ALL\nd /run/x\nhm\n'
    parsed = parse_tmpfiles(Evidence(data, PLACE.path), PLACE)
    assert [(each.keyword, each.section, each.value) for each in parsed.records] == [
        ("f+", "/a b", "0440 root ALL ALL=(ALL) ALL"),
        ("d", "/run/x", "- -"),
    ]
    assert [each.source.line for each in parsed.unread] == [4]


def test_an_account_is_type_name_and_id() -> None:
    data = b'u! toor 0 "x y" /root\nm li docker\nhm\n'
    parsed = parse_sysusers(Evidence(data, PLACE.path), PLACE)
    assert [(each.keyword, each.section, each.value) for each in parsed.records] == [
        ("u", "toor", "0 x y /root"),
        ("m", "li", "docker"),
    ]
    assert len(parsed.unread) == 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    for parse in (parse_tmpfiles, parse_sysusers):
        parsed = parse(Evidence(data, PLACE.path), PLACE)
        assert len(parsed.records) + len(parsed.unread) <= data.count(b"\n") + 1
