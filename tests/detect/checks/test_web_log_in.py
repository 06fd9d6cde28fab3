from datetime import timedelta

import pytest

from detect.made_web import INSIDE, OUTSIDE, WHEN, level
from hemostat.detect.checks.web_log_in import log_in_guessed
from hemostat.model.level import Level
from hemostat.model.records import WebLogIns

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")


def said(**more: object) -> Level | None:
    values: dict[str, object] = {
        "client": OUTSIDE,
        "path": "/wp-login.php",
        "failed": 60,
        "since": WHEN - timedelta(minutes=5),
        "accepted": WHEN,
        "accepts": 1,
        "after": 2,
    }
    return level(log_in_guessed, WebLogIns(**(values | more)))  # type: ignore[arg-type]


def test_guessed_and_used_is_medium() -> None:
    assert said() == Level.MEDIUM


def test_guessed_from_inside_is_low() -> None:
    assert said(client=INSIDE) == Level.LOW


@pytest.mark.parametrize(
    "more",
    [
        {"failed": 19},
        {"accepts": 0, "accepted": None},
        {"accepts": 30},
        {"after": 0},
        {"since": WHEN - timedelta(days=30)},
    ],
)
def test_people_who_come_every_day_and_guesses_in_vain_are_quiet(more: dict[str, object]) -> None:
    assert said(**more) is None
