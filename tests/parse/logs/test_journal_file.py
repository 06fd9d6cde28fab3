import gzip
import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.logs.journal_file import JournalFile

FILE = Path(__file__).parents[2] / "fixtures" / "logs" / "compact-zstd.journal.gz"
DATA = gzip.decompress(FILE.read_bytes())[: 5 << 20]


def test_the_values_of_a_field_are_those_written() -> None:
    journal = JournalFile(DATA)
    assert {value for value, _ in journal.values_of(b"SYSLOG_IDENTIFIER")} == {
        b"sshd",
        b"foo",
        b"sudo",
    }
    assert list(journal.values_of(b"NO_SUCH_FIELD")) == []


def test_times_stand_in_order() -> None:
    times = list(JournalFile(DATA).times())
    assert times == sorted(times)
    assert len(times) == 602


@given(st.binary(max_size=600))
def test_any_bytes_behind_the_signature_end(data: bytes) -> None:
    journal = JournalFile(b"LPKSHHRH" + data)
    assert sum(1 for _ in journal.times()) <= len(data)
    assert sum(1 for _ in journal.values_of(b"SYSLOG_IDENTIFIER")) <= 200_000


def test_a_damaged_file_ends_and_gives_no_more_than_it_held() -> None:
    chance = random.Random(7)
    for _ in range(30):
        data = bytearray(DATA[: 4 << 20])
        for _ in range(400):
            data[chance.randrange(len(data))] = chance.randrange(256)
        journal = JournalFile(bytes(data))
        for _, at in journal.values_of(b"SYSLOG_IDENTIFIER"):
            for entry in list(journal.entries_of(at))[:50]:
                journal.entry(entry, frozenset((b"MESSAGE",)))
        assert sum(1 for _ in journal.times()) <= 4_000_000
