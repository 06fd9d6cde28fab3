from dataclasses import replace

import pytest

from detect.made_log_ins import event, level
from hemostat.detect.checks.host_restarts import crash_burst, restarted
from hemostat.model.level import Level
from hemostat.model.records import LogEvent


def boot(at: float, kind: str = "boot") -> LogEvent:
    return replace(event(kind, at=at), log="wtmp")


@pytest.mark.requirement("A2.6")
def test_a_restart_without_a_shutdown_is_told() -> None:
    assert level(restarted, boot(0), boot(600)) == Level.INFO


def test_an_ordered_restart_is_quiet() -> None:
    assert level(restarted, boot(0), boot(599, "shutdown"), boot(600)) is None


def test_the_order_of_records_does_not_matter() -> None:
    assert level(restarted, boot(600), boot(0), boot(599, "shutdown")) is None


@pytest.mark.parametrize(
    ("program", "said"),
    [("nginx", Level.LOW), ("sshd", Level.MEDIUM), ("php-fpm8.2", Level.LOW), ("chrome", None)],
)
def test_many_crashes_within_minutes(program: str, said: Level | None) -> None:
    crashes = [event("crashed", target=program, at=n / 2) for n in range(9)]
    assert level(crash_burst, *crashes) == said


def test_crashes_over_days_are_quiet() -> None:
    assert (
        level(crash_burst, *(event("crashed", target="nginx", at=n * 90.0) for n in range(40)))
        is None
    )
