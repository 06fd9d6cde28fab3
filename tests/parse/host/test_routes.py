from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.routes import parse_ipv6_route, parse_route
from hemostat.parse.place import Place

V4 = (
    b"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
    b"eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0      \n"
    b"eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0  \n"
)
V6 = (
    b"fd000000000000000000000000000000 40 00000000000000000000000000000000 00"
    b" 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0\n"
    b"00000000000000000000000000000000 00 00000000000000000000000000000000 00"
    b" fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0\n"
)
PLACE = Place(HostPath("/proc/net/route"))


def test_a_default_route_has_a_gateway_and_a_link_has_none() -> None:
    parsed = parse_route(Evidence(V4, PLACE.path), PLACE)
    assert [(r.destination, r.gateway, r.interface, r.metric) for r in parsed.records] == [
        ("0.0.0.0/0", "192.0.2.1", "eth0", 100),
        ("192.0.2.0/24", "", "eth0", 0),
    ]
    assert parsed.unread == ()


def test_v6_routes_stand_in_network_order() -> None:
    parsed = parse_ipv6_route(Evidence(V6, PLACE.path), PLACE)
    assert [(r.destination, r.gateway, r.metric) for r in parsed.records] == [
        ("fd00::/64", "", 256),
        ("::/0", "fd00::1", 1024),
    ]


def test_the_kernels_own_tables_are_read_whole() -> None:
    data = Path("/proc/net/route").read_bytes()
    assert parse_route(Evidence(data, PLACE.path), PLACE).unread == ()


def test_a_mask_with_holes_is_unread_and_not_guessed() -> None:
    line = b"eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00FF00FF\t0\t0\t0"
    parsed = parse_route(Evidence(line, PLACE.path), PLACE)
    assert [each.reason for each in parsed.unread] == ["not a route line"]


@given(st.lists(st.binary(max_size=120).filter(lambda raw: b"\n" not in raw), max_size=6))
def test_no_line_is_lost(lines: list[bytes]) -> None:
    for parser in (parse_route, parse_ipv6_route):
        parsed = parser(Evidence(b"\n".join(lines), PLACE.path), PLACE)
        seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
        texts = [raw.decode("utf-8", "backslashreplace") for raw in lines]
        assert seen == [
            number
            for number, text in enumerate(texts, 1)
            if text.strip() and not (parser is parse_route and text.startswith("Iface"))
        ]
