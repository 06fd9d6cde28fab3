from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.network_state import (
    PARSERS,
    parse_arp,
    parse_fib_trie,
    parse_if_inet6,
    parse_interface_flags,
    parse_netstat,
)
from hemostat.parse.place import Place

PLACE = Place(HostPath("/proc/net/x"))
ARP = b"""IP address       HW type     Flags       HW address            Mask     Device
10.0.0.1         0x1         0x2         02:42:AC:11:00:02     *        eth0
10.0.0.9         0x1         0x0         00:00:00:00:00:00     *        eth0
bad
"""
TRIE = b"""Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 10.0.0.255
        /32 link BROADCAST
     |-- 10.0.0.7
        /32 host LOCAL
Local:
     |-- 10.0.0.7
        /32 host LOCAL
"""
COUNTERS = b"TcpExt: SyncookiesSent ListenDrops\nTcpExt: 3 41\nIpExt: InNoRoutes\nIpExt: 0\nlone\n"


def evidence(data: bytes) -> Evidence:
    return Evidence(data, PLACE.path)


def test_an_interface_that_takes_all_frames_says_so() -> None:
    place = Place(HostPath("/sys/class/net/eth0/flags"))
    (found,) = parse_interface_flags(Evidence(b"0x1103\n", place.path), place).records
    assert (found.name, found.is_promiscuous) == ("eth0", True)
    (plain,) = parse_interface_flags(Evidence(b"0x1003\n", place.path), place).records
    assert not plain.is_promiscuous
    assert len(parse_interface_flags(Evidence(b"yes", place.path), place).unread) == 1


def test_neighbours_without_an_answer_are_left_out() -> None:
    parsed = parse_arp(evidence(ARP), PLACE)
    assert [(each.address, each.hardware, each.interface) for each in parsed.records] == [
        ("10.0.0.1", "02:42:ac:11:00:02", "eth0")
    ]
    assert [each.source.line for each in parsed.unread] == [4]


def test_own_addresses_are_the_local_leaves_each_once() -> None:
    found = parse_fib_trie(evidence(TRIE), PLACE).records
    assert [each.address for each in found] == ["127.0.0.1", "10.0.0.7"]
    line = b"fe800000000000000000000000000001 02 40 20 80     eth0\nx\n"
    parsed = parse_if_inet6(evidence(line), PLACE)
    assert [each.address for each in parsed.records] == ["fe80::1"]
    assert len(parsed.unread) == 1


def test_counters_come_from_pairs_of_lines() -> None:
    parsed = parse_netstat(evidence(COUNTERS), PLACE)
    assert [(each.name, each.value) for each in parsed.records] == [
        ("TcpExt.SyncookiesSent", 3),
        ("TcpExt.ListenDrops", 41),
        ("IpExt.InNoRoutes", 0),
    ]
    assert [each.source.line for each in parsed.unread] == [5]


@given(st.sampled_from(sorted(PARSERS)), st.binary(max_size=200))
def test_any_bytes_are_survived(parser: str, data: bytes) -> None:
    parsed = PARSERS[parser](evidence(data), PLACE)
    lines = data.count(b"\n") + 1
    assert all((each.source.line or 1) <= lines for each in (*parsed.records, *parsed.unread))
