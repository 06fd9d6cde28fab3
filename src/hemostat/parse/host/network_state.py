"""What the kernel says of interfaces, neighbours, own addresses and counters."""

import re
from ipaddress import IPv6Address

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name, parent
from hemostat.model.records import HostAddress, Interface, Neighbour, NetworkCounter
from hemostat.parse.place import Place

_HEX = re.compile(r"0[xX][0-9a-fA-F]{1,8}")
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5,19}")
_V4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_LEAF = re.compile(r"\s*\|--\s+(?P<address>\d{1,3}(?:\.\d{1,3}){3})\s*")
_IF_INET6 = re.compile(r"(?P<address>[0-9a-fA-F]{32})(?:\s+[0-9a-fA-F]+){4}\s+\S+\s*")


def parse_interface_flags(evidence: Evidence, place: Place) -> Parsed[Interface]:
    """Read /sys/class/net/NAME/flags.

    Source: net/core/net-sysfs.c (flags), include/uapi/linux/if.h, Linux 6.18.
    """
    text = evidence.data.decode("ascii", "backslashreplace").strip()
    source = evidence.source(1, text)
    if not _HEX.fullmatch(text):
        return Parsed((), (Unread(source, "not a number"),) if text else ())
    record = Interface(source=source, name=name(parent(place.path)), flags=int(text, 16))
    return Parsed((record,))


def parse_arp(evidence: Evidence, place: Place) -> Parsed[Neighbour]:
    """Read /proc/net/arp; entries without an answer are left out.

    Source: net/ipv4/arp.c (arp_format_neigh_entry), Linux 6.18.
    """
    del place
    records: list[Neighbour] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        fields = line.split()
        if not fields or (number == 1 and fields[0] == "IP"):
            continue
        source = evidence.source(number, line.strip())
        if len(fields) < 6 or not _V4.fullmatch(fields[0]) or not _MAC.fullmatch(fields[3].lower()):
            unread.append(Unread(source, "not an entry"))
        elif fields[3].strip("0:"):
            hardware = fields[3].lower()
            records.append(
                Neighbour(source=source, address=fields[0], hardware=hardware, interface=fields[5])
            )
    return Parsed(tuple(records), tuple(unread))


def parse_fib_trie(evidence: Evidence, place: Place) -> Parsed[HostAddress]:
    """Read /proc/net/fib_trie: a leaf followed by `/32 host LOCAL` is an address of this host.

    Source: net/ipv4/fib_trie.c (fib_trie_seq_show), Linux 6.18.
    """
    del place
    found: dict[str, HostAddress] = {}
    leaf = ""
    for number, line in evidence.lines():
        if match := _LEAF.fullmatch(line):
            leaf = match["address"]
        elif leaf and line.split() == ["/32", "host", "LOCAL"]:
            found.setdefault(leaf, HostAddress(source=evidence.source(number, leaf), address=leaf))
    return Parsed(tuple(found.values()))


def parse_if_inet6(evidence: Evidence, place: Place) -> Parsed[HostAddress]:
    """Read /proc/net/if_inet6.

    Source: net/ipv6/addrconf.c (if6_seq_show), Linux 6.18.
    """
    del place
    records: list[HostAddress] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip():
            continue
        source = evidence.source(number, line.strip())
        if match := _IF_INET6.fullmatch(line.strip()):
            address = str(IPv6Address(bytes.fromhex(match["address"])))
            records.append(HostAddress(source=source, address=address))
        else:
            unread.append(Unread(source, "not an address"))
    return Parsed(tuple(records), tuple(unread))


def parse_netstat(evidence: Evidence, place: Place) -> Parsed[NetworkCounter]:
    """Read /proc/net/netstat: a line of names, then a line of values under the same head.

    Source: net/ipv4/proc.c (netstat_seq_show), Linux 6.18.
    """
    del place
    records: list[NetworkCounter] = []
    unread: list[Unread] = []
    names: list[str] = []
    for number, line in evidence.lines():
        head, *fields = line.split() or [""]
        if not head:
            continue
        if names and names[0] == head and all(each.lstrip("-").isdecimal() for each in fields):
            source = evidence.source(number)
            records += [
                NetworkCounter(source=source, name=head.replace(":", ".") + each, value=value)
                for each, value in zip(names[1:], map(int, fields), strict=False)
            ]
            names = []
        elif head.endswith(":") and not names:
            names = [head, *fields]
        else:
            unread.append(Unread(evidence.source(number, line[:200]), "no pair of lines"))
            names = []
    return Parsed(tuple(records), tuple(unread))


PARSERS = {
    "interface_flags": parse_interface_flags,
    "proc_net_arp": parse_arp,
    "proc_net_fib_trie": parse_fib_trie,
    "proc_net_if_inet6": parse_if_inet6,
    "proc_net_netstat": parse_netstat,
}
