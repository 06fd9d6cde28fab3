"""Logs: who logged in and from where, what was typed, and which time each log covers."""

from collections.abc import Iterable
from dataclasses import replace

from hemostat.collect.artifact import Artifact
from hemostat.collect.logs import KIND, LogsRead, read_logs
from hemostat.examine.work import Work
from hemostat.model.records import Account, Login

ACCESS = "access_log"


def look_at_logs(work: Work) -> None:
    """Read the logs of the system, within their budget."""
    _read(work, "logs", [each for each in work.artifacts if each.parser != ACCESS])


def look_at_access_logs(work: Work) -> None:
    """Read what web servers wrote of their visitors, within a budget of its own."""
    _read(work, "access", [each for each in work.artifacts if each.parser == ACCESS])


def _read(work: Work, step: str, artifacts: Iterable[Artifact]) -> None:
    found = LogsRead()
    try:
        logs = [each for each in artifacts if each.kind == KIND]
        read_logs(work.tree, logs, found, seconds=work.share(step))
    finally:
        # Interrupted or not: what was read so far counts.
        names: dict[str, str] = {}
        for account in work.records.of(Account):
            names.setdefault(f"#{account.uid}", account.name)
        work.records.add(_named(record, names) for record in found.records)
        work.coverage += found.coverage


def _named(record: object, names: dict[str, str]) -> object:
    """A log-in by user id gets its account's name, where one has that id."""
    if isinstance(record, Login) and record.account in names:
        return replace(record, account=names[record.account])
    return record
