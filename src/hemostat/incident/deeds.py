"""What findings hold on to by deeds: where a process works, and what a service's account does.

Two of a kind never join by these (two processes of one folder, two jobs of one account): only a
process with a file, or a process with a job. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from hemostat.detect.names import SERVICE_ACCOUNTS
from hemostat.detect.places import is_system_folder
from hemostat.detect.process_programs import is_shell
from hemostat.detect.provenance import UNVOUCHED
from hemostat.incident.hubs import is_common_account, is_folder_of_many
from hemostat.incident.things import Thing, Touch
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.path import parent
from hemostat.model.records import EmbeddedStrings, Process, Startup

WEB_SHELL = "T1505.003"
_TREE = re.compile(
    r"(/var/www|/srv/www|/www/wwwroot|/data/www|/data/wwwroot|/usr/share/nginx|/var/lib|/srv"
    r"|/opt|/data|/usr/local|/home/[^/]+)/(?!(?:s?bin|lib|lib64|share|etc|src|tmp)/)[^/.][^/]*(?=/)"
)
_HOME = re.compile(r"/home/[^/]+|/root")
_OWN_CRONTAB = "/var/spool/cron/"


def deeds_of(
    finding: Finding, processes: Iterable[Process], records: Iterable[object]
) -> Iterator[Touch]:
    """The folders and service accounts one finding shows something happen in or by.

    Args:
        finding: whose.
        processes: those it is about.
        records: those behind it.
    """
    scope = str(finding.scope)
    for process in processes:
        yield from _of_process(process, finding.level, scope)
    for subject in finding.subjects:
        if subject.kind == "file" and subject.value.startswith("/"):
            yield from _of_file(subject.value, finding.attack, scope)
    for record in records:
        if isinstance(record, Startup) and finding.level >= Level.HIGH:
            yield from _of_job(record, scope)


def printed_by(
    finding: Finding, strings: Mapping[tuple[str, str], Iterable[EmbeddedStrings]]
) -> frozenset[str]:
    """What stands in its program: makers' pages too, so two programs that name it say little."""
    return frozenset(
        value
        for subject in finding.subjects
        for each in strings.get((str(finding.scope), subject.value), ())
        for value in (*each.addresses, *each.domains, *each.urls)
    )


def tree_of(path: str) -> str:
    """The folder of the site or application a path lies in; empty for none."""
    found = _TREE.match(path)
    return found[0] if found else ""


def _of_process(process: Process, level: Level, scope: str) -> Iterator[Touch]:
    is_sound = process.exe_state not in UNVOUCHED
    exe = "" if is_sound or process.exe_is_memory else str(process.exe or "")
    cwd = str(process.cwd or "")
    subject = Subject("process", exe or process.name, (("pid", process.pid),))
    folders = {cwd} if is_own_folder(cwd) else set[str]()
    # A person may work in a site with a web shell; its own service, or a program of it, is another.
    served = f"{cwd}/" if _is_service(process.account) else ""
    folders |= {tree for tree in (tree_of(served), tree_of(exe)) if tree}
    for folder in sorted(folders):
        yield Touch(Thing("workplace", folder, scope), Level.LOW, subject)
    is_odd = not is_sound or is_shell(process)
    if level >= Level.HIGH and is_odd and _is_service(process.account):
        yield Touch(Thing("service", process.account, scope), Level.LOW, subject)


def _of_file(path: str, attack: Iterable[str], scope: str) -> Iterator[Touch]:
    """A file in the folder it lies in; a web shell in its whole site, where it does its work."""
    folder = parent(path)
    if is_own_folder(folder):
        yield Touch(Thing("workplace", folder, scope), Level.LOW, Subject("file", folder))
    tree = tree_of(path)
    if tree and any(each.startswith(WEB_SHELL) for each in attack):
        yield Touch(Thing("workplace", tree, scope), Level.LOW, Subject("file", tree))


def _of_job(startup: Startup, scope: str) -> Iterator[Touch]:
    """A job in the crontab of a service's account: the service was made to write it."""
    place = str(startup.place or startup.source.path)
    if place.startswith(_OWN_CRONTAB) and _is_service(startup.account):
        yield Touch(Thing("service", startup.account, scope), Level.LOW, Subject("cron_job", place))


def is_own_folder(folder: str) -> bool:
    """Whether working there says something: no folder of the system's, of many, or a home."""
    return (
        folder.count("/") > 1
        and not is_folder_of_many(folder)
        and not is_system_folder(f"{folder}/x")
        and not folder.startswith(("/etc/", "/proc/", "/var/log", _OWN_CRONTAB))
        and not _HOME.fullmatch(folder)
    )


def _is_service(account: str) -> bool:
    return account in SERVICE_ACCOUNTS and not is_common_account(account)
