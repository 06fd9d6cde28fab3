"""Programs that inetd and xinetd start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.inetd import parse_inetd, parse_xinetd, xinetd_included
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/inetd.conf"))


@pytest.mark.requirement("B5.4")
def test_a_service_of_inetd_is_read_with_account_and_program() -> None:
    data = (
        b"# c\n31337 stream tcp nowait root /bin/bash bash -i\n"
        b"telnet stream tcp nowait telnetd.telnetd /usr/sbin/tcpd /usr/sbin/in.telnetd\n"
        b"echo stream tcp nowait root internal\nshort line\n"
    )
    parsed = parse_inetd(Evidence(data, PLACE.path), PLACE)
    assert [(r.account, r.trigger, r.command) for r in parsed.records] == [
        ("root", "connection to 31337", "/bin/bash -i"),
        ("telnetd", "connection to telnet", "/usr/sbin/tcpd /usr/sbin/in.telnetd"),
    ]
    assert [u.source.line for u in parsed.unread] == [5]


def test_a_service_of_xinetd_is_read_even_when_off_or_never_closed() -> None:
    data = (
        b"defaults\n{\n log_type = SYSLOG daemon\n}\n"
        b"service a\n{\n user = root\n server = /bin/sh\n"
        b" server_args = -i\n disable = no\n}\nservice b\n{\n server = /b\n disable = yes\n"
    )
    parsed = parse_xinetd(Evidence(data, PLACE.path), PLACE)
    assert [(r.account, r.trigger, r.command) for r in parsed.records] == [
        ("root", "connection to a", "/bin/sh -i"),
        ("", "connection to b (disabled)", "/b"),
    ]
    assert parsed.unread == ()


def test_includes_of_xinetd_are_followed() -> None:
    evidence = Evidence(b"includedir /etc/xinetd.d\ninclude x\n", HostPath("/etc/xinetd.conf"))
    assert xinetd_included(evidence, Place(evidence.path)) == ("/etc/xinetd.d/*", "/etc/x")


@given(st.binary(max_size=300))
def test_every_line_of_inetd_is_a_record_internal_a_comment_or_unread(data: bytes) -> None:
    evidence = Evidence(data, PLACE.path)
    parsed = parse_inetd(evidence, PLACE)
    seen = {each.source.line for each in (*parsed.records, *parsed.unread)}
    for number, raw in evidence.lines():
        if raw.strip() and not raw.strip().startswith("#") and "internal" not in raw:
            assert number in seen


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_line_before_it_hides_a_service(lines: list[str]) -> None:
    before = "".join(f"{line}\n" for line in lines if "\n" not in line)
    data = f"{before}service planted {{\nserver = /opt/planted\n}}\n".encode()
    records = parse_xinetd(Evidence(data, PLACE.path), PLACE).records
    assert "/opt/planted" in [record.command for record in records]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    parsed = parse_xinetd(Evidence(data, PLACE.path), PLACE)
    assert len(parsed.unread) <= data.count(b"\n") + 1
