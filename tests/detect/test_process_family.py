import pytest

from detect.made_processes import connected, listening, running
from hemostat.detect.process_family import (
    Connections,
    Family,
    address_observables,
    is_detached,
    is_public,
    process_claim,
    process_subject,
    remote_text,
)
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket


def test_a_loop_of_parents_ends() -> None:
    family = Family((Process(pid=1, ppid=2), Process(pid=2, ppid=1)))
    assert [each.pid for each in family.ancestors(family.members[0])] == [2]


def test_attended_needs_a_terminal_and_a_shell_on_it() -> None:
    shell = running(8, "/usr/bin/bash", "-bash", tty=34816)
    family = Family((shell, running(9, "/a", ppid=8, tty=34816), running(10, "/a", ppid=8)))
    assert family.is_attended(family.members[1])
    assert not family.is_attended(family.members[2])


def test_what_go_runs_is_told_from_what_bears_its_folders_name() -> None:
    exe = HostPath("/tmp/go-build17/b001/exe/main")
    child = Process(pid=9, ppid=8, exe=exe)
    go = Process(pid=8, ppid=1, exe=HostPath("/usr/local/go/bin/go"))
    shell = Process(pid=8, ppid=1, exe=HostPath("/usr/bin/dash"))
    assert Family([go, child]).is_unpacked_by_parent(child)
    assert not Family([shell, child]).is_unpacked_by_parent(child)
    assert not Family([child]).is_unpacked_by_parent(child)


def test_a_service_is_not_detached_and_an_orphan_is() -> None:
    assert is_detached(Process(pid=9, ppid=1))
    assert not is_detached(Process(pid=9, ppid=1, unit="a.service"))
    assert not is_detached(Process(pid=9, ppid=8))


def test_a_connection_to_a_port_we_serve_is_inbound() -> None:
    inbound = connected(9, "203.0.113.9", 50000, local_port=22)
    outbound = connected(9, "203.0.113.9", 22)
    found = Connections((listening(9, 22), inbound, outbound)).outbound(9)
    assert [each.remote_port for each in found] == [22]


def test_loopback_is_opened_but_not_outbound() -> None:
    connections = Connections((connected(9, "127.0.0.1", 80),))
    assert connections.outbound(9) == ()
    assert len(connections.opened(9)) == 1


def test_only_inet_sockets_stand_behind_a_stream() -> None:
    connections = Connections((Socket(protocol="packet", inode=7), connected(9, "10.0.0.1", 1, 8)))
    assert connections.by_target("socket:[7]") is None
    assert connections.by_target("pipe:[8]") is None
    assert connections.by_target("socket:[8]") is not None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("203.0.113.9", True),
        ("2001:db8::1", True),
        ("10.1.2.3", False),
        ("127.0.0.1", False),
        ("fe80::1", False),
        ("not an address", False),
    ],
)
def test_public_addresses(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_remote_ends_are_said_once_and_typed() -> None:
    sockets = (connected(9, "203.0.113.9", 1), connected(9, "203.0.113.9", 1))
    sockets += (connected(9, "2001:db8::1", 2),)
    assert remote_text(sockets) == "203.0.113.9:1, [2001:db8::1]:2"
    assert [each.type for each in address_observables(sockets)] == ["ipv4-addr", "ipv6-addr"]


def test_a_process_goes_by_its_executable_and_by_its_name_where_that_is_unreadable() -> None:
    assert process_subject(running(9, "/usr/bin/a")).value == "/usr/bin/a"
    assert process_subject(Process(pid=9, name="a")).value == "a"


def test_a_claim_about_a_process_rests_on_its_sockets_and_keeps_its_scope() -> None:
    process = Process(pid=9, ppid=1, name="x", scope=Scope("container", "ab"))
    socket = connected(9, "203.0.113.9", 22)
    claim = process_claim(process, (socket,), subjects=(process_subject(process),), tool="t")
    assert claim.because == (process, socket)
    assert claim.values["tool"] == "t"
    assert claim.values["pid"] == "9"
    assert claim.observables == address_observables((socket,))
    assert claim.scope == process.scope
