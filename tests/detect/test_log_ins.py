from datetime import UTC, datetime, timedelta

import pytest

from hemostat.detect.log_ins import (
    Attempts,
    is_password,
    is_public,
    observables_of,
    values_of_login,
)
from hemostat.model.records import Login

WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def failed(count: int, hours: float, *, log: str = "text", account: str = "root") -> Login:
    start = WHEN - timedelta(hours=hours)
    return Login(
        log=log,
        account=account,
        address="198.51.100.7",
        outcome="failed",
        count=count,
        started=start,
        ended=start,
    )


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("198.51.100.7", True),
        ("::ffff:8.8.8.8", True),
        ("2001:4860::8", True),
        ("10.0.0.5", False),
        ("100.64.3.4", False),
        ("fe80::1%eth0", False),
        ("bastion.example", False),
        ("", False),
    ],
)
def test_an_address_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public
    assert bool(observables_of(address)) is public


def test_two_logs_of_one_guess_count_once() -> None:
    attempts = Attempts([failed(8, 1), failed(9, 1, log="journal")])
    assert attempts.before("198.51.100.7", WHEN).count == 9


def test_only_what_came_before_counts_and_only_the_last_day_is_recent() -> None:
    attempts = Attempts([failed(5, 30), failed(3, 1), failed(90, -1)])
    guesses = attempts.before("198.51.100.7", WHEN)
    assert (guesses.count, guesses.recent) == (8, 3)


def test_of_a_day_of_attempts_the_part_before_the_moment_counts() -> None:
    day = Login(
        log="text",
        account="root",
        address="198.51.100.7",
        outcome="failed",
        count=100,
        started=WHEN - timedelta(hours=1),
        ended=WHEN + timedelta(hours=9),
    )
    assert Attempts([day]).before("198.51.100.7", WHEN).count == 10


@pytest.mark.parametrize(
    ("method", "said"), [("password", True), ("", True), ("publickey", False), ("none", False)]
)
def test_a_method_is_a_password(method: str, said: bool) -> None:
    login = Login(log="text", account="a", outcome="accepted", method=method)
    assert is_password(login) is said


def test_a_log_in_of_unknown_time_and_method_names_its_log_instead() -> None:
    values = values_of_login(Login(log="wtmp", account="a", outcome="accepted"))
    assert values == {"account": "a", "address": "", "time": "?", "service": "wtmp", "method": "?"}
