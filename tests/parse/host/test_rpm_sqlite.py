"""rpm's SQLite form, opened in memory with its write-ahead log."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hemostat.parse.host.rpm_header import RpmHeader, parse_rpm_header
from hemostat.parse.host.rpm_sqlite import sqlite_blobs, with_log
from rpm_fixtures import sqlite_database

DATA = sqlite_database()


def names(data: bytes, log: bytes = b"") -> list[str]:
    parsed = [parse_rpm_header(each) for each in sqlite_blobs(data, log) if isinstance(each, bytes)]
    return sorted(each.text(1000) for each in parsed if isinstance(each, RpmHeader))


def test_every_package_that_rpm_wrote_is_read() -> None:
    assert names(DATA) == ["made-tool", "small"]


def test_what_only_stands_in_the_write_ahead_log_is_read(tmp_path: Path) -> None:
    file, copied = tmp_path / "rpmdb.sqlite", tmp_path / "copy"
    file.write_bytes(DATA)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("DELETE FROM Packages WHERE hnum = 1")
        connection.commit()
        shutil.copy(file, copied)
        log = (tmp_path / "rpmdb.sqlite-wal").read_bytes()
    assert len(names(copied.read_bytes())) == 2
    assert len(names(copied.read_bytes(), log)) == 1
    # A frame without a commit behind it does not count.
    assert len(names(copied.read_bytes(), log[:-100])) == 2


def test_a_view_in_the_tables_place_is_not_asked(tmp_path: Path) -> None:
    file = tmp_path / "rpmdb.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "CREATE VIEW Packages AS WITH RECURSIVE n(i) AS"
            " (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS hnum, zeroblob(8) AS blob FROM n WHERE i < 0"
        )
        connection.commit()
    assert list(sqlite_blobs(file.read_bytes())) == ["no table of packages"]


def test_other_bytes_are_not_taken_for_a_database() -> None:
    assert list(sqlite_blobs(b"")) == ["not an SQLite database"]
    assert list(sqlite_blobs(DATA[:5000])) != []


def test_a_database_with_a_damaged_schema_is_told_not_raised() -> None:
    data = bytearray(DATA)
    data[132_227] = 128
    (told,) = sqlite_blobs(bytes(data))
    assert isinstance(told, str)
    assert told.startswith("SQLite says:")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(16, len(DATA) - 1), st.integers(0, 255)), max_size=40))
def test_wrong_bytes_never_raise(changes: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for place, value in changes:
        data[place] = value
    assert all(isinstance(each, bytes | str) for each in sqlite_blobs(bytes(data)))


@given(st.binary(max_size=2000))
def test_a_log_of_any_bytes_never_raises(log: bytes) -> None:
    assert len(with_log(DATA, log)) <= 3 * len(DATA) + len(log)
