import math
import threading
import time

import pytest

from hemostat.examine.budget import (
    END_SECONDS,
    RUN_SECONDS,
    SHARES,
    OutOfTime,
    cut_after,
    share_of,
)
from hemostat.examine.examination import STEPS

STEP = {each.step: each for each in SHARES}


def test_shares_stand_in_the_order_of_the_steps() -> None:
    order = [each.name for each in STEPS]
    assert [each.step for each in SHARES] == [name for name in order if name in STEP]


@pytest.mark.parametrize("step", STEP)
def test_no_step_takes_more_than_its_most_or_less_than_its_least(step: str) -> None:
    assert share_of(step, math.inf) == STEP[step].most
    assert share_of(step, 0.0) == STEP[step].least
    assert share_of(step, -100.0) == STEP[step].least


def test_steps_that_use_all_they_may_stay_within_the_run() -> None:
    left = 15.0
    for each in SHARES:
        left -= share_of(each.step, left)
    # What the steps get at least may be borrowed from the end, never more.
    assert left >= -sum(each.least for each in SHARES[-2:])


def test_what_an_early_step_leaves_goes_to_a_later_one() -> None:
    assert share_of("content", 12.0) > share_of("content", 6.0) > STEP["content"].least


def test_the_last_one_leaves_time_to_conclude() -> None:
    assert share_of(SHARES[-1].step, 3.0) <= max(3.0 - END_SECONDS, 1.0) * 1.5


def test_a_run_that_takes_too_long_is_cut_as_by_ctrl_c() -> None:
    with pytest.raises(OutOfTime), cut_after(0.05):
        time.sleep(5)
    time.sleep(0.1)  # nothing is left that could cut later


def test_a_run_that_ends_in_time_is_not_cut() -> None:
    with cut_after(0.05):
        pass
    time.sleep(0.1)


def test_no_limit_and_other_threads_are_left_alone() -> None:
    with cut_after(math.inf):
        pass
    said: list[str] = []

    def elsewhere() -> None:
        with cut_after(0.01):
            time.sleep(0.05)
        said.append("done")

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert said == ["done"]


@pytest.mark.parametrize("step", STEP)
def test_a_longer_run_gives_each_step_its_part_of_it(step: str) -> None:
    assert share_of(step, math.inf, 10 * RUN_SECONDS) == 10 * STEP[step].most
    assert share_of(step, math.inf, RUN_SECONDS / 10) == STEP[step].most
