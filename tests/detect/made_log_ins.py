"""Log-ins and accounts for the tests of what logs tell."""

from datetime import UTC, datetime, timedelta

from detect.running import claims
from hemostat.detect.check import Check
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, LogEvent, Login

WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
OUTSIDE, INSIDE = "198.51.100.7", "10.0.0.5"
ROOT = Account(name="root", uid=0, home=HostPath("/root"), shell=HostPath("/bin/bash"))
WEB = Account(name="www-data", uid=33, home=HostPath("/var/www"), shell=HostPath("/bin/sh"))


def log_in(
    account: str = "root",
    address: str = OUTSIDE,
    method: str = "password",
    *,
    at: float = 0,
    log: str = "text",
    terminal: str = "",
    key: str = "",
    service: str = "sshd",
) -> Login:
    """Somebody was let in, `at` minutes after three."""
    return Login(
        source=Source(path=HostPath(f"/var/log/{log}")),
        log=log,
        account=account,
        address=address,
        method=method,
        service=service,
        terminal=terminal,
        key=key,
        outcome="accepted",
        started=WHEN + timedelta(minutes=at),
    )


def failures(
    count: int, account: str = "root", address: str = OUTSIDE, *, at: float = -60, log: str = "text"
) -> Login:
    """Failures alike, within a minute."""
    start = WHEN + timedelta(minutes=at)
    return Login(
        log=log,
        account=account,
        address=address,
        method="password",
        outcome="failed",
        count=count,
        started=start,
        ended=start + timedelta(seconds=30),
    )


def event(
    kind: str, account: str = "", target: str = "", detail: str = "", at: float = 0
) -> LogEvent:
    """One event of a text log."""
    return LogEvent(
        log="text",
        kind=kind,
        account=account,
        target=target,
        detail=detail,
        program=kind.partition("_")[0],
        time=WHEN + timedelta(minutes=at),
    )


def level(check: Check, *records: object) -> Level | None:
    """The worst level a check gives; None where it is quiet."""
    found = [claim.level or check.info.level for claim in claims(check, *records)]
    return max(found, default=None)
