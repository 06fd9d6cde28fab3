"""Netlink answers about sockets, made by hand and any bytes."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.socket_diag import LISTENING, ask_for_sockets, parse_diag

pytestmark = pytest.mark.requirement("A6L.3", "B5.3")


def message(kind: int, body: bytes) -> bytes:
    """One netlink message, padded."""
    size = 16 + len(body)
    return (struct.pack("=IHHII", size, kind, 2, 1, 0) + body).ljust((size + 3) & ~3, b"\0")


def told(family: int, state: int, source: bytes, target: bytes, ports: tuple[int, int]) -> bytes:
    """One inet_diag_msg."""
    body = struct.pack("=BBBB", family, state, 0, 0) + struct.pack(">HH", *ports)
    body += source.ljust(16, b"\0") + target.ljust(16, b"\0") + struct.pack("=IQ", 0, 0)
    return message(20, body + struct.pack("=IIIII", 0, 0, 0, 1000, 4242))


def test_a_request_asks_for_a_dump() -> None:
    request = ask_for_sockets(6, "udp", LISTENING)
    length, kind, flags = struct.unpack_from("=IHH", request)
    assert (length, kind, flags) == (len(request), 20, 0x301)
    assert request[16:18] == bytes([10, 17])
    assert struct.unpack_from("=I", request, 20) == (1 << 10,)


def test_a_listener_and_a_connection() -> None:
    listener = told(2, 10, bytes(4), bytes(4), (31337, 0))
    connected = told(10, 1, bytes(10) + b"\xff\xff\x7f\0\0\1", b"\x20\1\r\xb8", (22, 4711))
    answer = parse_diag(listener + connected, "tcp")
    first, second = answer.sockets
    assert (first.local_address, first.local_port, first.state) == ("0.0.0.0", 31337, "listen")
    assert (first.remote_address, first.inode, first.uid) == ("", 4242, 1000)
    assert (second.local_address, second.remote_address) == ("127.0.0.1", "2001:db8::")
    assert (second.remote_port, second.family, second.state) == (4711, 6, "established")
    assert not answer.is_last


def test_the_end_and_a_refusal() -> None:
    assert parse_diag(message(3, bytes(4)), "tcp").is_last
    refused = parse_diag(message(2, struct.pack("=i", -2)), "tcp")
    assert (refused.error, refused.is_last) == (2, True)


@given(st.binary(max_size=300))
def test_any_bytes_never_raise(data: bytes) -> None:
    assert len(parse_diag(data, "udp").sockets) <= len(data) // 88 + 1
    parse_diag(message(20, data), "tcp")
