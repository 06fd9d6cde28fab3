"""Commands that run when a network interface or tunnel comes or goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism
from hemostat.parse.host import network_scripts as scripts
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/network/interfaces"))
PARSERS = (
    scripts.parse_interfaces,
    scripts.parse_wireguard,
    scripts.parse_openvpn,
    scripts.parse_ppp_options,
    scripts.parse_dhclient_config,
)


@pytest.mark.requirement("B5.4")
def test_commands_of_interfaces_are_read_over_joined_lines() -> None:
    data = (
        b"auto lo\niface eth0 inet static\n  address 192.0.2.1\n"
        b"  pre-up /a \\\n b\n\tup /c\n# up /no\n"
    )
    parsed = scripts.parse_interfaces(Evidence(data, PLACE.path), PLACE)
    assert [(r.trigger, r.command, r.source.line) for r in parsed.records] == [
        ("pre-up", "/a  b", 4),
        ("up", "/c", 6),
    ]
    assert {r.mechanism for r in parsed.records} == {Mechanism.NETWORK_SCRIPT}


def test_other_files_of_interfaces_are_followed() -> None:
    data = b"source interfaces.d/*\nsource-directory /opt/ifs\n"
    assert scripts.interfaces_included(Evidence(data, PLACE.path), PLACE) == (
        "/etc/network/interfaces.d/*",
        "/opt/ifs/*",
    )


def test_commands_of_wireguard_are_read_and_its_key_is_not() -> None:
    data = b"[Interface]\nPrivateKey = c2VjcmV0\nPostUp = iptables -A x; /a # b\nodd\n"
    parsed = scripts.parse_wireguard(Evidence(data, PLACE.path), PLACE)
    assert [(r.trigger, r.command) for r in parsed.records] == [("PostUp", "iptables -A x; /a # b")]
    assert [u.source.line for u in parsed.unread] == [4]
    assert "c2VjcmV0" not in repr(parsed)


def test_scripts_and_plugins_of_openvpn_are_read() -> None:
    data = b"client\n;up /no\nup /etc/openvpn/up.sh\nplugin /usr/lib/x.so login\nremote a 1194\n"
    parsed = scripts.parse_openvpn(Evidence(data, PLACE.path), PLACE)
    assert [(r.trigger, r.command) for r in parsed.records] == [
        ("up", "/etc/openvpn/up.sh"),
        ("plugin", "/usr/lib/x.so login"),
    ]


def test_programs_of_ppp_and_dhclient_are_read() -> None:
    parsed = scripts.parse_ppp_options(Evidence(b"connect '/a b'\nnoauth\n", PLACE.path), PLACE)
    assert [r.command for r in parsed.records] == ["'/a b'"]
    parsed = scripts.parse_dhclient_config(
        Evidence(b'send host-name = gethostname();\nscript "/opt/s";\n', PLACE.path), PLACE
    )
    assert [r.command for r in parsed.records] == ["/opt/s"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    for parser in PARSERS:
        parsed = parser(Evidence(data, PLACE.path), PLACE)
        assert len(parsed.records) + len(parsed.unread) <= data.count(b"\n") + 1


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_line_before_it_hides_a_command(lines: list[str]) -> None:
    before = "".join(f"{line}\n" for line in lines if "\n" not in line and not line.endswith("\\"))
    data = f"{before}up /opt/planted\nPostUp=/opt/planted\nscript /opt/planted;\ninit /opt/planted"
    for parser in PARSERS:
        parsed = parser(Evidence(data.encode(), PLACE.path), PLACE)
        assert "/opt/planted" in [record.command for record in parsed.records]
