"""Tables of an SQLite database, read from bytes in memory: nothing is written beside the file."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hemostat.parse.host.rpm_sqlite import with_log
from hemostat.parse.host.sqlite_memory import opened, rows_of, stored_columns

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
        wanted: names of tables; case does not matter, views are no tables. Computed columns are
            left out.

    Raises:
        ValueError: it is no SQLite database.
        ERRORS: it is damaged, or its schema never ends; what was yielded before holds.
    """
    if not data.startswith(_MAGIC) or len(data) < 512:
        raise ValueError("not an SQLite database")
    with opened(with_log(data, b""), _MOST_STEPS, _MOST_TEXT) as connection:
        for table in wanted:
            if names := stored_columns(connection, table):
                rows = rows_of(connection, _query(table, names), len(data))
                yield table, [dict(zip(names, _texts(row), strict=True)) for row in rows]


def _query(table: str, names: Sequence[str]) -> str:
    # The table's name is ours; those of its columns are the database's, so they are quoted.
    columns = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    return f'SELECT {columns} FROM "{table}" LIMIT {MOST_ROWS}'  # noqa: S608


def _texts(row: Sequence[object]) -> Iterator[str]:
    for value in row:
        if isinstance(value, bytes):
            yield value.decode("utf-8", "backslashreplace")
        else:
            yield str(value) if isinstance(value, str | int | float) else ""
