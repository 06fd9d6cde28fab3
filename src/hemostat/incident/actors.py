"""Who did what a finding speaks of: the account that owns the file, the job or the process. Pure.

Root and the accounts that own what nobody owns are nobody in particular, and left out.
"""

from collections.abc import Iterator

from hemostat.incident.backing import pids_of
from hemostat.incident.group import Group
from hemostat.incident.hubs import is_common_account
from hemostat.model.finding import Finding
from hemostat.model.level import Level
from hemostat.model.records import AuthorizedKey, Startup
from hemostat.model.story import Entry

_FILES = ("file", "library", "cron_job")
_OWN_CRONTAB = "/var/spool/cron/"


def actors_of(finding: Finding, group: Group) -> frozenset[str]:
    """The accounts that did what a finding speaks of, and those it is about."""
    about = {each.value for each in finding.subjects if each.kind == "account"}
    about |= {r.owner for r in group.backing.of(finding) if isinstance(r, AuthorizedKey)}
    return doers_of(finding, group) | {each for each in about if not is_common_account(each)}


def doers_of(finding: Finding, group: Group) -> frozenset[str]:
    """The accounts that own its files, its jobs or its processes."""
    return frozenset(each for each in _doers(finding, group) if not is_common_account(each))


def came_in_as(entry: Entry | None, group: Group) -> frozenset[str]:
    """The accounts an intruder had by the way in; none where it is not shown well enough."""
    if entry is None or entry.confidence < Level.MEDIUM:
        return frozenset()
    told = {str(value) for name, value in entry.how.values if name == "account"}
    told |= {each.value for each in entry.subjects if each.kind == "account"}
    if entry.kind == "web_shell":
        shells = [each for each in group.findings if each.id == entry.finding]
        told |= {account for each in shells for account in actors_of(each, group)}
    return frozenset(each for each in told if not is_common_account(each) and each != "?")


def _doers(finding: Finding, group: Group) -> Iterator[str]:
    host = group.host
    for subject in finding.subjects:
        if subject.kind in _FILES and finding.scope.is_host:
            found = group.times.inode(subject.value)
            yield host.accounts.get(found.uid, "") if found and found.uid else ""
    for pid in pids_of(finding):
        if process := host.processes.get(pid):
            yield process.account
    for record in group.backing.of(finding):
        if isinstance(record, Startup):
            place = str(record.place or record.source.path)
            yield record.account if place.startswith(_OWN_CRONTAB) else ""
