"""Sockets as the kernel tells them over netlink: requests to send, answers to read.

Source: sock_diag(7); include/uapi/linux/{netlink,inet_diag}.h, Linux 6.18. Numbers are in the
machine's own byte order, ports and addresses in the network's.
"""

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from hemostat.model.records import Socket
from hemostat.parse.host.sockets import socket_state

FAMILIES = {4: 2, 6: 10}
PROTOCOLS = {"tcp": 6, "udp": 17}
ALL_STATES, LISTENING = 0xFFFFFFFF, 1 << 10
_BY_FAMILY = 20
_REQUEST, _DUMP = 1, 0x300
_DONE, _ERROR = 3, 2
_HEAD = struct.Struct("=IHHII")
_ASK = struct.Struct("=BBBxI48s")
_ANSWER = struct.Struct("=BBBBHH16s16sIQIIIII")
_PORTS = struct.Struct(">HH")
_UNSET = ("0.0.0.0", "::")  # noqa: S104 — compared with, not bound to


@dataclass(frozen=True, slots=True)
class DiagAnswer:
    """One datagram of answers.

    Attributes:
        sockets: in it, without source.
        is_last: whether the kernel said that this is all.
        error: errno when it refused; 0 if not.
    """

    sockets: tuple[Socket, ...] = ()
    is_last: bool = False
    error: int = 0


def ask_for_sockets(family: int, protocol: str, states: int = ALL_STATES) -> bytes:
    """A request for every socket of a family (4 or 6) and protocol (tcp or udp).

    Args:
        family: 4 or 6.
        protocol: tcp or udp.
        states: one bit for each state's number.
    """
    body = _ASK.pack(FAMILIES[family], PROTOCOLS[protocol], 0, states, b"")
    size = _HEAD.size + len(body)
    return _HEAD.pack(size, _BY_FAMILY, _REQUEST | _DUMP, 1, 0) + body


def parse_diag(data: bytes, protocol: str) -> DiagAnswer:
    """Read one datagram; ends at what is no message."""
    sockets: list[Socket] = []
    place = 0
    while place + _HEAD.size <= len(data):
        length, kind, _, _, _ = _HEAD.unpack_from(data, place)
        if length < _HEAD.size or place + length > len(data):
            break
        body = data[place + _HEAD.size : place + length]
        if kind == _DONE:
            return DiagAnswer(tuple(sockets), is_last=True)
        if kind == _ERROR:
            code = struct.unpack_from("=i", body)[0] if len(body) >= 4 else 0
            return DiagAnswer(tuple(sockets), is_last=True, error=abs(code))
        if kind == _BY_FAMILY and len(body) >= _ANSWER.size:
            sockets.append(_socket(body, protocol))
        place += (length + 3) & ~3
    return DiagAnswer(tuple(sockets))


def _socket(body: bytes, protocol: str) -> Socket:
    family, state, _, _, _, _, source, target, _, _, _, _, _, uid, inode = _ANSWER.unpack_from(body)
    local_port, remote_port = _PORTS.unpack_from(body, 4)
    remote = _address(family, target)
    is_unset = remote_port == 0 and remote in _UNSET
    return Socket(
        protocol=protocol,
        family=4 if family == FAMILIES[4] else 6,
        local_address=_address(family, source),
        local_port=local_port,
        remote_address="" if is_unset else remote,
        remote_port=remote_port,
        state=socket_state(protocol, state),
        inode=inode,
        uid=uid,
    )


def _address(family: int, raw: bytes) -> str:
    if family == FAMILIES[4]:
        return str(IPv4Address(raw[:4]))
    address = IPv6Address(raw)
    return str(address.ipv4_mapped or address)
