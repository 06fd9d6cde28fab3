import pytest

from detect.made_processes import running, worst
from hemostat.detect.checks.network_load import CALLED, HALF_OPEN, calls_on_many, half_open_flood
from hemostat.model.level import Level
from hemostat.model.records import NetworkCounter, Socket


def half_open(count: int, port: int = 443) -> list[Socket]:
    return [
        Socket(
            protocol="tcp",
            local_port=port,
            remote_address=f"198.51.100.{number % 250}",
            remote_port=1000 + number,
            state="syn_received",
        )
        for number in range(count)
    ]


def calls(count: int, port: int, pid: int = 9) -> list[Socket]:
    return [
        Socket(
            protocol="tcp",
            remote_address=f"10.0.{number // 250}.{number % 250}",
            remote_port=port,
            state="syn_sent",
            pids=(pid,),
        )
        for number in range(count)
    ]


@pytest.mark.requirement("A5.5")
def test_half_open_connections_count_for_each_port() -> None:
    drops = NetworkCounter(name="TcpExt.ListenDrops", value=7)
    assert worst(half_open_flood, *half_open(HALF_OPEN), drops) == Level.MEDIUM
    assert worst(half_open_flood, *half_open(HALF_OPEN - 1), *half_open(9, 80), drops) is None


@pytest.mark.requirement("A5.5")
def test_a_search_through_the_network_is_told_and_worse_by_an_unknown_program() -> None:
    known = running(9, "/usr/bin/python3", exe_state="packaged")
    unknown = running(9, "/usr/lib/x", exe_state="unowned")
    assert worst(calls_on_many, *calls(CALLED, 22), known) == Level.MEDIUM
    assert worst(calls_on_many, *calls(CALLED, 22), unknown) == Level.HIGH
    assert worst(calls_on_many, *calls(CALLED - 1, 22), unknown) is None


@pytest.mark.parametrize(("port", "exe"), [(443, "/opt/crawler"), (22, "/usr/bin/nmap")])
def test_browsing_and_scanners_are_ordinary(port: int, exe: str) -> None:
    assert worst(calls_on_many, *calls(200, port), running(9, exe, exe_state="unowned")) is None


def test_many_ports_of_one_host_are_no_search_of_many() -> None:
    one = [
        Socket(protocol="tcp", remote_address="10.0.0.1", remote_port=22, state="syn_sent", inode=n)
        for n in range(200)
    ]
    assert worst(calls_on_many, *one) is None
