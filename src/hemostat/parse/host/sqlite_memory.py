"""SQLite databases opened in memory from hostile bytes: nothing is computed, nothing is endless.

Whoever wrote the file wrote its schema too. A column may be an expression that makes a gigabyte
of a few bytes, a view may never end, and pages may be shared so that a small file has rows without
number. So only stored columns of plain tables are asked for, and rows end with the file's length.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

_STORED: Final = (
    "SELECT lower(x.name) FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS x"
    " WHERE m.type = 'table' AND m.sql LIKE 'CREATE TABLE%' AND m.name = ? COLLATE NOCASE"
    " AND x.hidden = 0"
)
_WIDER: Final = 8
"""How much longer a value is as text than in the file, at most: `\\xNN` for a byte, digits."""


@contextmanager
def opened(data: bytes, most_steps: int, most_value: int) -> Generator[sqlite3.Connection]:
    """A database from its bytes, its write-ahead log already laid over it.

    Args:
        data: the bytes; nothing is written beside the file they came from.
        most_steps: of the engine, for one query.
        most_value: bytes of one value or row.

    Raises:
        sqlite3.Error, UnicodeDecodeError, MemoryError, OverflowError: it is damaged, here or later.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, most_value)
        connection.set_progress_handler(lambda: 1, most_steps)
        yield connection


def stored_columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of a plain table that stand in the file, in lower case; none for a view."""
    return tuple(name for (name,) in connection.execute(_STORED, (table,)))


def rows_of(
    connection: sqlite3.Connection, query: str, most: int, values: tuple[int, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query.

    Args:
        connection: from `opened`.
        query: asks for stored columns only.
        most: the length of the database in bytes; honest rows are no longer together.
        values: for the places in the query.

    Raises:
        sqlite3.DatabaseError: they are; and as `opened`.
    """
    left = most * _WIDER
    for row in connection.execute(query, values):
        left -= sum(len(each) for each in row if isinstance(each, str | bytes))
        if left < 0:
            raise sqlite3.DatabaseError("its rows are longer than the database")
        yield row
