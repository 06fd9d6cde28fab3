import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.records import LogEvent, Login
from hemostat.parse.logs.login_records import entries_of, read_lastlog, read_login_records
from parse.logs.made_logs import NEW, OLD, WHEN, evidence, record, span

SESSION = record(7, "root", host="198.51.100.7", address="198.51.100.7")
END = record(8, time=WHEN.timestamp() + 600)
needs_utmpdump = pytest.mark.skipif(not shutil.which("utmpdump"), reason="needs utmpdump")


def logins(data: bytes, family: str = "wtmp") -> list[Login]:
    reading = read_login_records(evidence(data), span(family, "records"))
    return [each for each in reading.records if isinstance(each, Login)]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("layout", [OLD, NEW])
def test_a_session_has_its_account_address_terminal_and_both_times(layout: str) -> None:
    data = record(7, "root", address="198.51.100.7", layout=layout) + record(
        8, time=WHEN.timestamp() + 600, layout=layout
    )
    (login,) = logins(data)
    assert (login.account, login.address, login.terminal) == ("root", "198.51.100.7", "pts/0")
    assert (login.started, login.ended) == (WHEN, WHEN + timedelta(minutes=10))


def test_a_session_without_an_end_is_open() -> None:
    (login,) = logins(SESSION)
    assert login.ended is None


@pytest.mark.requirement("A2.6")
def test_boots_and_shutdowns_are_events() -> None:
    data = record(2, "reboot", "~") + record(1, "shutdown", "~") + record(2, "reboot", "~")
    reading = read_login_records(evidence(data), span("wtmp", "records"))
    kinds = [each.kind for each in reading.records if isinstance(each, LogEvent)]
    assert kinds == ["boot", "shutdown", "boot"]


def test_a_zeroed_record_between_others_is_counted_and_one_at_the_end_is_not() -> None:
    blank = bytes(384)
    zapped = read_login_records(evidence(SESSION + blank + END), span("wtmp", "records"))
    assert zapped.span.blank_records == 1
    torn = read_login_records(evidence(SESSION + END + blank), span("wtmp", "records"))
    assert torn.span.blank_records == 0


def test_zeros_before_a_boot_are_what_a_crash_leaves() -> None:
    data = SESSION + bytes(768) + record(2, "reboot", "~")
    assert read_login_records(evidence(data), span("wtmp", "records")).span.blank_records == 0


def test_failures_alike_within_a_day_are_one_record_with_their_number() -> None:
    data = record(6, "root", "ssh:notty", address="198.51.100.7") * 40
    (login,) = logins(data, "btmp")
    assert (login.count, login.outcome, login.service) == (40, "failed", "sshd")


def test_bytes_left_over_are_told() -> None:
    reading = read_login_records(evidence(SESSION + END + b"x" * 100), span("wtmp", "records"))
    assert reading.span.odd_bytes == 100
    assert reading.span.entries == 2


def test_lastlog_tells_the_last_log_in_of_each_uid() -> None:
    import struct

    blank = bytes(292)
    data = blank + struct.pack("<i32s256s", int(WHEN.timestamp()), b"pts/3", b"203.0.113.4")
    reading = read_lastlog(evidence(data), span("lastlog", "records"))
    (login,) = reading.records
    assert isinstance(login, Login)
    assert (login.account, login.terminal, login.address) == ("#1", "pts/3", "203.0.113.4")
    assert login.started == WHEN


@needs_utmpdump
def test_the_records_are_those_that_utmpdump_prints(tmp_path: Path) -> None:
    names = ["root", "ops", "a" * 32, "", "böse"]
    data = b"".join(
        record(7, name, f"pts/{n}", host=f"h{n}", address=f"10.0.0.{n}", pid=100 + n)
        for n, name in enumerate(names)
    )
    file = tmp_path / "wtmp"
    file.write_bytes(data)
    printed = subprocess.run(
        ["utmpdump", file], capture_output=True, check=True, env={"TZ": "UTC", "LC_ALL": "C"}
    ).stdout.decode("utf-8", "replace")
    rows = [[cell.strip() for cell in row.strip("[]").split("] [")] for row in printed.splitlines()]
    found, left = entries_of(data)
    assert left == 0
    assert [(int(row[1]), row[4], row[5], row[6]) for row in rows] == [
        (each.pid, each.line, each.host, each.address) for each in found if each
    ]
    times = {datetime.fromtimestamp(each.time, UTC) for each in found if each}
    assert times == {datetime.fromisoformat(row[7].replace(",", ".")) for row in rows}


@given(st.binary(max_size=4_000))
def test_any_bytes_give_records_and_a_number_of_bytes_left(data: bytes) -> None:
    found, left = entries_of(data)
    assert len(found) * 384 + left == len(data) or len(found) * 400 + left == len(data)
    for family in ("wtmp", "btmp", "utmp"):
        read_login_records(evidence(data), span(family, "records"))
    read_lastlog(evidence(data), span("lastlog", "records"))
