from dataclasses import replace
from datetime import timedelta

import pytest

from hemostat.incident.chronology import Moment
from hemostat.incident.taken_over import links_after_guessing
from hemostat.model.finding import Claim, Finding, Subject
from hemostat.model.level import Level
from hemostat.model.story import Precision
from incident.stories import NOON, found
from incident.test_logins import Login
from report.made import rule

pytestmark = pytest.mark.requirement("B3", "A4.2")

ROOT = Login(account="root", started=NOON)


def guessed_and(
    *accounts: str,
    minutes: float = 5,
    precision: Precision = "changed",
    category: str = "x",
    level: Level = Level.HIGH,
    logins: tuple[Login, ...] = (ROOT,),
) -> list[Level]:
    """How sure each link is between a guessed log-in and a finding so long after it."""
    who = (Subject("account", logins[0].account), Subject("address", ROOT.address))
    what = tuple(Subject("account", each) for each in accounts) or (Subject("file", "/opt/x"),)
    guess = (rule("linux.test.a", level, category="login_guessed"), Claim(subjects=who, because=()))
    other = (
        rule("linux.test.b", Level.MEDIUM, category=category),
        Claim(subjects=what, because=()),
    )
    findings: tuple[Finding, ...] = found(guess, other)
    times = {
        each.id: Moment(NOON + timedelta(minutes=minutes), precision, each.id) for each in findings
    }
    return [each.confidence for each in links_after_guessing(findings, times, logins)]


def test_what_changed_in_the_session_of_a_guessed_root_is_its_work() -> None:
    assert guessed_and() == [Level.MEDIUM]
    assert guessed_and(precision="seen") == [Level.MEDIUM]


def test_neither_before_nor_after_the_session() -> None:
    assert guessed_and(minutes=-1) == []
    assert guessed_and(minutes=61) == []
    long = replace(ROOT, ended=NOON + timedelta(hours=3))
    assert guessed_and(minutes=61, logins=(long,)) == [Level.MEDIUM]
    short = replace(ROOT, ended=NOON + timedelta(minutes=2))
    assert guessed_and(logins=(short,)) == []


def test_a_time_that_anyone_can_set_or_a_start_is_none() -> None:
    assert guessed_and(precision="modified") == []
    assert guessed_and(precision="started") == []


def test_somebody_else_in_the_same_hour_makes_it_doubtful() -> None:
    other = replace(ROOT, address="198.51.100.9", started=NOON + timedelta(minutes=2))
    assert guessed_and(logins=(ROOT, other)) == []


def test_an_account_that_is_not_root_changes_its_own_only() -> None:
    li = replace(ROOT, account="li")
    assert guessed_and(logins=(li,)) == []
    assert guessed_and("li", logins=(li,)) == [Level.MEDIUM]


def test_a_log_in_nobody_is_sure_of_joins_nothing() -> None:
    assert guessed_and(level=Level.MEDIUM) == []


def test_the_history_of_the_account_switched_off_days_later_is_put_down_to_it() -> None:
    days = 3 * 24 * 60
    assert guessed_and("root", minutes=days, category="history_off") == [Level.LOW]
    assert guessed_and("li", minutes=days, category="history_off") == []
    assert guessed_and("root", minutes=-5, category="history_off") == []
