"""Sockets of one network namespace, from /proc/net/{tcp,udp,raw,icmp,packet} and their 6."""

import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name
from hemostat.model.records import Socket
from hemostat.parse.place import Place

# include/net/tcp_states.h; datagram sockets use 1 (connected) and 7 (not connected).
_STATES = {
    1: "established",
    2: "syn_sent",
    3: "syn_received",
    4: "fin_wait1",
    5: "fin_wait2",
    6: "time_wait",
    7: "close",
    8: "close_wait",
    9: "last_ack",
    10: "listen",
    11: "closing",
    12: "syn_received",
}
_ADDRESS = r"(?:[0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4}"
_LINE = re.compile(
    rf"\s*\d+: (?P<local>{_ADDRESS}) (?P<remote>{_ADDRESS}) (?P<state>[0-9A-F]{{2}})"
    r" \S+ \S+ \S+ +(?P<uid>\d{1,10}) +\d+ (?P<inode>\d{1,20})(?: .*)?",
    re.IGNORECASE,
)
_PACKET = re.compile(
    r"\s*\S+ +\d+ +(?P<type>\d+) +(?P<protocol>[0-9a-fA-F]{4}) +-?\d+ +\d+ +\d+ +(?P<uid>\d{1,10})"
    r" +(?P<inode>\d{1,20})\s*"
)
_HEADS = ("sl", "sk")
_UNSET = ("0.0.0.0", "::")  # noqa: S104 — compared with, not bound to


def parse_inet(evidence: Evidence, place: Place) -> Parsed[Socket]:
    """Read /proc/net/tcp, udp, raw or icmp, with or without a 6; the file's name says which.

    Source: proc_pid_net(5); net/ipv4/tcp_ipv4.c (get_tcp4_sock) and its kin, Linux 6.18.
    """
    protocol = name(place.path).removesuffix("6")

    def socket_of(line: str, number: int) -> Socket | None:
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        local, local_port, family = _endpoint(match["local"])
        remote, remote_port, _ = _endpoint(match["remote"])
        is_unset = remote_port == 0 and remote in _UNSET
        return Socket(
            source=evidence.source(number, line.strip()),
            protocol=protocol,
            family=family,
            local_address=local,
            local_port=local_port,
            remote_address="" if is_unset else remote,
            remote_port=remote_port,
            state=socket_state(protocol, int(match["state"], 16)),
            inode=int(match["inode"]),
            uid=int(match["uid"]),
        )

    return _parse(evidence, socket_of)


def parse_packet(evidence: Evidence, place: Place) -> Parsed[Socket]:
    """Read /proc/net/packet: whoever reads frames off the wire.

    Source: packet(7); net/packet/af_packet.c (packet_seq_show), Linux 6.18.
    """
    del place

    def socket_of(line: str, number: int) -> Socket | None:
        match = _PACKET.fullmatch(line)
        if match is None:
            return None
        return Socket(
            source=evidence.source(number, line.strip()),
            protocol="packet",
            family=0,
            inode=int(match["inode"]),
            uid=int(match["uid"]),
        )

    return _parse(evidence, socket_of)


def _parse(evidence: Evidence, socket_of: Callable[[str, int], Socket | None]) -> Parsed[Socket]:
    records: list[Socket] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip() or (number == 1 and line.split(None, 1)[0] in _HEADS):
            continue
        if socket := socket_of(line, number):
            records.append(socket)
        else:
            unread.append(Unread(evidence.source(number, line), "not a socket line"))
    return Parsed(tuple(records), tuple(unread))


def socket_state(protocol: str, code: int) -> str:
    """A state in words, from the kernel's number; the number itself if it is none we know."""
    # A raw socket shows its protocol number where others show a port, and has no state of its own.
    if protocol == "udp" and code == 7:
        return "listen"
    return _STATES.get(code, str(code))


@lru_cache(maxsize=8192)
def _endpoint(text: str) -> tuple[str, int, int]:
    """Address, port, and 4 or 6. The kernel prints each 32-bit word in the machine's byte order.

    Read as little-endian, as x86, ARM and RISC-V hosts are; s390x would show them turned round.
    """
    digits, _, port = text.partition(":")
    raw = bytes.fromhex(digits)
    if len(raw) == 4:
        return str(IPv4Address(raw[::-1])), int(port, 16), 4
    address = IPv6Address(b"".join(raw[i : i + 4][::-1] for i in range(0, 16, 4)))
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped), int(port, 16), 6
    return str(address), int(port, 16), 6


PARSERS = {"proc_net_inet": parse_inet, "proc_net_packet": parse_packet}
