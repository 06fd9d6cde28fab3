import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.records import LogEvent, Login
from hemostat.parse.logs.login_databases import read_lastlog2, read_wtmpdb
from parse.logs.made_logs import WHEN, evidence, span

MICRO = int(WHEN.timestamp()) * 1_000_000
WTMP = (
    "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER,"
    " Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) STRICT"
)
LASTLOG = (
    "CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT,"
    " Service TEXT) STRICT"
)


def database(folder: Path, *statements: str, wal: bool = False) -> bytes:
    file = folder / "x.db"
    with closing(sqlite3.connect(file)) as connection:
        if wal:
            connection.execute("PRAGMA journal_mode=WAL")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return file.read_bytes()


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("wal", [False, True])
def test_wtmpdb_gives_sessions_and_boots(tmp_path: Path, wal: bool) -> None:
    data = database(
        tmp_path,
        WTMP,
        f"INSERT INTO wtmp VALUES (1, 1, 'reboot', {MICRO}, NULL, '~', '6.12', NULL)",
        f"INSERT INTO wtmp VALUES (2, 3, 'ops', {MICRO}, {MICRO + 60_000_000}, 'pts/0',"
        " '198.51.100.7', 'sshd')",
        wal=wal,
    )
    boot, login = read_wtmpdb(evidence(data), span("wtmp", "records")).records
    assert isinstance(boot, LogEvent)
    assert isinstance(login, Login)
    assert (boot.kind, boot.time) == ("boot", WHEN)
    assert (login.account, login.address, login.service, login.started) == (
        "ops",
        "198.51.100.7",
        "sshd",
        WHEN,
    )


def test_lastlog2_gives_the_last_log_in(tmp_path: Path) -> None:
    data = database(
        tmp_path,
        LASTLOG,
        f"INSERT INTO Lastlog2 VALUES ('ops', {MICRO // 1_000_000}, 'pts/1', '10.0.0.5', 'sshd')",
    )
    (login,) = read_lastlog2(evidence(data), span("lastlog", "records")).records
    assert isinstance(login, Login)
    assert (login.account, login.terminal, login.started) == ("ops", "pts/1", WHEN)


def test_a_view_in_the_place_of_the_table_is_not_asked(tmp_path: Path) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS ID, 3 AS Type,"
        " 'a' AS User, 1 AS Login, 1 AS Logout, '' AS TTY, '' AS RemoteHost, '' AS Service FROM n"
    )
    data = database(tmp_path, f"CREATE VIEW wtmp AS {endless}")
    assert read_wtmpdb(evidence(data), span("wtmp", "records")).span.unread == 1


@given(st.binary(max_size=700))
def test_what_is_no_database_is_unread(data: bytes) -> None:
    for bytes_ in (data, b"SQLite format 3\0" + data):
        assert read_wtmpdb(evidence(bytes_), span("wtmp")).records == ()
        assert read_lastlog2(evidence(bytes_), span("lastlog")).span.unread == 1


def test_a_time_without_end_is_none_and_the_rest_is_read(tmp_path: Path) -> None:
    data = database(
        tmp_path,
        "CREATE TABLE wtmp(ID, Type, User, Login, Logout, TTY, RemoteHost, Service)",
        "INSERT INTO wtmp VALUES (1, 3, 'ops', 9e999, -9e999, 'pts/0', '', 'sshd')",
    )
    (login,) = read_wtmpdb(evidence(data), span("wtmp", "records")).records
    assert isinstance(login, Login)
    assert (login.account, login.started, login.ended) == ("ops", None, None)


def test_a_column_that_is_computed_is_no_such_database(tmp_path: Path) -> None:
    data = database(
        tmp_path,
        "CREATE TABLE Lastlog2(Name AS (hex(zeroblob(500000))), Time, TTY, RemoteHost, Service)",
        "INSERT INTO Lastlog2(Time) VALUES (1)",
    )
    reading = read_lastlog2(evidence(data), span("lastlog", "records"))
    assert (reading.records, reading.span.unread) == ((), 1)
