"""Progress: silent for a second, one line on a terminal, a plain line now and then elsewhere."""

import io

import pytest

from hemostat.run import progress as module
from hemostat.run.progress import Progress


class Terminal(io.StringIO):
    """Says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


def shown(out: io.StringIO) -> str:
    """What a terminal's last line would show."""
    return out.getvalue().rpartition("\r\x1b[K")[2]


def test_what_takes_less_than_a_second_says_nothing(clock: Clock) -> None:
    for out in (io.StringIO(), Terminal()):
        made = Progress(out, 2)
        made.step("a")
        clock.now += 0.9
        made.step("b")
        made.close()
        assert out.getvalue() == ""


@pytest.mark.requirement("B5.1")
def test_a_terminal_has_one_line_with_what_how_far_and_how_long_yet(clock: Clock) -> None:
    out = Terminal()
    made = Progress(out, 4)
    clock.now += 2
    made.step("进程")
    assert shown(out) == "[1/4] 进程 … 2 s, ~6 s"
    clock.now += 2
    made.step("规则")
    assert shown(out) == "[2/4] 规则 … 4 s, ~4 s"
    assert "\n" not in out.getvalue()
    made.close()
    assert shown(out) == ""


def test_elsewhere_a_plain_line_comes_every_five_seconds(clock: Clock) -> None:
    out = io.StringIO()
    made = Progress(out, 9)
    for _ in range(9):
        clock.now += 2
        made.step("x")
    made.close()
    lines = out.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["[3/9]", "[6/9]", "[9/9]"]
    assert "\x1b" not in out.getvalue()
    assert "\r" not in out.getvalue()


def test_what_cannot_wait_stands_on_a_line_of_its_own(clock: Clock) -> None:
    out = Terminal()
    made = Progress(out, 2)
    clock.now += 2
    made.step("a")
    made.say("CRITICAL: x")
    made.say("again")
    assert shown(out) == "CRITICAL: x\nagain\n"
    made.close()
    assert out.getvalue().endswith("again\n")
