import socket

import pytest

from hemostat.collect.probes.reach import target_of, try_to_reach
from hemostat.model.errors import UsageError


@pytest.mark.requirement("A3.10")
def test_a_listener_is_reached_and_a_closed_port_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert try_to_reach(f"127.0.0.1:{port}") == ""
    assert try_to_reach(f"127.0.0.1:{port}") != ""


def test_nothing_is_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert try_to_reach(f"127.0.0.1:{server.getsockname()[1]}") == ""
        other, _ = server.accept()
        with other:
            assert other.recv(16) == b""


@pytest.mark.parametrize("text", ["example.org", "a:0", "a:65536", ":80", "a:b", "a:²"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        target_of(text)


def test_an_ipv6_target_stands_in_brackets() -> None:
    assert target_of("[2001:db8::1]:443") == ("2001:db8::1", 443)
