from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import FirewallRule
from hemostat.parse.host.firewall_nftables import parse_nftables
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/nftables.conf"))
DEBIAN = Path(__file__).parents[2] / "fixtures" / "network" / "debian-12.nftables.conf"
TEXT = b"""#!/usr/sbin/nft -f
flush ruleset
define lan = 10.0.0.0/8
table inet filter {
    set banned { type ipv4_addr; flags timeout; elements = { 192.0.2.1,
        192.0.2.2 } }
    chain input {
        type filter hook input priority 0; policy drop;
        iif "lo" accept
        ip saddr { 203.0.113.5, 198.51.100.0/24 } tcp dport { 22,
            80 } accept comment "two lines"
        ip saddr @banned drop
        log prefix "x " drop; counter
    }
}
table ip nat {
    chain prerouting { type nat hook prerouting priority -100; tcp sport 31337 redirect to :22 }
}
add rule ip nat prerouting tcp dport 81 dnat to 10.0.0.5:80
"""


def read(data: bytes) -> Parsed[FirewallRule]:
    return parse_nftables(Evidence(data, PLACE.path), PLACE)


def test_each_rule_knows_chain_hook_and_verdict() -> None:
    parsed = read(TEXT)
    assert parsed.unread == ()
    shown = [(each.chain, each.hook, each.verdict, each.is_policy) for each in parsed.records]
    assert shown == [
        ("input", "input", "drop", True),
        ("input", "input", "accept", False),
        ("input", "input", "accept", False),
        ("input", "input", "drop", False),
        ("input", "input", "drop", False),
        ("prerouting", "prerouting", "redirect", False),
        ("prerouting", "", "dnat", False),
    ]


def test_sets_within_a_rule_are_their_members() -> None:
    rule = read(TEXT).records[2]
    assert rule.sources == ("203.0.113.5", "198.51.100.0/24")
    assert rule.ports == ("22", "80")
    assert rule.source.line == 10


def test_what_a_redirect_sends_where_is_kept() -> None:
    redirect, dnat = read(TEXT).records[-2:]
    assert (redirect.source_ports, redirect.to) == (("31337",), ":22")
    assert (dnat.ports, dnat.to) == (("81",), "10.0.0.5:80")


def test_the_file_of_debian_holds_three_open_chains() -> None:
    parsed = read(DEBIAN.read_bytes())
    assert parsed.unread == ()
    assert parsed.records == ()


@given(st.lists(st.sampled_from([*TEXT.decode().split("\n"), "}", "{", "x {"]), max_size=12))
def test_any_order_of_lines_is_survived(lines: list[str]) -> None:
    parsed = read("\n".join(lines).encode())
    assert all((each.source.line or 0) <= len(lines) for each in parsed.records)
