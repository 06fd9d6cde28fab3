"""One door of many hosts."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import socket_many_hosts as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A4.11")
@pytest.mark.parametrize(("count", "is_told"), [(5, False), (6, True)])
def test_a_few_hosts_are_no_many(count: int, is_told: bool) -> None:
    process = Process(pid=9, exe=HostPath("/var/tmp/.x/a"), exe_state="unowned")
    lines = [
        Socket(
            protocol="tcp",
            remote_address=f"10.0.0.{number}",
            remote_port=22,
            local_port=4_000,
            state="syn_sent",
            pids=(9,),
        )
        for number in range(1, count + 1)
    ]
    found = claims(module.same_door_of_many_hosts, process, *lines)
    assert [each.level for each in found] == ([Level.HIGH] if is_told else [])
