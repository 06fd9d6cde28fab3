"""How long a default run may take, and how its steps share that.

A step that looks at what a large host has without end asks for its share. What earlier steps left
goes to later ones; a step whose time is over says in coverage what it left out.
"""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

RUN_SECONDS = 18.0
"""Of a default run, from opening the source to the report; 20 with Python's start."""
END_SECONDS = 1.5
"""Kept back for judgement and story on an idle host."""
CUT = 4 / 3
"""After so many times its seconds a live run's step is ended wherever it is: somebody waits."""
_GENEROUS = 1.4
"""Steps seldom use all they may: each is offered so many times its fair share."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one step asks of the budget: seconds at most and at least."""

    step: str
    most: float
    least: float


SHARES = (
    Share("logs", 7.0, 1.0),
    Share("access", 4.0, 0.5),
    Share("baseline", 5.0, 1.0),
    Share("walk", 6.0, 1.5),
    Share("watched", 2.0, 0.3),
    Share("loading", 3.0, 0.5),
    Share("renamed", 2.0, 0.2),
    Share("boot", 2.0, 0.3),
    Share("content", 8.0, 2.0),
    Share("containers", 5.0, 1.0),
)
"""In the order of the steps: a later one gets what is left."""


class OutOfTime(KeyboardInterrupt):
    """The run took longer than it may: its step ends as at Ctrl-C, keeping what it found."""


def share_of(step: str, left: float, whole: float = RUN_SECONDS) -> float:
    """How many seconds a step may take.

    Args:
        step: a name in `SHARES`.
        left: seconds until the run is to be over; infinite where it has no limit.
        whole: seconds the run may take; of more than usual each step may use its part.
    """
    number = next(number for number, each in enumerate(SHARES) if each.step == step)
    mine, behind = SHARES[number], SHARES[number + 1 :]
    weight = mine.most / (mine.most + sum(each.most for each in behind))
    offered = (left - END_SECONDS) * weight * _GENEROUS
    return min(mine.most * max(1.0, whole / RUN_SECONDS), max(mine.least, offered))


@contextmanager
def cut_after(seconds: float) -> Generator[None]:
    """Raise `OutOfTime` in the main thread once so many seconds are over.

    Does nothing outside the main thread, where no signal is delivered, and for infinite seconds.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or seconds == float("inf"):
        yield
        return

    def cut(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 — what signal gives
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, cut)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
