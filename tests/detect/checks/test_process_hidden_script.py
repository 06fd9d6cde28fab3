import pytest

from detect.made_processes import connected, running, worst
from hemostat.detect.checks.process_hidden_script import hidden_script
from hemostat.model.level import Level
from hemostat.model.records import Process

OUT = connected(50, "203.0.113.9", 8443)


def script(path: str, ppid: int = 1, tty: int = 0) -> Process:
    return running(50, "/usr/bin/python3.11", "python3", path, ppid=ppid, tty=tty, account="u")


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize(
    ("path", "alone", "talking"),
    [
        ("/usr/share/.x/a.py", Level.MEDIUM, Level.HIGH),
        ("/home/u/.config/sysmon/s.py", None, Level.MEDIUM),
        ("/home/u/.dbus-x/s.py", None, Level.MEDIUM),
        ("/home/u/.local/share/pipx/venvs/a/bin/a", None, None),
        ("/home/u/bots/s.py", None, None),
        ("/opt/app/run.py", None, None),
    ],
)
def test_a_hidden_script_counts_by_place_and_by_what_it_talks_to(
    path: str, alone: Level | None, talking: Level | None
) -> None:
    assert worst(hidden_script, script(path)) == alone
    assert worst(hidden_script, script(path), OUT) == talking


def test_what_a_desktop_or_a_terminal_runs_is_quiet() -> None:
    bar = running(40, "/usr/bin/i3blocks")
    assert worst(hidden_script, bar, script("/home/u/.config/m/a.py", ppid=40), OUT) is None
    assert worst(hidden_script, script("/home/u/.config/m/a.py", tty=34816), OUT) is None
