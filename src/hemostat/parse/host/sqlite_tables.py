"""Tables of an SQLite database, read from bytes in memory: nothing is written beside the file."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final

from hemostat.parse.host.rpm_sqlite import with_log

MOST_ROWS: Final = 5_000
ERRORS: Final = (sqlite3.Error, UnicodeDecodeError, MemoryError, OverflowError)
"""What a damaged or hostile database raises, beside ValueError for bytes that are none."""
_MAGIC: Final = b"SQLite format 3\0"
_MOST_STEPS: Final = 5_000_000
_MOST_TEXT: Final = 1 << 20

Row = Mapping[str, str]
"""One row: values as text by the column's name in lower case; what is no text or number is ''."""


def tables_of(data: bytes, wanted: Sequence[str]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each wanted table that is there, at most `MOST_ROWS`, in the order asked.

    Args:
        data: the database, without its write-ahead log.
        wanted: names of tables; case does not matter, views are no tables.

    Raises:
        ValueError: it is no SQLite database.
        ERRORS: it is damaged, or its schema never ends; what was yielded before holds.
    """
    if not data.startswith(_MAGIC) or len(data) < 512:
        raise ValueError("not an SQLite database")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(with_log(data, b""))
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_TEXT)
        connection.set_progress_handler(lambda: 1, _MOST_STEPS)
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE"
        for table in wanted:
            if connection.execute(asked, (table,)).fetchone() is not None:
                yield table, _rows(connection, table)


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    # The name is ours, never the database's.
    cursor = connection.execute(f'SELECT * FROM "{table}" LIMIT {MOST_ROWS}')  # noqa: S608
    names = [str(column[0]).lower() for column in cursor.description]
    return [dict(zip(names, _texts(row), strict=True)) for row in cursor]


def _texts(row: Sequence[object]) -> Iterator[str]:
    for value in row:
        if isinstance(value, bytes):
            yield value.decode("utf-8", "backslashreplace")
        else:
            yield str(value) if isinstance(value, str | int | float) else ""
