"""Routes, from /proc/net/route and /proc/net/ipv6_route."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Route
from hemostat.parse.place import Place

_HEX8, _HEX32 = r"[0-9A-Fa-f]{8}", r"[0-9A-Fa-f]{32}"
_V4 = re.compile(
    rf"(?P<interface>\S+)\s+(?P<to>{_HEX8})\s+(?P<by>{_HEX8})\s+[0-9A-Fa-f]{{4,8}}\s+-?\d+\s+-?\d+"
    rf"\s+(?P<metric>\d{{1,10}})\s+(?P<mask>{_HEX8})(?:\s.*)?"
)
_V6 = re.compile(
    rf"(?P<to>{_HEX32}) (?P<length>[0-9A-Fa-f]{{2}}) {_HEX32} [0-9A-Fa-f]{{2}} (?P<by>{_HEX32})"
    rf" (?P<metric>{_HEX8}) {_HEX8} {_HEX8} {_HEX8}\s+(?P<interface>\S+)\s*"
)


def parse_route(evidence: Evidence, place: Place) -> Parsed[Route]:
    """Read /proc/net/route: the main table of IPv4.

    Source: proc_pid_net(5); net/ipv4/fib_trie.c (fib_route_seq_show), Linux 6.18.
    """
    del place
    records: list[Route] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip() or line.startswith("Iface"):
            continue
        route = _route4(line.strip(), evidence, number)
        if route:
            records.append(route)
        else:
            unread.append(Unread(evidence.source(number, line), "not a route line"))
    return Parsed(tuple(records), tuple(unread))


def parse_ipv6_route(evidence: Evidence, place: Place) -> Parsed[Route]:
    """Read /proc/net/ipv6_route. Addresses stand there in network order.

    Source: net/ipv6/route.c (rt6_info_route), Linux 6.18.
    """
    del place
    records: list[Route] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip():
            continue
        match = _V6.fullmatch(line.strip())
        length = int(match["length"], 16) if match else 129
        if match is None or length > 128:
            unread.append(Unread(evidence.source(number, line), "not a route line"))
            continue
        by = IPv6Address(bytes.fromhex(match["by"]))
        to = IPv6Network((bytes.fromhex(match["to"]), length), strict=False)
        records.append(
            Route(
                source=evidence.source(number, line.strip()),
                destination=str(to),
                gateway="" if by.is_unspecified else str(by),
                interface=match["interface"],
                metric=int(match["metric"], 16),
            )
        )
    return Parsed(tuple(records), tuple(unread))


def _route4(line: str, evidence: Evidence, number: int) -> Route | None:
    match = _V4.fullmatch(line)
    if match is None:
        return None
    mask = int.from_bytes(bytes.fromhex(match["mask"]), "little")
    length = mask.bit_count()
    if mask != (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF:
        return None
    by = IPv4Address(bytes.fromhex(match["by"])[::-1])
    to = IPv4Network((bytes.fromhex(match["to"])[::-1], length), strict=False)
    return Route(
        source=evidence.source(number, line),
        destination=str(to),
        gateway="" if by.is_unspecified else str(by),
        interface=match["interface"],
        metric=int(match["metric"]),
    )


PARSERS = {"proc_net_route": parse_route, "proc_net_ipv6_route": parse_ipv6_route}
