"""Ways back of a story's accounts that no finding speaks of: keys and sudo grants. Pure.

An ordinary key, or a grant, is no sign by itself. One that was written after the story began, for
an account that is in it, is to be closed with the rest: it is told as a step.
"""

from collections.abc import Iterator
from datetime import datetime

from hemostat.incident.chronology import Moment
from hemostat.incident.group import Group
from hemostat.incident.hubs import is_common_account
from hemostat.model.level import Level

MOST_WAYS = 5

Way = tuple[str, str, str, Moment]
"""The table of the record, the file, the account, and when the file was last altered."""


def ways_back(group: Group) -> tuple[Way, ...]:
    """Files that let an account of the story in, or make it root, altered since it began."""
    accounts = _accounts(group)
    first = min((m.time for f in group.findings if (m := group.moments[f.id]).time), default=None)
    told = {group.moments[each.id].origin for each in group.findings}
    if not accounts or first is None:
        return ()
    found = dict.fromkeys(way for way in _ways(group, accounts, first) if way[1] not in told)
    return tuple(found)[:MOST_WAYS]


def _ways(group: Group, accounts: frozenset[str], first: datetime) -> Iterator[Way]:
    named = [("authorized_key", each.owner, each.source.path) for each in group.host.keys]
    named += [
        ("sudo_rule", who, each.source.path) for each in group.host.grants for who in each.users
    ]
    for table, account, place in named:
        moment = group.times.of_file(str(place)) if account in accounts else Moment()
        is_since = moment.time is not None and moment.time >= first
        if is_since and moment.precision == "changed":
            yield table, str(place), account, moment


def _accounts(group: Group) -> frozenset[str]:
    """Whom serious findings are about or run as; root's ways are nobody's in particular."""
    serious = {each.id for each in group.findings if each.level >= Level.HIGH}
    about = {
        subject.value
        for finding in group.findings
        if finding.id in serious
        for subject in finding.subjects
        if subject.kind == "account"
    }
    running = {process.account for process in group.processes()}
    started = {startup.account for startup in group.startups()}
    return frozenset(each for each in about | running | started if not is_common_account(each))
