from datetime import UTC, datetime, timedelta

import pytest

from detect.made_processes import worst
from hemostat.detect.checks.login_key_from_elsewhere import key_from_elsewhere
from hemostat.model.level import Level
from hemostat.model.records import Login

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def used(days: float, address: str, account: str = "ci") -> Login:
    return Login(
        log="text",
        account=account,
        address=address,
        method="publickey",
        outcome="accepted",
        key="SHA256:a",
        started=NOW - timedelta(days=days),
    )


@pytest.mark.requirement("B5.2")
def test_a_runners_key_from_abroad_is_worth_a_look_whatever_the_order_of_the_log() -> None:
    inside = [used(day, "10.2.3.4") for day in (9, 8, 7, 6, 5)]
    assert worst(key_from_elsewhere, used(1, "198.51.100.9"), *inside) == Level.MEDIUM


def test_many_log_ins_of_one_day_are_no_habit() -> None:
    inside = [used(2 + hour / 24, "10.2.3.4") for hour in range(8)]
    assert worst(key_from_elsewhere, used(1, "198.51.100.9"), *inside) is None


def test_a_key_that_came_from_outside_before_is_quiet() -> None:
    inside = [used(day, "10.2.3.4") for day in (9, 8, 7, 6, 5)]
    assert worst(key_from_elsewhere, used(20, "198.51.100.9"), *inside) is None


def test_the_same_key_at_another_account_has_its_own_habit() -> None:
    inside = [used(day, "10.2.3.4") for day in (9, 8, 7, 6, 5)]
    assert worst(key_from_elsewhere, used(1, "198.51.100.9", "git"), *inside) is None
