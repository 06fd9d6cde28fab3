"""One item that never returns costs its limit, and nothing else."""

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.run.watchdog import Raised, TimedOut, each


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """Something to wait for that does not come, until the test is over."""
    event = threading.Event()
    yield event
    event.set()


@given(st.lists(st.integers(), max_size=300))
def test_quick_items_give_their_answers_in_order(items: list[int]) -> None:
    assert list(each(lambda item: item * 2, items)) == [(item, item * 2) for item in items]


def test_a_hung_item_is_given_up_and_the_others_are_done(never: threading.Event) -> None:
    def read(item: int) -> int:
        if item == 70:
            never.wait()
        return item

    begin = time.monotonic()
    results = list(each(read, range(200), seconds=0.1))
    assert time.monotonic() - begin < 1
    assert [item for item, _ in results] == list(range(200))
    assert [item for item, answer in results if answer != item] == [70]
    assert results[70] == (70, TimedOut(0.1))


def test_after_too_many_hung_items_the_rest_is_not_begun(never: threading.Event) -> None:
    begun: list[int] = []

    def read(item: int) -> int:
        begun.append(item)
        never.wait()
        return item

    results = list(each(read, range(20), seconds=0.02, max_abandoned=3))
    assert begun == [0, 1, 2]
    assert [answer for _, answer in results] == [TimedOut(0.02)] * 3 + [TimedOut(0.0)] * 17


def test_an_abandoned_worker_that_comes_back_does_nothing_more() -> None:
    late = threading.Event()
    done: list[int] = []
    workers: set[threading.Thread] = set()

    def read(item: int) -> int:
        workers.add(threading.current_thread())
        if item == 0:
            late.wait()
        else:
            done.append(item)
        return item

    results = list(each(read, range(5), seconds=0.005))
    late.set()
    for worker in workers:
        worker.join(5)
    assert results[0] == (0, TimedOut(0.005))
    assert len(workers) > 1
    assert len(done) == len(set(done))


def test_the_last_item_may_hang_too(never: threading.Event) -> None:
    results = list(each(lambda item: item and never.wait(), [0, 1], seconds=0.02))
    assert results == [(0, 0), (1, TimedOut(0.02))]


def test_an_error_is_handed_over_and_the_work_goes_on() -> None:
    results = list(each(lambda item: 1 // item, [1, 0, 1]))
    assert [results[0], results[2]] == [(1, 1), (1, 1)]
    answer = results[1][1]
    assert isinstance(answer, Raised)
    assert isinstance(answer.error, ZeroDivisionError)


def test_a_slow_caller_makes_no_item_late() -> None:
    """The clock of an item runs only while it is done, not while its answer is looked at."""
    pause = threading.Event()
    for _, answer in each(lambda item: item, range(130), seconds=0.05):
        if answer == 3:
            pause.wait(0.15)
        assert not isinstance(answer, TimedOut)


def test_the_work_stays_within_a_batch_of_its_reader() -> None:
    begun: list[int] = []
    results = each(begun.append, range(10_000))
    next(results)
    assert len(begun) <= 64
    results.close()


def test_nothing_runs_on_when_the_caller_stops() -> None:
    results = each(lambda item: item, range(1000))
    next(results)
    results.close()
    watched = [thread for thread in threading.enumerate() if thread.name == "hemostat-watched"]
    for thread in watched:
        thread.join(1)
    assert not any(thread.is_alive() for thread in watched)


def test_the_hand_over_costs_microseconds() -> None:
    """20 µs are asked for; ten times that is allowed here, for a loaded machine."""
    items = range(5000)
    begin = time.process_time()
    assert sum(1 for _ in each(lambda item: item, items)) == 5000
    assert (time.process_time() - begin) / 5000 < 200e-6
