"""Logs: who logged in and from where, what was typed, and which time each log covers."""

from dataclasses import replace

from hemostat.collect.logs import KIND, LogsRead, read_logs
from hemostat.examine.work import Work
from hemostat.model.records import Account, LogEvent, Login, TypedCommand


def look_at_logs(work: Work) -> None:
    """Read the logs, within their budget."""
    found = LogsRead()
    try:
        read_logs(
            work.tree,
            [each for each in work.artifacts if each.kind == KIND],
            found,
            seconds=work.share("logs"),
        )
    finally:
        # Interrupted or not: what was read so far counts.
        names: dict[str, str] = {}
        for account in work.records.of(Account):
            names.setdefault(f"#{account.uid}", account.name)
        work.records.add(_named(record, names) for record in found.records)
        work.coverage += found.coverage


def _named(record: object, names: dict[str, str]) -> object:
    """What a user id did gets its account's name, where one has that id."""
    if isinstance(record, Login | TypedCommand | LogEvent) and record.account in names:
        return replace(record, account=names[record.account])
    return record
