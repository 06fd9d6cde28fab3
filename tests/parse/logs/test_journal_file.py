import gzip
import random
import struct
import tracemalloc
from pathlib import Path

import zstandard
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
    assert sum(1 for _ in journal.values_of(b"SYSLOG_IDENTIFIER")) <= len(data)


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
        assert sum(1 for _ in journal.times()) <= len(data)


FIELD, FIRST, ENTRY, ARRAY = 240, 512, 320, 448
NAME = b"SYSLOG_IDENTIFIER"


def made_journal(size: int) -> bytearray:
    """A journal with one field, one entry, and one array that names it; no value yet."""
    journal = bytearray(size)
    journal[:8] = b"LPKSHHRH"
    for at, value in ((120, 224), (128, 16), (152, 1), (176, ARRAY), (224, FIELD)):
        struct.pack_into("<Q", journal, at, value)
    struct.pack_into("<BB6xQ", journal, FIELD, 2, 0, 40 + len(NAME))
    journal[FIELD + 40 : FIELD + 40 + len(NAME)] = NAME
    struct.pack_into("<BB6xQ", journal, ENTRY, 3, 0, 80)
    struct.pack_into("<Q", journal, ENTRY + 24, 1_700_000_000_000_000)
    struct.pack_into("<Q", journal, ENTRY + 64, FIRST)
    struct.pack_into("<BB6xQQQ", journal, ARRAY, 6, 0, 32, 0, ENTRY)
    return journal


def put_value(journal: bytearray, at: int, following: int, packed: bytes = b"") -> None:
    """A value of the field at a place, with the next one of the same field."""
    payload = packed or NAME + b"=sshd"
    struct.pack_into("<BB6xQ", journal, at, 1, 4 if packed else 0, 64 + len(payload))
    struct.pack_into("<QQQ", journal, at + 32, following, ENTRY, ARRAY)
    journal[at + 64 : at + 64 + len(payload)] = payload
    struct.pack_into("<Q", journal, FIELD + 32, at)


def test_a_value_that_names_itself_as_the_next_comes_once() -> None:
    data = made_journal(1024)
    put_value(data, FIRST, FIRST)
    journal = JournalFile(bytes(data))
    assert list(journal.values_of(NAME)) == [(b"sshd", FIRST)]
    assert list(journal.entries_of(FIRST)) == [ENTRY]


def test_values_that_share_one_long_array_cost_no_more_than_the_file_is_long() -> None:
    count, size = 2_000, 800_000
    data = made_journal(size)
    for number in range(count):
        put_value(data, FIRST + 96 * number, FIRST + 96 * (number - 1) if number else 0)
    begin = FIRST + 96 * count
    slots = (size - begin - 24) // 8
    for number in range(count):
        struct.pack_into("<Q", data, FIRST + 96 * number + 48, begin)
    struct.pack_into("<BB6xQQ", data, begin, 6, 0, 24 + 8 * slots, 0)
    struct.pack_into(f"<{slots}Q", data, begin + 24, *range(ENTRY + 8, ENTRY + 8 + slots))
    journal = JournalFile(bytes(data))
    asked = sum(1 for _, at in journal.values_of(NAME) for _ in journal.entries_of(at))
    assert asked <= size
    assert journal.is_spent


def test_values_packed_to_nothing_do_not_fill_the_memory() -> None:
    packed = zstandard.ZstdCompressor().compress(NAME + b"=" + bytes(1 << 16))
    count = 3_000
    data = made_journal(FIRST + 256 * count)
    for number in range(count):
        put_value(data, FIRST + 256 * number, FIRST + 256 * (number - 1) if number else 0, packed)
    journal = JournalFile(bytes(data))
    tracemalloc.start()
    for _ in journal.values_of(NAME):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 48 << 20
