import pytest

from detect.made_processes import worst
from hemostat.detect.checks.firewall_rules import cuts_protection_off, hidden_door
from hemostat.model.evidence import Evidence
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FirewallRule, Process, Socket
from hemostat.parse.host.firewall_iptables import parse_iptables
from hemostat.parse.host.firewall_nftables import parse_nftables
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/iptables/rules.v4"))


def iptables(*lines: str) -> tuple[FirewallRule, ...]:
    text = "\n".join(("*nat", *lines)).encode()
    return parse_iptables(Evidence(text, PLACE.path), PLACE).records


def nftables(rule: str) -> tuple[FirewallRule, ...]:
    text = f"table ip nat {{\nchain p {{\ntype nat hook prerouting priority 0;\n{rule}\n}}\n}}"
    return parse_nftables(Evidence(text.encode(), PLACE.path), PLACE).records


@pytest.mark.parametrize(
    "rules",
    [
        iptables("-A PREROUTING -p tcp --sport 13377 --dport 80 -j REDIRECT --to-ports 22"),
        iptables(
            "-A PREROUTING -m string --string x --algo bm -j DNAT --to-destination 127.0.0.1:9"
        ),
        iptables(
            "-A PREROUTING -p tcp --dport 443 -m recent --rcheck --name k -j IN",
            "-A IN -j REDIRECT --to-ports 22",
        ),
        nftables("tcp sport 1337 redirect to :22"),
        nftables("@ih,0,32 0x6f70656e redirect to :22"),
    ],
)
@pytest.mark.requirement("A5.3")
def test_a_redirection_that_needs_a_secret_is_high(rules: tuple[FirewallRule, ...]) -> None:
    assert worst(hidden_door, *rules) == Level.HIGH


@pytest.mark.parametrize(
    "rules",
    [
        iptables("-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080"),
        iptables("-A PREROUTING -p tcp --dport 2222 -j REDIRECT --to-ports 22"),
        iptables(
            "-A PREROUTING -s 203.0.113.5 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.5:22"
        ),
        iptables("-A PREROUTING -s 203.0.113.5 -p tcp --dport 80 -j REDIRECT --to-ports 8080"),
        iptables("-A KUBE-SEP -m recent --set --name a -j DNAT --to-destination 10.244.1.7:8080"),
        iptables("-A INPUT -p tcp --dport 22 -m recent --rcheck --name knock -j ACCEPT"),
        nftables("tcp dport 80 redirect to :3128"),
        nftables("@th,104,8 0x02 tcp dport 80 redirect to :3128"),
    ],
)
def test_proxies_routers_clusters_and_open_knocking_are_quiet(
    rules: tuple[FirewallRule, ...],
) -> None:
    assert worst(hidden_door, *rules) is None


def test_one_address_led_to_a_shell_is_worth_a_look() -> None:
    rules = iptables("-A PREROUTING -s 203.0.113.5 -p tcp --dport 80 -j REDIRECT --to-ports 22")
    assert worst(hidden_door, *rules) == Level.MEDIUM


def test_a_redirection_to_a_deleted_program_is_worth_a_look() -> None:
    rules = iptables("-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 9999")
    waiting = Socket(protocol="tcp", local_port=9999, state="listen", pids=(7,))
    gone = Process(pid=7, exe=HostPath("/usr/lib/x"), exe_is_deleted=True)
    assert worst(hidden_door, *rules, waiting) is None
    assert worst(hidden_door, *rules, waiting, gone) == Level.MEDIUM


def test_only_traffic_to_protection_that_is_dropped_is_told() -> None:
    drop = iptables("-A OUTPUT -d 100.100.30.25/32 -j DROP")
    accept = iptables("-A OUTPUT -d 100.100.30.25/32 -j ACCEPT")
    from_outside = iptables("-A INPUT -s 140.205.201.0/28 -j DROP")
    assert worst(cuts_protection_off, *drop) == Level.MEDIUM
    assert worst(cuts_protection_off, *accept, *from_outside) is None
