"""Databases of hosting panels (BT/aaPanel, mdserver-web, 1Panel): scheduled tasks and accounts.

The bytes are opened in memory, never the file: opening it would write a journal beside it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Mechanism, PanelAccount, StartupLine
from hemostat.parse.host.rpm_sqlite import with_log
from hemostat.parse.place import Place

_MAGIC = b"SQLite format 3\0"
_MOST_STEPS = 5_000_000
_MOST_ROWS = 5_000
_MOST_TEXT = 1 << 20
_LOG_HEADER = 32
_SCRIPTS = "/www/server/cron/"

Row = dict[str, str]
"""One row: values as text by the column's name in lower case; what is no text or number is ''."""


def parse_panel_database(evidence: Evidence, place: Place) -> Parsed[StartupLine | PanelAccount]:
    """Read tasks that are switched on, and accounts, by the tables' names.

    A task is what its person wrote; one that only the panel writes is its script in
    /www/server/cron. Other tables are left alone. Passwords are not read.

    Raises: nothing. A damaged or hostile database gives what was read until then and one `Unread`.
    Source: data/default.sql of BaoTa 5.9 and mdserver-web; the Cronjob model of 1Panel 1.10, 2.0.
    """
    if not evidence.data:
        return Parsed()
    if not evidence.data.startswith(_MAGIC) or len(evidence.data) < 512:
        return Parsed((), (Unread(evidence.source(), "not an SQLite database"),))
    found: list[StartupLine | PanelAccount] = []
    unread: list[Unread] = []
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(with_log(evidence.data, b""))
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_TEXT)
            connection.set_progress_handler(lambda: 1, _MOST_STEPS)
            for table, read in _TABLES.items():
                rows = _rows(connection, table)
                found += (each for row in rows if (each := read(evidence, place, row)))
                if len(rows) >= _MOST_ROWS:
                    reason = f"more than {_MOST_ROWS} rows in {table}"
                    unread.append(Unread(evidence.source(), reason))
    # A damaged database makes SQLite speak of names in bytes that are no UTF-8.
    except (sqlite3.Error, UnicodeDecodeError, MemoryError, OverflowError) as error:
        unread.append(Unread(evidence.source(), f"SQLite says: {error}"))
    return Parsed(tuple(found), tuple(unread))


def parse_panel_log(evidence: Evidence, place: Place) -> Parsed[StartupLine | PanelAccount]:
    """Say that the newest changes of a panel's database stand in a log that is not laid over it."""
    del place
    if len(evidence.data) <= _LOG_HEADER:
        return Parsed()
    reason = "newest changes of the panel's database, not read: see it in the panel"
    return Parsed((), (Unread(evidence.source(), reason),))


def parse_webmin_users(evidence: Evidence, place: Place) -> Parsed[PanelAccount]:
    """Read miniserv.users: `name:password:…`; the password itself is not kept.

    Raises: nothing. Source: miniserv.pl of Webmin 2.1.
    """
    del place
    found: list[PanelAccount] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        name, colon, _ = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        source = evidence.source(line=number, text=name)
        if name.strip() and colon:
            found.append(PanelAccount(source=source, product="webmin", name=name))
        else:
            unread.append(Unread(source, "not a line of an account"))
    return Parsed(tuple(found), tuple(unread))


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    """The rows of a real table of this name; none for a view or no table."""
    asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE"
    if connection.execute(asked, (table,)).fetchone() is None:
        return []
    # The names are ours, see _TABLES.
    cursor = connection.execute(f'SELECT * FROM "{table}" LIMIT {_MOST_ROWS}')  # noqa: S608
    names = [str(column[0]).lower() for column in cursor.description]
    return [dict(zip(names, _texts(row), strict=True)) for row in cursor]


def _texts(row: Sequence[object]) -> Iterator[str]:
    for value in row:
        yield str(value) if isinstance(value, str | int | float) else ""


def _bt_task(evidence: Evidence, place: Place, row: Row) -> StartupLine | None:
    """A row of BT's `crontab`; `status` and what the task holds came with later versions."""
    if row.get("status", "1") == "0":
        return None
    script = _SCRIPTS + row["echo"] if row.get("echo") else ""
    kind, address = row.get("stype", ""), row.get("urladdress", "").strip()
    command = row.get("sbody", "").strip() if kind.lower() in ("", "toshell", "topython") else ""
    if kind.lower() == "tourl" and address:
        command = f"curl -sS '{address}'"
    parts = (row.get(name, "") for name in ("type", "where1", "where_hour", "where_minute"))
    return _task(evidence, place, row, command or script, " ".join(each for each in parts if each))


def _1panel_task(evidence: Evidence, place: Place, row: Row) -> StartupLine | None:
    """A row of 1Panel's `cronjobs`."""
    if row.get("status", "").lower() == "disable" or row.get("deleted_at"):
        return None
    kind = row.get("type", "").lower()
    command = ""
    if kind == "shell":
        command = row.get("script", "").strip() or row.get("command", "").strip()
    elif kind == "curl":
        addresses = row.get("url", "").replace(",", "\n").split()
        command = "\n".join(f"curl '{address}'" for address in addresses)
    if row.get("container_name") or row.get("containername"):
        # It runs inside that container, not on the host.
        return None
    return _task(evidence, place, row, command, row.get("spec", ""), row.get("user") or "root")


def _task(
    evidence: Evidence, place: Place, row: Row, command: str, trigger: str, account: str = "root"
) -> StartupLine | None:
    if not command:
        return None
    number = int(row["id"]) if row.get("id", "").isdigit() else None
    text = f"{row.get('name', '')}: {command}"[:500]
    return StartupLine(
        source=evidence.source(line=number, text=text),
        mechanism=place.mechanism or Mechanism.CRON,
        account=account,
        trigger=trigger,
        command=command,
    )


def _bt_account(evidence: Evidence, place: Place, row: Row) -> PanelAccount | None:
    name = row.get("username", "")
    if not name:
        return None
    return PanelAccount(
        source=evidence.source(text=name),
        product="mdserver-web" if "mdserver" in place.path else "bt",
        name=name,
        address=row.get("login_ip", ""),
        logged_in=row.get("login_time", ""),
    )


_TABLES: dict[str, Callable[[Evidence, Place, Row], StartupLine | PanelAccount | None]] = {
    "crontab": _bt_task,
    "cronjobs": _1panel_task,
    "users": _bt_account,
}

PARSERS = {
    "panel_database": parse_panel_database,
    "panel_database_log": parse_panel_log,
    "webmin_users": parse_webmin_users,
}
