from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.resolver import parse_hosts, parse_nsswitch, parse_resolv_conf
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/x"))


def test_a_name_server_is_a_keyword_and_a_value() -> None:
    data = b"# local\n; old\nnameserver 192.0.2.53\n search a.example b.example\noptions\n"
    parsed = parse_resolv_conf(Evidence(data, PLACE.path), PLACE)
    assert [(each.keyword, each.value) for each in parsed.records] == [
        ("nameserver", "192.0.2.53"),
        ("search", "a.example b.example"),
    ]
    assert [each.reason for each in parsed.unread] == ["a keyword without a value"]


def test_a_database_of_nsswitch_keeps_the_order_of_its_services() -> None:
    data = b"passwd: files evil systemd # comment\nhosts:\tfiles [NOTFOUND=return] dns\nx\n"
    parsed = parse_nsswitch(Evidence(data, PLACE.path), PLACE)
    assert [(each.keyword, each.value) for each in parsed.records] == [
        ("passwd", "files evil systemd"),
        ("hosts", "files [NOTFOUND=return] dns"),
    ]
    assert len(parsed.unread) == 1


def test_a_hosts_line_has_an_address_and_all_its_names() -> None:
    data = b"127.0.0.1 localhost\n203.0.113.9\tupdates.example mirror # x\n#a b\n::1\n"
    parsed = parse_hosts(Evidence(data, PLACE.path), PLACE)
    assert [(each.address, each.names) for each in parsed.records] == [
        ("127.0.0.1", ("localhost",)),
        ("203.0.113.9", ("updates.example", "mirror")),
    ]
    assert [each.source.line for each in parsed.unread] == [4]


def test_a_hosts_line_of_control_signs_is_unread() -> None:
    parsed = parse_hosts(Evidence(b"\x1c\n\xc2\x85", PLACE.path), PLACE)
    assert parsed.records == ()
    assert [each.source.line for each in parsed.unread] == [1, 2]


@given(st.binary(max_size=300))
def test_no_line_is_lost(data: bytes) -> None:
    texts = [
        raw.decode("utf-8", "backslashreplace").strip(" \t\r\v\f") for raw in data.split(b"\n")
    ]
    for parser, is_text in (
        (parse_resolv_conf, lambda text: bool(text) and text[0] not in "#;"),
        (parse_nsswitch, lambda text: bool(text.partition("#")[0].strip(" \t\r\v\f"))),
        (parse_hosts, lambda text: bool(text.partition("#")[0].strip(" \t\r\v\f"))),
    ):
        parsed = parser(Evidence(data, PLACE.path), PLACE)
        seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
        assert seen == [number for number, text in enumerate(texts, 1) if is_text(text)]
