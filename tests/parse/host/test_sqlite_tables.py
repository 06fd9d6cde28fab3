"""Tables from bytes."""

import sqlite3

import pytest

from hemostat.parse.host.sqlite_tables import tables_of


def made(script: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    return connection.serialize()


def test_wanted_tables_come_as_texts_and_views_do_not() -> None:
    data = made("CREATE TABLE A (X, Y); INSERT INTO A VALUES (1, x'6869'), (NULL, 'b');"
                "CREATE VIEW b AS SELECT 1 AS x; CREATE TABLE c (x)")  # fmt: skip
    assert list(tables_of(data, ("a", "b", "d"))) == [
        ("a", [{"x": "1", "y": "hi"}, {"x": "", "y": "b"}])
    ]


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="not an SQLite database"):
        list(tables_of(b"text" * 200, ("a",)))


def test_computed_columns_are_left_out() -> None:
    data = made('CREATE TABLE a (x, y AS (hex(zeroblob(400000))), "odd "" name");'
                "INSERT INTO a VALUES (1, 'b')")  # fmt: skip
    assert list(tables_of(data, ("A",))) == [("A", [{"x": "1", 'odd " name': "b"}])]
