"""Sockets joined to processes, routes, names."""

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("socket", "One socket, with the processes that hold it.")
class Socket:
    """One line of /proc/net/{tcp,udp,raw,icmp,packet}[6]."""

    source: Source = column("Where the line stands.", default=Source())
    protocol: str = column("tcp, udp, raw, icmp or packet.")
    family: int = column("4 or 6; 0 for packet sockets.", default=4)
    local_address: str = column("Canonical text; v4-mapped addresses as v4.", default="")
    local_port: int = column("0 for none.", default=0)
    remote_address: str = column("Canonical text; empty for a listener.", default="")
    remote_port: int = column("0 for none.", default=0)
    state: str = column("listen, established, syn_sent … ; empty for packet sockets.", default="")
    inode: int = column("Socket inode; 0 when the kernel has let go of it.", default=0)
    uid: int | None = column("Owner.", default=None)
    pids: tuple[int, ...] = column("Processes that hold it; empty when unreadable.", default=())
    process_exes: tuple[HostPath, ...] = column("Their executables.", default=())
    process_names: tuple[str, ...] = column("Their names.", default=())


@record("route", "One route of the main tables.")
class Route:
    """One line of /proc/net/route or ipv6_route."""

    source: Source = column("Where the line stands.", default=Source())
    destination: str = column("Network in CIDR form.")
    gateway: str = column("Gateway address; empty when on the link.", default="")
    interface: str = column("Interface name.", default="")
    metric: int = column("Metric.", default=0)


@record("resolver_entry", "One line of resolv.conf or nsswitch.conf.")
class ResolverEntry:
    """One setting of name resolution."""

    source: Source = column("Where the line stands.", default=Source())
    keyword: str = column("nameserver, search, options, or a database of nsswitch.conf.")
    value: str = column("Its value.")


@record("hosts_entry", "One line of /etc/hosts.")
class HostsEntry:
    """One line of /etc/hosts."""

    source: Source = column("Where the line stands.", default=Source())
    address: str = column("Address as written.")
    names: tuple[str, ...] = column("Names.", default=())
