import pytest

from detect.made_processes import listening, running, worst
from hemostat.detect.checks.socket_listener import unknown_listener
from hemostat.model.level import Level
from hemostat.model.records import Process

NC = "/usr/bin/nc.openbsd"
PYTHON = "/usr/bin/python3.11"


@pytest.mark.requirement("B5.3")
@pytest.mark.parametrize(
    "process",
    [
        running(9, "/var/tmp/s", exe_state="unowned"),
        running(9, "/dev/shm/s"),
        running(9, "/usr/lib/.s/s", exe_state="unowned"),
        running(9, "/memfd:a", exe_is_memory=True),
        running(9, NC, "nc", "-l", "-p", "4444", "-e", "/bin/sh", ppid=8, exe_state="packaged"),
        running(9, "/usr/bin/socat", "socat", "TCP-LISTEN:1", "EXEC:/bin/sh", ppid=8),
        running(9, NC, "nc", "-lvp", "4444", exe_state="packaged"),
        running(9, PYTHON, "python3", "/tmp/s.py", exe_state="packaged"),
    ],
)
def test_doors_in_odd_places_and_relays_with_a_command_are_high(process: Process) -> None:
    assert worst(unknown_listener, process, listening(9, 4444)) == Level.HIGH


def test_code_from_the_command_line_that_listens_is_worth_a_look() -> None:
    process = running(9, PYTHON, "python3", "-c", "import socket", exe_state="packaged")
    assert worst(unknown_listener, process, listening(9, 4444)) == Level.MEDIUM
    assert worst(unknown_listener, process, listening(9, 4444, "127.0.0.1")) == Level.LOW


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/usr/sbin/sshd", exe_state="packaged"),
        running(9, "/www/server/nginx/sbin/nginx", exe_state="product"),
        running(9, "/opt/shop/server", exe_state="unowned"),
        running(9, PYTHON, "python3", "/opt/app/main.py", exe_state="packaged"),
        running(9, PYTHON, "python3", "-m", "http.server", exe_state="packaged"),
        running(9, "/usr/bin/node", "node", "/srv/app/index.js", exe_state="packaged"),
        running(9, NC, "nc", "-lk", "8080", unit="health.service", exe_state="packaged"),
    ],
)
def test_services_are_never_above_low(process: Process) -> None:
    assert (worst(unknown_listener, process, listening(9, 8080)) or Level.INFO) <= Level.LOW
