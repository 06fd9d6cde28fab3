"""The network of a host beyond its sockets: interfaces, neighbours, counters, packet filters."""

from hemostat.model.evidence import Source
from hemostat.model.record import column, record


@record("interface", "One network interface.")
class Interface:
    """One folder of /sys/class/net."""

    source: Source = column("Its flags or type.", default=Source())
    name: str = column("Name.")
    flags: int = column("IFF_ bits as the kernel shows them.", default=0)

    @property
    def is_promiscuous(self) -> bool:
        """Whether it takes frames that are addressed to others (IFF_PROMISC)."""
        return bool(self.flags & 0x100)


@record("host_address", "One address of this host.")
class HostAddress:
    """One local address, from the kernel's table of routes."""

    source: Source = column("Where it stands.", default=Source())
    address: str = column("Canonical text.")


@record("neighbour", "One entry of the ARP cache.")
class Neighbour:
    """One line of /proc/net/arp."""

    source: Source = column("Where the line stands.", default=Source())
    address: str = column("IPv4 address.")
    hardware: str = column("Hardware address in lower case.")
    interface: str = column("Interface name.", default="")


@record("network_counter", "One counter of the kernel's network code since boot.")
class NetworkCounter:
    """One value of /proc/net/netstat."""

    source: Source = column("Where it stands.", default=Source())
    name: str = column("Such as TcpExt.ListenDrops.")
    value: int = column("How often.")


@record("firewall_rule", "One rule, or the policy, of a packet filter's chain.")
class FirewallRule:
    """One rule of iptables, nftables, ufw or firewalld: from a file, or asked of the kernel."""

    source: Source = column("Where the line stands.", default=Source())
    tool: str = column("iptables or nftables.")
    table: str = column("Table: filter, nat, or the name nftables knows.", default="")
    chain: str = column("Chain.", default="")
    hook: str = column(
        "prerouting, input, forward, output or postrouting; empty for other chains.", default=""
    )
    is_policy: bool = column("Whether this is what the chain does at its end.", default=False)
    is_live: bool = column("Whether the running kernel said so, not a file.", default=False)
    verdict: str = column(
        "accept, drop, reject, redirect, dnat, snat, masquerade, return, other; empty for none.",
        default="",
    )
    jump: str = column("Chain it goes on in; empty for none.", default="")
    sources: tuple[str, ...] = column("Source addresses, as written.", default=())
    destinations: tuple[str, ...] = column("Destination addresses or names.", default=())
    source_ports: tuple[str, ...] = column("Source ports, as written.", default=())
    ports: tuple[str, ...] = column("Destination ports, as written.", default=())
    interface: str = column("Incoming or outgoing interface; empty for any.", default="")
    to: str = column("Where redirect and dnat send it.", default="")
    matches: tuple[str, ...] = column("Further matches: recent, string, u32, bpf …", default=())
    text: str = column("The rule as written.", default="")


@record("reach_test", "One TCP connection that was tried because the user asked for it.")
class ReachTest:
    """What became of one `--reach` target."""

    source: Source = column("Empty: it was tried, not read.", default=Source())
    target: str = column("host:port as given.")
    is_reached: bool = column("Whether the connection came about.", default=False)
    answer: str = column("The system's words; empty on success.", default="")
