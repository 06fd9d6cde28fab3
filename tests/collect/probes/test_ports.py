"""Sockets that one view shows in every try and another in none."""

import os
import socket
from typing import Any

import pytest

from hemostat.collect.probes.ports import ask_kernel, compare_ports, reading_of
from hemostat.model.coverage import Outcome
from hemostat.model.records import Socket
from hemostat.trees.footprint import Touches
from hemostat.trees.raw import RawHost
from made_raw import Made, MadeRaw

pytestmark = pytest.mark.requirement("A6L.3", "B5.3")
HEAD = b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when   uid  timeout inode\n"
LINE = b"   0: 00000000:%04X 00000000:0000 0A 0:0 00:00000000 00000000     0        0 %d 1\n"
TABLES = ("/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6")


def table(*ports: int) -> bytes:
    """A /proc/net/tcp with listeners; the inode is the port and 10,000."""
    return HEAD + b"".join(LINE % (port, 10_000 + port) for port in ports)


def told(*ports: int) -> tuple[Socket, ...]:
    """What netlink says of the same."""
    return tuple(
        Socket(protocol="tcp", local_address="0.0.0.0", local_port=port, state="listen",
               inode=10_000 + port)
        for port in ports
    )  # fmt: skip


def views(
    raw_ports: tuple[int, ...], plain_ports: tuple[int, ...], netlink: tuple[int, ...]
) -> Any:
    """What is found when each view shows these ports of TCP over IPv4."""
    files = {path.encode(): HEAD for path in TABLES} | {b"/proc/net/tcp": table(*raw_ports)}

    def ordinary(path: str) -> bytes:
        return table(*plain_ports) if path == "/proc/net/tcp" else HEAD

    def ask(protocol: str, family: int, states: int) -> tuple[Socket, ...]:
        return told(*netlink) if (protocol, family) == ("tcp", 4) else ()

    return compare_ports(MadeRaw(Made(files=files)), ordinary=ordinary, ask=ask)


def test_three_views_that_agree_say_nothing() -> None:
    found = views((22, 80), (22, 80), (22, 80))
    assert found.differences == ()
    assert {entry.outcome for entry in found.coverage} == {Outcome.READ}


def test_a_line_programs_do_not_get_is_hidden_by_a_library() -> None:
    (view,) = views((22, 31337), (22,), (22, 31337)).differences
    assert view.value == "tcp 0.0.0.0:31337"
    assert view.missing_from == "/proc/net/tcp as programs read it"
    assert view.inode == 41337


def test_a_socket_only_netlink_tells_of_is_hidden_by_the_kernel() -> None:
    (view,) = views((22,), (22,), (22, 31337)).differences
    assert (view.seen_by, view.missing_from) == ("netlink sock_diag", "/proc/net/tcp")


def test_a_socket_that_opens_between_two_looks_is_not_hidden() -> None:
    looks = iter([table(22), table(22, 80), table(22, 80)])
    files = {path.encode(): HEAD for path in TABLES} | {b"/proc/net/tcp": table(22, 80)}

    def ordinary(path: str) -> bytes:
        return next(looks) if path == "/proc/net/tcp" else HEAD

    def ask(protocol: str, family: int, states: int) -> tuple[Socket, ...]:
        return told(22, 80) if (protocol, family) == ("tcp", 4) else ()

    found = compare_ports(MadeRaw(Made(files=files)), ordinary=ordinary, ask=ask)
    assert found.differences == ()


def test_netlink_that_may_not_be_asked_is_said() -> None:
    files = {path.encode(): HEAD for path in TABLES}
    found = compare_ports(
        MadeRaw(Made(files=files)), ordinary=lambda _: HEAD, ask=lambda *_: "not asked"
    )
    assert {entry.outcome for entry in found.coverage} == {Outcome.UNSUPPORTED}
    assert {entry.reason for entry in found.coverage} == {"netlink: not asked"}


def test_this_host_shows_its_listener_in_every_view() -> None:
    raw = RawHost(Touches())
    with socket.create_server(("127.0.0.1", 0)) as server:
        port, inode = server.getsockname()[1], os.fstat(server.fileno()).st_ino
        answer = ask_kernel(raw, "tcp", 4)
        if isinstance(answer, str):
            pytest.skip(f"netlink: {answer}")
        assert (port, inode, "listen") in {(s.local_port, s.inode, s.state) for s in answer}
        ordinary = reading_of(raw)
        plain = ordinary("/proc/net/tcp")
        assert plain is not None
        assert b":%04X " % port in plain
        assert compare_ports(raw, ordinary=ordinary).differences == ()


def test_a_refusal_of_the_kernel_is_told_in_its_words() -> None:
    assert "memory" in str(ask_kernel(MadeRaw(Made(answers=(REFUSED,))), "tcp", 4))
    assert ask_kernel(MadeRaw(Made()), "tcp", 4) == "the answer has no end"


# nlmsgerr with -ENOMEM.
REFUSED = bytes.fromhex("24000000 0200 0000 01000000 00000000 f4ffffff".replace(" ", "")) + bytes(
    16
)


def test_a_file_that_is_not_there_cannot_be_read() -> None:
    assert reading_of(RawHost(Touches()))("/proc/net/nothing") is None
