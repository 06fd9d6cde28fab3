"""What a hostile schema cannot do: compute, be a view, or give more than the file holds."""

import sqlite3

import pytest

from hemostat.parse.host.sqlite_memory import opened, rows_of, stored_columns


def made(script: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    return connection.serialize()


def test_the_columns_of_a_plain_table_that_stand_in_the_file() -> None:
    data = made("CREATE TABLE T (A, B AS (a || a), C AS (a) STORED); CREATE VIEW v AS SELECT 1")
    with opened(data, 1_000_000, 1 << 20) as connection:
        assert stored_columns(connection, "t") == ("a",)
        assert stored_columns(connection, "v") == ()
        assert stored_columns(connection, "none") == ()


def test_rows_longer_than_the_database_end() -> None:
    data = made("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)")
    with opened(data, 1_000_000, 1 << 20) as connection:
        rows = rows_of(connection, "SELECT a, zeroblob(30000) FROM t", len(data))
        assert next(rows)[0] == 1
        with pytest.raises(sqlite3.DatabaseError, match="longer than the database"):
            list(rows)


def test_a_value_longer_than_wanted_is_refused() -> None:
    with (
        opened(made("CREATE TABLE t (a)"), 1_000_000, 1_000) as connection,
        pytest.raises(sqlite3.DataError, match="too big"),
    ):
        list(rows_of(connection, "SELECT zeroblob(5000)", 1 << 20))


def test_a_query_without_end_is_stopped() -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n"
    with (
        opened(made("CREATE TABLE t (a)"), 10_000, 1_000) as connection,
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
    ):
        list(rows_of(connection, endless, 1 << 20))
