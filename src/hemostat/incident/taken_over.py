"""What was done in a session that somebody guessed their way into. Pure.

Time alone says little: it holds only for a log-in that a finding of `high` or above calls guessed,
only from that log-in to its end (an hour where no log says when), and only where nobody else logged
in meanwhile. What a process of that time is, is not asked: services start by themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from hemostat.incident.chronology import Moment
from hemostat.incident.logins import Login
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.story import Link

SESSION = timedelta(hours=1)
LONGEST = timedelta(hours=12)
MOST_SESSIONS = 5
AFTER = timedelta(days=30)
"""So long after a log-in the history of its account, switched off, is put down to it."""


def links_after_guessing(
    findings: Sequence[Finding], moments: Mapping[str, Moment], logins: Sequence[Login]
) -> Iterator[Link]:
    """Links from a log-in after guessing to what was changed in its session.

    Args:
        findings: those that may be joined.
        moments: when each happened, by id.
        logins: those that worked, in order of time.
    """
    for guessed in findings:
        if guessed.rule.category != "login_guessed" or guessed.level < Level.HIGH:
            continue
        for login in _of(guessed, logins)[:MOST_SESSIONS]:
            for other in findings:
                kind = _says(login, other, moments[other.id], logins)
                if other is not guessed and kind is not None:
                    subject = Subject("account", login.account)
                    yield Link(guessed.id, other.id, "login", subject, kind)


def _of(guessed: Finding, logins: Sequence[Login]) -> list[Login]:
    """The log-ins that worked of the accounts and from the addresses a finding names."""
    accounts = {each.value for each in guessed.subjects if each.kind == "account"}
    addresses = {each.value for each in guessed.subjects if each.kind == "address"}
    return [each for each in logins if each.account in accounts and each.address in addresses]


def _says(login: Login, finding: Finding, moment: Moment, logins: Sequence[Login]) -> Level | None:
    """How much the session says of a finding; None for nothing."""
    began, about = login.started, {s.value for s in finding.subjects if s.kind == "account"}
    if began is None or moment.time is None or finding.rule.category.startswith("login"):
        return None
    if finding.rule.category == "history_off" and login.account in about:
        is_after = moment.precision == "changed" and began <= moment.time <= began + AFTER
        return Level.LOW if is_after else None
    is_able = login.account == "root" or login.account in about
    is_dated = moment.precision in ("event", "seen", "changed")
    ended = _end(login, began)
    if is_able and is_dated and began <= moment.time <= ended and _is_alone(login, ended, logins):
        return Level.MEDIUM
    return None


def _end(login: Login, began: datetime) -> datetime:
    if login.ended is None or login.ended <= began:
        return began + SESSION
    return min(login.ended, began + LONGEST)


def _is_alone(login: Login, ended: datetime, logins: Sequence[Login]) -> bool:
    """Whether nobody from elsewhere logged in during a session."""
    return not any(
        other.started and login.started and login.started - SESSION <= other.started <= ended
        for other in logins
        if other.address != login.address
    )
