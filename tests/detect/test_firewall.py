from dataclasses import replace

import pytest

from hemostat.detect.firewall import firewall_of, is_of_builder, is_single
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import FirewallRule, Setting

RULE = FirewallRule(tool="iptables", table="filter", chain="INPUT", hook="input", verdict="accept")
DROP = replace(RULE, verdict="drop")
POLICY = replace(DROP, is_policy=True)
UFW = Setting(service="ufw", keyword="enabled", value="yes")


def in_ufw(rule: FirewallRule) -> FirewallRule:
    place = Source(path=HostPath("/etc/ufw/user.rules"))
    return replace(rule, source=place, chain="ufw-user-input", hook="")


def test_a_policy_or_a_last_rule_for_all_closes() -> None:
    assert firewall_of([POLICY]).closes_by_default
    assert firewall_of([DROP]).closes_by_default
    assert not firewall_of([RULE]).closes_by_default


@pytest.mark.parametrize(
    "rule",
    [
        replace(DROP, sources=("203.0.113.1",)),
        replace(DROP, ports=("23",)),
        replace(DROP, interface="eth1"),
        replace(DROP, text="ct state invalid drop"),
        replace(DROP, hook="forward"),
    ],
)
def test_a_rule_with_limits_does_not_close_everything(rule: FirewallRule) -> None:
    assert not firewall_of([rule]).closes_by_default


def test_a_port_is_limited_by_a_rule_that_names_it() -> None:
    inside = replace(RULE, ports=("6379",), sources=("10.0.0.0/8",))
    assert firewall_of([inside]).limits(6379)
    assert not firewall_of([inside]).limits(6380)
    assert firewall_of([replace(DROP, ports=("6000:7000",))]).limits(6379)
    assert not firewall_of([replace(RULE, ports=("6379",))]).limits(6379)
    assert not firewall_of([replace(RULE, ports=("6379",), sources=("0.0.0.0/0",))]).limits(6379)


def test_the_running_kernel_counts_before_files() -> None:
    live = replace(RULE, is_live=True)
    assert not firewall_of([POLICY, live]).closes_by_default


def test_files_of_ufw_count_only_where_it_is_on() -> None:
    assert not firewall_of([in_ufw(DROP)]).is_known
    assert firewall_of([in_ufw(DROP)], [UFW]).closes_by_default


def test_tables_nobody_could_read_are_not_known() -> None:
    asked = Setting(service="packet_filter", keyword="nftables_rules", value="0")
    older = Setting(service="packet_filter", keyword="older_tables", value="filter")
    assert firewall_of([], [asked]).is_known
    assert not firewall_of([], [asked, older]).is_known
    assert not firewall_of([]).is_known


def test_builders_are_known_by_their_chains() -> None:
    assert is_of_builder(replace(RULE, chain="KUBE-SERVICES"))
    assert is_of_builder(replace(RULE, text="-A POSTROUTING ! -o docker0 -j MASQUERADE"))
    assert not is_of_builder(RULE)


def test_one_host_is_told_from_a_network() -> None:
    assert is_single("203.0.113.5") and is_single("203.0.113.5/32")
    assert not (is_single("203.0.113.0/24") or is_single("! 203.0.113.5") or is_single("@banned"))
