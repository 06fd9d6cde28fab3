import socket as system
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Socket
from hemostat.parse.host.sockets import parse_inet, parse_packet
from hemostat.parse.place import Place

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
TAIL = "00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000041059f41 100 0 0 10 0"
PACKET = (
    "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"
    "ffff8880a1b2c000 3      3    0003   2     1 0      0      8123  \n"
)


def parse(text: str, file: str) -> Parsed[Socket]:
    path = HostPath(f"/proc/net/{file}")
    return parse_inet(Evidence(text.encode(), path), Place(path))


@pytest.mark.requirement("B5.3")
def test_a_listener_has_no_remote_end() -> None:
    (found,) = parse(f"{HEAD}   0: 00000000:07E8 00000000:0000 0A {TAIL}\n", "tcp").records
    assert (found.protocol, found.state, found.local_address, found.local_port) == (
        ("tcp", "listen", "0.0.0.0", 2024)
    )
    assert (found.remote_address, found.uid, found.inode) == ("", 1000, 4711)


def test_a_connection_has_both_ends_in_reading_order() -> None:
    (found,) = parse(f" 1: 0500000A:9D0E 097100CB:115C 01 {TAIL}", "tcp").records
    assert (found.local_address, found.remote_address, found.remote_port) == (
        ("10.0.0.5", "203.0.113.9", 4444)
    )


@pytest.mark.parametrize(
    ("digits", "address"),
    [
        ("B80D0120000000000000000001000000", "2001:db8::1"),
        ("0000000000000000FFFF0000097100CB", "203.0.113.9"),
        ("00000000000000000000000001000000", "::1"),
    ],
)
def test_v6_words_are_turned_and_mapped_addresses_are_v4(digits: str, address: str) -> None:
    (found,) = parse(f" 1: {digits}:0016 {digits}:1F90 01 {TAIL}", "tcp6").records
    assert (found.local_address, found.remote_address, found.family) == (address, address, 6)


def test_an_unconnected_datagram_socket_listens() -> None:
    (found,) = parse(f" 1: 00000000:0035 00000000:0000 07 {TAIL}", "udp").records
    assert (found.protocol, found.state) == ("udp", "listen")


def test_a_time_wait_line_is_shorter_and_still_read() -> None:
    tail = "00000000:00000000 03:00000176 00000000     0        0 0 3 0000000041059f41"
    (found,) = parse(f" 1: 0100007F:9D0E 0100007F:115C 06 {tail}", "tcp").records
    assert (found.state, found.inode) == ("time_wait", 0)


def test_a_packet_socket_is_read_from_its_own_table() -> None:
    path = HostPath("/proc/net/packet")
    parsed = parse_packet(Evidence(PACKET.encode(), path), Place(path))
    assert [(each.protocol, each.inode, each.uid) for each in parsed.records] == [
        ("packet", 8123, 0)
    ]
    assert parsed.unread == ()


def test_the_kernels_own_table_shows_a_socket_we_open() -> None:
    with system.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        parsed = parse(Path("/proc/net/tcp").read_text(), "tcp")
    assert any(
        each.local_port == port and each.state == "listen" and each.local_address == "127.0.0.1"
        for each in parsed.records
    )
    assert parsed.unread == ()


@given(st.text(max_size=300), st.sampled_from(["tcp", "udp6", "raw"]))
def test_no_line_is_lost(text: str, file: str) -> None:
    parsed = parse(text, file)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    lines = [raw.decode() for raw in text.encode().split(b"\n")]
    expected = [
        number
        for number, line in enumerate(lines, 1)
        if line.strip() and not (number == 1 and line.split(None, 1)[0] in ("sl", "sk"))
    ]
    assert sorted(number for number in seen if number) == expected
