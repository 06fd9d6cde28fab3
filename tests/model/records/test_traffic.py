from hemostat.model.record import table_of
from hemostat.model.records import RECORD_TYPES, FirewallRule, Interface


def test_promiscuous_is_the_kernels_bit() -> None:
    assert Interface(name="eth0", flags=0x1103).is_promiscuous
    assert not Interface(name="eth0", flags=0x1003).is_promiscuous


def test_a_firewall_rule_is_a_table() -> None:
    assert FirewallRule in RECORD_TYPES
    assert table_of(FirewallRule).name == "firewall_rule"
