from dataclasses import replace
from datetime import timedelta

import pytest

from detect.made_log_ins import INSIDE, WHEN, level, log_in
from hemostat.detect.checks.log_records_edited import records_missing, records_zeroed
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import LogSpan

WTMP = LogSpan(
    source=Source(path=HostPath("/var/log/wtmp")),
    family="wtmp",
    kind="records",
    state="read",
    first=WHEN - timedelta(days=9),
    last=WHEN + timedelta(days=1),
)
LATER = log_in("ops", INSIDE, log="wtmp", terminal="pts/1", at=300)
OPEN = log_in(log="utmp", terminal="pts/0")
LAST = log_in(log="lastlog", terminal="pts/0")
AUTH = replace(
    WTMP,
    source=Source(path=HostPath("/var/log/auth.log")),
    family="auth.log",
    kind="text",
    hours=tuple(int(WHEN.timestamp()) // 3_600 + n for n in range(-200, 24)),
)
pytestmark = pytest.mark.requirement("B3", "B5.2")


def test_zeroed_records_are_high() -> None:
    assert level(records_zeroed, replace(WTMP, blank_records=1)) == Level.HIGH
    assert level(records_zeroed, WTMP) is None


@pytest.mark.parametrize("session", [OPEN, LAST])
def test_a_session_with_a_terminal_that_wtmp_lacks_is_high(session: object) -> None:
    assert level(records_missing, WTMP, session, LATER) == Level.HIGH


@pytest.mark.parametrize("session", [OPEN, LAST])
def test_a_session_that_wtmp_has_is_quiet(session: object) -> None:
    twin = log_in(log="wtmp", terminal="pts/0", at=0.5)
    assert level(records_missing, WTMP, session, twin, LATER) is None


def test_a_wtmp_that_nobody_writes_any_more_proves_nothing() -> None:
    assert level(records_missing, WTMP, OPEN, LAST) is None
    assert level(records_missing, OPEN, LAST) is None


def test_an_open_session_and_an_emptied_wtmp_is_high() -> None:
    empty = replace(WTMP, state="empty", first=None, last=None)
    assert level(records_missing, empty, OPEN) == Level.HIGH
    assert level(records_missing, empty, LAST) is None


@pytest.mark.parametrize("terminal", ["tty1", ":0", "ssh", ""])
def test_sessions_of_other_kinds_are_quiet(terminal: str) -> None:
    assert level(records_missing, WTMP, replace(OPEN, terminal=terminal), LATER) is None


def test_a_terminal_emulator_has_no_address() -> None:
    assert level(records_missing, WTMP, replace(OPEN, address=":0"), LATER) is None


def test_a_part_of_wtmp_proves_nothing() -> None:
    assert level(records_missing, replace(WTMP, is_cut=True), OPEN, LATER) is None


def test_a_line_taken_out_of_auth_log_is_told_by_the_journal() -> None:
    other = log_in("ops", INSIDE, at=30)
    assert level(records_missing, AUTH, log_in(log="journal"), other) == Level.HIGH
    assert level(records_missing, AUTH, log_in(log="journal"), log_in(), other) is None


def test_a_host_without_log_ins_in_its_text_log_is_quiet() -> None:
    assert level(records_missing, AUTH, log_in(log="journal")) is None


def test_commands_without_a_terminal_are_not_in_wtmp() -> None:
    assert level(records_missing, WTMP, log_in(), LATER) is None
