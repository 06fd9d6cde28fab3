import pytest

from detect.made_processes import connected, running, worst
from hemostat.detect.checks.socket_outbound import unknown_outbound
from hemostat.model.level import Level
from hemostat.model.records import Process

OUTSIDE = "198.51.100.7"


@pytest.mark.parametrize("port", [3333, 14444, 6667, 9001])
@pytest.mark.requirement("A4.3", "A5.1", "A5.7")
def test_an_unowned_program_at_a_port_of_a_known_role_is_worth_a_look(port: int) -> None:
    process = running(9, "/usr/share/x/agentd", exe_state="unowned")
    assert worst(unknown_outbound, process, connected(9, OUTSIDE, port)) == Level.MEDIUM


def test_code_from_the_command_line_is_too() -> None:
    process = running(9, "/usr/bin/python3", "python3", "-c", "x", exe_state="packaged")
    assert worst(unknown_outbound, process, connected(9, OUTSIDE, 6667)) == Level.MEDIUM


@pytest.mark.parametrize(
    ("process", "to", "port"),
    [
        (running(9, "/opt/app", exe_state="unowned"), OUTSIDE, 443),
        (running(9, "/opt/app", exe_state="unowned"), "10.0.0.9", 3333),
        (running(9, "/usr/bin/irssi", exe_state="packaged"), OUTSIDE, 6667),
        (running(9, "/www/server/x", exe_state="product"), OUTSIDE, 3333),
        (
            running(9, "/usr/bin/node", "node", "/srv/bot/index.js", exe_state="packaged"),
            OUTSIDE,
            6697,
        ),
    ],
)
def test_applications_are_ordinary(process: Process, to: str, port: int) -> None:
    assert worst(unknown_outbound, process, connected(9, to, port)) is None


def test_a_service_whose_client_has_such_a_port_is_not_outbound() -> None:
    process = running(9, "/opt/app", exe_state="unowned")
    assert worst(unknown_outbound, process, connected(9, OUTSIDE, 3333, local_port=443)) is None


def test_what_a_person_keeps_at_home_is_low() -> None:
    process = running(9, "/home/ann/bin/xdcc", exe_state="unowned")
    assert worst(unknown_outbound, process, connected(9, OUTSIDE, 6667)) == Level.LOW
