"""Databases of hosting panels (BT/aaPanel, mdserver-web, 1Panel): scheduled tasks and accounts."""

import re
from collections.abc import Callable

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Mechanism, PanelAccount, StartupLine
from hemostat.parse.host.sqlite_tables import ERRORS, MOST_ROWS, Row, tables_of
from hemostat.parse.place import Place

_LOG_HEADER = 32
# Not isdigit(): that is true of `²`, which is no number, and of numbers without end.
_NUMBER = re.compile(r"[0-9]{1,18}")
_SCRIPTS = "/www/server/cron/"


def parse_panel_database(evidence: Evidence, place: Place) -> Parsed[StartupLine | PanelAccount]:
    """Read tasks that are switched on, and accounts, by the tables' names.

    A task is what its person wrote; one that only the panel writes is its script in
    /www/server/cron. Other tables are left alone. Passwords are not read.

    Raises: nothing. A damaged or hostile database gives what was read until then and one `Unread`.
    Source: data/default.sql of BaoTa 5.9 and mdserver-web; the Cronjob model of 1Panel 1.10, 2.0.
    """
    found: list[StartupLine | PanelAccount] = []
    unread: list[Unread] = []
    try:
        for table, rows in tables_of(evidence.data, tuple(_TABLES)) if evidence.data else ():
            read = _TABLES[table]
            found += (each for row in rows if (each := read(evidence, place, row)))
            if len(rows) >= MOST_ROWS:
                unread.append(Unread(evidence.source(), f"more than {MOST_ROWS} rows in {table}"))
    except (ValueError, *ERRORS) as error:
        unread.append(Unread(evidence.source(), f"the panel's database: {error}"))
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
    number = int(row["id"]) if _NUMBER.fullmatch(row.get("id", "")) else None
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
