"""Log-ins that belong to a story: who was logged in when it began. Pure.

Whatever record type calls its table `login` and has these fields is read; nothing here knows
which parser made it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol, cast

from hemostat.model.evidence import Source
from hemostat.model.record import table_of
from hemostat.model.record_set import RecordSet
from hemostat.model.records import RECORD_TYPES

TABLE = "login"
BEFORE = timedelta(hours=24)
"""A log-in that long before the first step may have led to it."""
MOST_LOGINS = 5


class Login(Protocol):
    """What a log says of one log-in, or of several attempts alike."""

    source: Source
    account: str
    address: str
    service: str
    outcome: str
    key: str
    started: datetime | None
    ended: datetime | None


def logins_in(
    records: RecordSet, types: Iterable[type[object]] = RECORD_TYPES
) -> tuple[Login, ...]:
    """The log-ins from elsewhere that worked, in order of time; those without a time left out."""
    found = [
        cast(Login, record)
        for kind in types
        if table_of(kind).name == TABLE
        for record in records.of(kind)
    ]
    worked = [each for each in found if each.outcome == "accepted" and each.address]
    return tuple(sorted((each for each in worked if each.started), key=_time))


def leading_to(
    logins: Iterable[Login],
    first: datetime | None,
    *,
    accounts: frozenset[str],
    keys: frozenset[str],
    addresses: frozenset[str],
) -> tuple[Login, ...]:
    """The log-ins that tie up with a story: by its key or address; else by account and time.

    Args:
        logins: in order of time.
        first: when the story begins; None where nobody knows.
        accounts: people's accounts that the story is about.
        keys: fingerprints in it.
        addresses: remote addresses in it.

    Returns:
        At most five, the last before the story begins among them.
    """
    return tuple(_tied(logins, first, accounts, keys, addresses))[-MOST_LOGINS:]


def _tied(
    logins: Iterable[Login],
    first: datetime | None,
    accounts: frozenset[str],
    keys: frozenset[str],
    addresses: frozenset[str],
) -> Iterator[Login]:
    for login in logins:
        is_before = first is not None and first - BEFORE <= _time(login) <= first
        if is_proof(login, keys, addresses) or (is_before and login.account in accounts):
            yield login


def is_proof(login: Login, keys: frozenset[str], addresses: frozenset[str]) -> bool:
    """Whether the key or the address itself stands in the story."""
    return login.key in keys or login.address in addresses


def _time(login: Login) -> datetime:
    if login.started is None:
        raise ValueError("a log-in without a time was left out before")
    return login.started
