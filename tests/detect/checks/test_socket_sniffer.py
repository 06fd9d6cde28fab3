import pytest

from detect.made_processes import running, worst
from hemostat.detect.checks.socket_sniffer import unknown_sniffer
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.records import Process, Socket

PACKET = Socket(protocol="packet", family=0, inode=4, pids=(9,))
RAW = Socket(protocol="raw", inode=5, pids=(9,))


@pytest.mark.parametrize("socket", [PACKET, RAW])
def test_an_unowned_program_that_reads_the_wire_is_worth_a_look(socket: Socket) -> None:
    process = running(9, "/opt/m/agentd", exe_state="unowned")
    assert worst(unknown_sniffer, process, socket) == Level.MEDIUM


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/dev/shm/kdmtmpflush", exe_is_deleted=True),
        running(9, "/usr/lib/.a/b", exe_state="unowned"),
        running(9, "/usr/bin/python3", "python3", "/tmp/s.py", exe_state="packaged"),
    ],
)
def test_from_an_odd_place_it_is_high(process: Process) -> None:
    assert worst(unknown_sniffer, process, PACKET) == Level.HIGH


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/usr/sbin/dhclient", exe_state="packaged"),
        running(9, "/usr/sbin/tcpdump", exe_state="packaged"),
        running(9, "/usr/local/bin/suricata", exe_state="unowned"),
        running(9, "/opt/cni/flanneld", exe_state="unowned"),
        running(9, "/usr/bin/agent", exe_state="unknown", scope=Scope("container", "a")),
        running(9, "/usr/local/aegis/AliYunDun", exe_state="product"),
    ],
)
def test_those_who_read_the_wire_by_trade_are_quiet(process: Process) -> None:
    assert worst(unknown_sniffer, process, PACKET) is None


def test_two_sockets_of_one_process_are_one_claim() -> None:
    from detect.made_processes import levels

    process = running(9, "/opt/m/agentd", exe_state="unowned")
    assert len(levels(unknown_sniffer, process, PACKET, RAW)) == 1


@pytest.mark.parametrize(("family", "protocol"), [(4, 1), (6, 58)])
def test_a_raw_socket_for_icmp_is_ping_and_no_sniffing(family: int, protocol: int) -> None:
    process = running(9, "/opt/blackbox_exporter/blackbox_exporter", exe_state="unowned")
    icmp = Socket(protocol="raw", family=family, local_port=protocol, inode=6, pids=(9,))
    assert worst(unknown_sniffer, process, icmp) == Level.LOW
    assert worst(unknown_sniffer, process, icmp, PACKET) == Level.MEDIUM
    hidden = running(9, "/dev/shm/.x", exe_state="unowned")
    assert worst(unknown_sniffer, hidden, icmp) == Level.HIGH


@pytest.mark.parametrize("protocol", [0, 6, 17, 58, 255])
def test_a_raw_socket_for_anything_else_is_worth_a_look(protocol: int) -> None:
    process = running(9, "/opt/blackbox_exporter/blackbox_exporter", exe_state="unowned")
    raw = Socket(protocol="raw", local_port=protocol, inode=6, pids=(9,))
    assert worst(unknown_sniffer, process, raw) == Level.MEDIUM
