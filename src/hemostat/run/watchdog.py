"""A limit on the time of each item: one read that never returns must not stop an examination.

A read that hangs in the kernel (a dead mount, a broken disk) cannot be stopped, only left behind.
So a worker thread does the items in order and the caller waits; when an item is over its time, the
caller gives that worker up, with its item, and a fresh one goes on with the next.

An item is what one answer is asked for: a process's folder below /proc, or one artifact's path.
Smaller (each read) costs more in hand-overs than the reads themselves; larger (all of /proc) loses
everything with one bad process.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741 — an item
R = TypeVar("R")

MAX_ABANDONED = 8
BATCH_ITEMS = 64
BATCH_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The item took longer than it may, or too many before it did.

    Attributes:
        seconds: how long it was waited for; 0 if it was not even begun.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class Raised:
    """The function raised; the error is handed over, not lost in a thread."""

    error: BaseException


class _Worker(Generic[I, R]):
    """One thread that does items in order, a batch at a time, until it is given up.

    It works only while the caller waits. Were both to run, each of its reads would then wait up to
    5 ms for the caller to give up the interpreter lock, and quick items would seem to hang.
    """

    def __init__(self, function: Callable[[I], R], items: Sequence[I], first: int) -> None:
        self._function, self._items, self._first = function, items, first
        self._orders, self._batches = threading.Semaphore(0), threading.Semaphore(0)
        self._began = 0.0
        self._is_given_up = False
        self._done: list[R | Raised] = []
        threading.Thread(target=self._run, name="hemostat-watched", daemon=True).start()

    def batch(self, seconds: float) -> tuple[list[R | Raised], bool]:
        """The next answers, and whether the item after them is over its time."""
        self._done = []
        self._began = time.monotonic()
        self._orders.release()
        while not self._batches.acquire(timeout=max(0.0, self._left(seconds))):
            if self._left(seconds) <= 0:
                self.give_up()
                # A copy: an answer that comes in this very moment is too late, and stays out.
                return list(self._done), True
        return self._done, False

    def give_up(self) -> None:
        """End the thread, now if it is idle, else once its item returns."""
        self._is_given_up = True
        self._orders.release()

    def _left(self, seconds: float) -> float:
        """How long the item that is being done may still take."""
        return self._began + seconds - time.monotonic()

    def _run(self) -> None:
        position = self._first
        while position < len(self._items):
            self._orders.acquire()
            if self._is_given_up:
                return
            position += self._do_batch(position)
            self._batches.release()

    def _do_batch(self, position: int) -> int:
        """Do items until the batch is full or long enough; how many."""
        done, until = self._done, time.monotonic() + BATCH_SECONDS
        for item in self._items[position : position + BATCH_ITEMS]:
            self._began = time.monotonic()
            if self._is_given_up or self._began > until:
                break
            try:
                done.append(self._function(item))
            except BaseException as error:  # noqa: BLE001 — handed to the caller as `Raised`
                done.append(Raised(error))
        return len(done)


def each(
    function: Callable[[I], R],
    items: Iterable[I],
    seconds: float = 1.0,
    max_abandoned: int = MAX_ABANDONED,
) -> Iterator[tuple[I, R | TimedOut | Raised]]:
    """Do each item in order in one worker thread; give up those that take too long.

    What an abandoned item still does is thrown away. After `max_abandoned` of them, everything
    left is `TimedOut(0)`: whatever hangs that often will hang again.

    Args:
        function: what to do with one item; must not need the caller's thread.
        items: taken at once, before the first is begun.
        seconds: the limit for one item, above zero.
        max_abandoned: how many workers may be left behind.

    Yields:
        Each item, in order, with the answer, `TimedOut`, or what the function raised.
    """
    queue = tuple(items)
    position, abandoned = 0, 0
    worker: _Worker[I, R] | None = None
    try:
        while position < len(queue) and abandoned < max_abandoned:
            worker = worker or _Worker(function, queue, position)
            answers, is_late = worker.batch(seconds)
            for answer in answers:
                yield queue[position], answer
                position += 1
            if is_late and position < len(queue):
                yield queue[position], TimedOut(seconds)
                position, abandoned, worker = position + 1, abandoned + 1, None
    finally:
        if worker is not None:
            worker.give_up()
    for item in queue[position:]:
        yield item, TimedOut(0.0)


def unwrapped(answer: R | Raised) -> R:
    """The answer; an error the function raised is raised here, in the caller's thread."""
    if isinstance(answer, Raised):
        raise answer.error
    return answer
