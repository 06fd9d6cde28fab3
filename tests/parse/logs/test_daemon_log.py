from datetime import UTC, datetime, timedelta, timezone

import pytest

from hemostat.model.records import DaemonEvent, MailSender
from hemostat.parse.logs.daemon_log import read_daemon_log, time_in
from hemostat.parse.logs.reading import LogReading
from parse.logs.made_logs import WHEN, evidence, span

pytestmark = pytest.mark.requirement("B3")


def read(text: str) -> LogReading:
    return read_daemon_log(evidence(text.encode()), span("x", "records"), UTC, WHEN)


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-20T03:00:00.120011Z",
        "2026-11-20 03:00:00.100 UTC [7]",
        "2026/11/20 03:00:00 [error]",
        "Fri Nov 20 03:00:00 2026 [pid 3]",
        "[Fri Nov 20 03:00:00.123456 2026] [php]",
        "611:M 20 Nov 2026 03:00:00.010 *",
        "20-Nov-2026 03:00:00.123 INFO",
        "[20/Nov/2026:11:00:00 +0800]",
        "2026-11-20 11:00:00,5 +08:00",
    ],
)
def test_the_forms_of_time(stamp: str) -> None:
    assert time_in(stamp, UTC) == pytest.approx(WHEN.timestamp(), abs=1)


def test_a_stamp_without_a_zone_is_the_hosts() -> None:
    east = timezone(timedelta(hours=8))
    assert time_in("20 Nov 2026 11:00:00.010", east) == WHEN.timestamp()
    assert time_in("31 Feb 2026 11:00:00", UTC) is None


@pytest.mark.parametrize(
    "line",
    [
        "611:S 20 Nov 2026 03:00:00.9 * Module 'x' loaded from /tmp/e.so",
        "Nov 20 03:00:00 srv redis[611]: 611:S 20 Nov 2026 03:00:00.9 * Module 'x' loaded from"
        " /tmp/e.so",
        '{"log":"611:S 20 Nov 2026 03:00:00.9 * Module \'x\' loaded from /tmp/e.so\\n",'
        '"stream":"stdout","time":"2026-11-20T03:00:00.1Z"}',
    ],
)
def test_one_message_is_known_in_every_wrapping(line: str) -> None:
    (event,) = read(f"nothing\n{line}\nnothing more").records
    assert isinstance(event, DaemonEvent)
    assert (event.kind, event.target, event.source.line) == ("library_loaded", "/tmp/e.so", 2)
    assert event.time is not None
    assert abs((event.time - datetime(2026, 11, 20, 3, tzinfo=UTC)).total_seconds()) < 1


def test_a_mailbox_is_counted_over_the_whole_log() -> None:
    lines = "".join(
        f"Nov 20 02:00:{n:02d} mx postfix/smtpd[9]: 00A3F1{n:04d}: client=u[192.0.2.{n}],"
        " sasl_method=LOGIN, sasl_username=x\n"
        for n in range(30)
    )
    (sender,) = read(lines).records
    assert isinstance(sender, MailSender)
    assert (sender.addresses, sender.mails) == (30, 30)


def test_lines_nobody_knows_are_not_kept() -> None:
    assert read("a\nb\n" * 50).records == ()


def test_of_too_many_telling_lines_the_newest_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemostat.parse.logs.daemon_log._MOST_LINES", 2)
    line = "611:S 20 Nov 2026 03:00:0{0}.9 * Module 'x' loaded from /tmp/e{0}.so\n"
    reading = read("".join(line.format(number) for number in range(5)))
    targets = [each.target for each in reading.records if isinstance(each, DaemonEvent)]
    assert targets == ["/tmp/e3.so", "/tmp/e4.so"]
    assert reading.dropped == 3
