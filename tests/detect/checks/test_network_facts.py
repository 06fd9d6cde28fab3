import pytest

from detect.made_processes import CONTEXT, worst
from hemostat.detect.check import claims_of
from hemostat.detect.checks.network_facts import (
    can_reach_out,
    gateway_hardware_shared,
    hides_others,
    promiscuous_interface,
)
from hemostat.model.level import Level
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    FirewallRule,
    Interface,
    Neighbour,
    ReachTest,
    ResolverEntry,
    Route,
    Setting,
    Socket,
)

DEFAULT = Route(destination="0.0.0.0/0", gateway="10.0.0.1", interface="eth0")
FORWARD = Setting(service="kernel", keyword="net.ipv4.ip_forward", value="1")


def neighbour(last: int, hardware: str, interface: str = "eth0") -> Neighbour:
    return Neighbour(address=f"10.0.0.{last}", hardware=hardware, interface=interface)


@pytest.mark.parametrize("name", ["eth0", "ens3", "wlan0"])
def test_real_interfaces_are_told_and_never_above_low(name: str) -> None:
    assert worst(promiscuous_interface, Interface(name=name, flags=0x1103)) == Level.LOW


@pytest.mark.parametrize("name", ["br-1a2b", "vethab", "docker0", "tap0", "bond0"])
def test_virtual_interfaces_are_not(name: str) -> None:
    assert worst(promiscuous_interface, Interface(name=name, flags=0x1103)) is None


@pytest.mark.requirement("A5.5")
def test_who_answers_as_the_gateway_does_is_a_fact() -> None:
    same, other = "02:00:00:00:00:01", "02:00:00:00:00:02"
    found = [neighbour(1, same), neighbour(7, same), neighbour(8, other)]
    assert worst(gateway_hardware_shared, DEFAULT, *found) == Level.LOW
    assert worst(gateway_hardware_shared, *found) is None
    assert worst(gateway_hardware_shared, DEFAULT, *found[:2]) is None
    elsewhere = [neighbour(1, same), neighbour(7, same, "eth1"), neighbour(8, other)]
    assert worst(gateway_hardware_shared, DEFAULT, *elsewhere) is None


def test_masquerade_counts_only_with_forwarding() -> None:
    rule = FirewallRule(tool="nftables", table="nat", chain="post", verdict="masquerade")
    assert worst(hides_others, FORWARD, rule) == Level.LOW
    assert worst(hides_others, rule) is None
    assert worst(hides_others, FORWARD) is None


@pytest.mark.requirement("A3.10")
def test_what_speaks_for_reaching_out_stands_in_one_fact() -> None:
    records = RecordSet(
        [
            DEFAULT,
            ResolverEntry(keyword="nameserver", value="10.0.0.2"),
            FirewallRule(tool="nftables", hook="output", is_policy=True, verdict="drop"),
            Socket(protocol="tcp", remote_address="203.0.113.9", state="established"),
            ReachTest(target="192.0.2.1:443", is_reached=False, answer="timed out"),
        ]
    )
    (claim,) = claims_of(can_reach_out, records.of, CONTEXT)
    assert claim.values == {
        "route": "10.0.0.1 eth0",
        "servers": "10.0.0.2",
        "policy": "drop",
        "connections": "1",
        "tried": "192.0.2.1:443=-",
    }
    assert can_reach_out.info.level is Level.INFO
