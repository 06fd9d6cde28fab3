"""Lowered priorities, seen from a child so that the tests keep theirs."""

import subprocess
import sys

import pytest

from hemostat.run.priority import fitting_niceness

SCRIPT = """
import ctypes, os, threading
from hemostat.run.priority import be_gentle
print(be_gentle(7).niceness, be_gentle(3).niceness, be_gentle(7).refused)
seen = []
thread = threading.Thread(target=lambda: seen.append(os.getpriority(os.PRIO_PROCESS, 0)))
thread.start(); thread.join()
print(seen[0])
"""


def test_the_process_and_its_later_threads_are_last_in_the_queue() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", SCRIPT],
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = done.stdout.splitlines()
    assert first.startswith("7 7 ")
    assert second == "7"
    if "()" not in first:
        pytest.skip(f"this system refused: {first}")


def test_the_io_priority_is_that_of_the_last_place() -> None:
    script = (
        "import ctypes; from hemostat.run.priority import be_gentle\n"
        "refused = be_gentle(1).refused\n"
        "print(refused or ctypes.CDLL(None).syscall(252, 1, 0))"
    )
    import platform

    if platform.machine() != "x86_64":
        pytest.skip("the number of ioprio_get is known for x86_64 here")
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str((2 << 13) | 7)


@pytest.mark.parametrize(
    ("load", "processors", "niceness"), [(0.1, 2, 5), (8.0, 2, 5), (50.0, 2, 0), (50.0, 32, 5)]
)
def test_on_a_choked_host_we_do_not_stand_behind_all_others(
    load: float, processors: int, niceness: int
) -> None:
    assert fitting_niceness(load, processors) == niceness
