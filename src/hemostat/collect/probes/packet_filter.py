"""The running kernel's nftables rules, asked over netlink: a dump changes nothing."""

import socket
import struct
import time
from collections.abc import Iterator

from hemostat.model.failure import Denied, Failed, Failure

_GET_CHAIN = (10 << 8) | 4
_GET_RULE = (10 << 8) | 7
_NETFILTER = 12
_DUMP = 0x301
_ERROR, _DONE = 2, 3
_HEAD = struct.Struct("=IHHII")
_SECONDS = 2.0
_MOST_BYTES = 32 << 20

Message = tuple[int, bytes]


def dump_packet_filter() -> tuple[Message, ...] | Failure:
    """Chains, then rules, of this network namespace, as (type, payload).

    Needs CAP_NET_ADMIN. Ends after two seconds or 32 MiB.
    """
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETFILTER) as channel:
            channel.settimeout(_SECONDS)
            channel.bind((0, 0))
            return tuple(
                message for kind in (_GET_CHAIN, _GET_RULE) for message in _ask(channel, kind)
            )
    except PermissionError as error:
        return Denied(str(error))
    except OSError as error:
        return Failed(str(error))


def _ask(channel: socket.socket, kind: int) -> Iterator[Message]:
    family_all = struct.pack("=BBH", socket.AF_UNSPEC, 0, 0)
    head = _HEAD.pack(_HEAD.size + len(family_all), kind, _DUMP, kind, 0)
    channel.send(head + family_all)
    deadline, taken = time.monotonic() + _SECONDS, 0
    while True:
        data = channel.recv(1 << 17)
        taken += len(data)
        if taken > _MOST_BYTES or time.monotonic() > deadline:
            raise OSError("the rules are too many to read within the budget")
        for answer, payload in _messages(data):
            if answer == _DONE:
                return
            if answer == _ERROR:
                code = -int.from_bytes(payload[:4], "little", signed=True)
                if code:
                    raise OSError(code, f"nf_tables: error {code}")
                return
            yield answer, payload


def _messages(data: bytes) -> Iterator[Message]:
    offset = 0
    while offset + _HEAD.size <= len(data):
        length, kind, *_ = _HEAD.unpack_from(data, offset)
        if length < _HEAD.size:
            return
        yield kind, data[offset + _HEAD.size : offset + length]
        offset += (length + 3) & ~3
