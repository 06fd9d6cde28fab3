from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import FirewallRule
from hemostat.parse.host.firewall_iptables import parse_iptables
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/iptables/rules.v4"))
UFW = Path(__file__).parents[2] / "fixtures" / "network" / "debian-12.ufw.before.rules"


def read(text: str) -> Parsed[FirewallRule]:
    return parse_iptables(Evidence(text.encode("utf-8", "surrogateescape"), PLACE.path), PLACE)


def test_policies_and_rules_know_their_table_and_hook() -> None:
    parsed = read(
        "*nat\n:PREROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n"
        "[5:320] -A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080\nCOMMIT\n"
        "*filter\n:INPUT DROP [3:1]\n-A INPUT ! -s 10.0.0.0/8,192.0.2.1 -i eth0 -j DROP\nhello\n"
    )
    policy, redirect, closed, drop = parsed.records
    assert (policy.table, policy.hook, policy.verdict, policy.is_policy) == (
        "nat",
        "prerouting",
        "accept",
        True,
    )
    assert (redirect.verdict, redirect.ports, redirect.to) == ("redirect", ("80",), "8080")
    assert (closed.hook, closed.verdict) == ("input", "drop")
    assert (drop.sources, drop.interface) == (("! 10.0.0.0/8", "! 192.0.2.1"), "eth0")
    assert [each.source.line for each in parsed.unread] == [9]


def test_matches_of_a_knock_are_kept() -> None:
    rule = read(
        '-A INPUT -p tcp --sport 4000:5000 -m string --string "open me" --algo bm'
        " -m recent --set --name k -j ACCEPT\n"
    ).records[0]
    assert set(rule.matches) == {"string", "recent"}
    assert rule.source_ports == ("4000:5000",)
    assert rule.verdict == "accept"


def test_a_jump_is_no_verdict_and_logging_is_neither() -> None:
    jump, log = read("-A INPUT -j ufw-before-input\n-A INPUT -j LOG --log-prefix x\n").records
    assert (jump.verdict, jump.jump) == ("", "ufw-before-input")
    assert (log.verdict, log.jump) == ("other", "")


def test_ufw_as_debian_delivers_it_is_read_whole() -> None:
    parsed = parse_iptables(Evidence(UFW.read_bytes(), PLACE.path), PLACE)
    assert parsed.unread == ()
    assert {"accept", "drop"} <= {each.verdict for each in parsed.records}


@given(st.text(max_size=200))
def test_each_line_is_a_rule_a_frame_or_unread(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    parsed = read(text)
    places = [each.source.line for each in (*parsed.records, *parsed.unread)]
    assert len(places) == len(set(places))
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if plain and plain[0] not in "#*:[" and plain != "COMMIT":
            assert number in places
