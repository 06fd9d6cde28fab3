import gzip
from pathlib import Path

import pytest

from hemostat.model.records import LogEvent, Login, TypedCommand
from hemostat.parse.logs.journal import read_journal
from parse.logs.made_logs import evidence, span

FIXTURES = Path(__file__).parents[2] / "fixtures" / "logs"
FILES = sorted(FIXTURES.glob("*.journal.gz"))


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_real_journal_gives_its_log_ins_and_commands(file: Path) -> None:
    reading = read_journal(evidence(gzip.decompress(file.read_bytes())), span("journal", "journal"))
    assert (reading.span.entries, reading.span.unread) == (602, 0)
    logins = [each for each in reading.records if isinstance(each, Login)]
    assert sum(each.count for each in logins if each.outcome == "failed") == 300
    assert [each.account for each in logins if each.outcome == "accepted"] == ["root"]
    (event,) = [each for each in reading.records if isinstance(each, LogEvent)]
    (typed,) = [each for each in reading.records if isinstance(each, TypedCommand)]
    # This value is over 512 bytes: it stands packed in the file.
    assert (event.kind, event.account, len(typed.command)) == ("sudo", "www-data", 1_510)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_torn_journal_gives_what_its_index_still_reaches(file: Path) -> None:
    data = gzip.decompress(file.read_bytes())[: 6 << 18]
    reading = read_journal(evidence(data), span("journal", "journal"))
    assert reading.span.entries < 602


def test_what_is_no_journal_is_unread() -> None:
    assert read_journal(evidence(b"LPKSHHRX" + bytes(300)), span("journal")).span.unread == 1
