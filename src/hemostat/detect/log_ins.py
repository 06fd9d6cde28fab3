"""What several checks ask of log-ins: whose address it is, and what was tried from it before."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemostat.detect.process_family import is_public as is_of_internet
from hemostat.model.finding import Observable, Subject
from hemostat.model.records import Account, Login

ACCEPTED, FAILED, PROBED = "accepted", "failed", "probed"
OF_DAEMONS = frozenset(("vsftpd", "proftpd", "pure-ftpd", "dovecot", "smtp", "mysql", "postgresql"))
"""Services with accounts of their own: their root, or postgres, need not be the system's."""
# Shared by providers, and what overlay networks (Tailscale) give their members.
_SHARED = ipaddress.ip_network("100.64.0.0/10")


def is_public(address: str) -> bool:
    """Whether an address lies outside; False for a host name, which nobody here resolves."""
    found = address_of(address)
    return found is not None and found not in _SHARED and is_of_internet(str(found))


def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address a text is, IPv4 inside IPv6 as IPv4; None for anything else."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def is_password(login: Login) -> bool:
    """Whether a guessed password could have opened it; True where nothing says how."""
    return not login.method.startswith(("publickey", "gssapi", "hostbased", "none"))


def is_root(account: str, accounts: Iterable[Account]) -> bool:
    """Whether a name is root's, or another account's with the same rights."""
    return account == "root" or any(each.uid == 0 and each.name == account for each in accounts)


def subjects_of_login(login: Login) -> tuple[Subject, ...]:
    """The account, and the address it came from."""
    found = [Subject("account", login.account)] if login.account else []
    if login.address:
        found.append(Subject("address", login.address))
    return tuple(found)


def values_of_login(login: Login) -> dict[str, str]:
    """Who logged in, from where, when and how, as texts show it."""
    return {
        "account": login.account,
        "address": login.address,
        "time": time_text(login.started),
        "service": login.service or login.log,
        "method": login.method or "?",
    }


def observables_of(address: str) -> tuple[Observable, ...]:
    """The address as something to look for elsewhere."""
    found = address_of(address)
    if found is None or not is_public(address):
        return ()
    return (Observable(f"ipv{found.version}-addr", str(found)),)


def time_text(time: datetime | None) -> str:
    """A time as texts show it; `?` for an unknown one."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else "?"


@dataclass(frozen=True, slots=True)
class Guesses:
    """What was tried from one address before a moment.

    Attributes:
        count: failed passwords, or probes where none was tried. recent: those of the last day.
        accounts: the names tried. first: the first of them. because: at most five records.
    """

    count: int
    recent: int
    accounts: frozenset[str]
    first: datetime | None
    because: tuple[Login, ...]


class Attempts:
    """All attempts that failed, by address. Several logs tell of one: the fullest counts."""

    def __init__(self, logins: Iterable[Login]) -> None:
        """Index them."""
        self._by_address: dict[str, dict[str, list[Login]]] = defaultdict(lambda: defaultdict(list))
        for login in logins:
            if login.outcome in (FAILED, PROBED) and login.address and login.started:
                self._by_address[login.address][login.log].append(login)

    def __iter__(self) -> Iterator[str]:
        """The addresses."""
        return iter(self._by_address)

    def before(self, address: str, moment: datetime) -> Guesses:
        """What was tried from an address before a moment."""
        logs = self._by_address.get(address, {})
        found = [_guesses(logins, moment) for logins in logs.values()]
        return max(found, key=lambda each: each.count, default=_NONE)


_NONE = Guesses(0, 0, frozenset(), None, ())
_DAY = timedelta(days=1)


def _guesses(logins: Iterable[Login], moment: datetime) -> Guesses:
    earlier = [each for each in logins if each.started and each.started <= moment]
    tried = [each for each in earlier if each.outcome == FAILED] or earlier
    counts = [(each, _count_before(each, moment)) for each in tried]
    recent = sum(n for each, n in counts if (each.ended or moment) >= moment - _DAY)
    starts = [each.started for each in tried if each.started]
    return Guesses(
        count=sum(n for _, n in counts),
        recent=recent,
        accounts=frozenset(each.account for each in tried),
        first=min(starts, default=None),
        because=tuple(sorted(tried, key=lambda each: -each.count)[:5]),
    )


def _count_before(login: Login, moment: datetime) -> int:
    """Of attempts counted over a day, the part before a moment, as if they came evenly."""
    start, end = login.started, login.ended
    if start is None or end is None or end <= moment:
        return login.count
    share = (moment - start) / (end - start)
    return max(1, int(login.count * share))
