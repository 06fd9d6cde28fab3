"""What ties a web shell to what ran through it: a server's process works in the page's folder.

PHP-FPM, CGI and Apache's PHP change into the folder of the page they run, and what the page starts
inherits it. Two web shells of one site, and two processes in it, are not joined by that.
"""

from collections.abc import Iterable, Iterator

from hemostat.detect.names import SERVICE_ACCOUNTS
from hemostat.detect.places import below_web_root
from hemostat.incident.things import Thing, Touch
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.path import parent
from hemostat.model.records import Process

SITE = "site"


def of_web_shell(finding: Finding) -> Iterator[Touch]:
    """The folders of a web shell, from its own up to the web root."""
    if not any(each.startswith("T1505.003") for each in finding.attack):
        return
    for subject in finding.subjects:
        folder = parent(subject.value) if subject.kind == "file" else ""
        while below_web_root(folder):
            thing = Thing(SITE, folder, str(finding.scope))
            yield Touch(thing, Level.MEDIUM, Subject("file", folder), is_mention=True)
            folder = parent(folder)


def of_working_folders(processes: Iterable[Process]) -> Iterator[Touch]:
    """The folders of a web site in which a service's account works."""
    for process in processes:
        folder = str(process.cwd or "").rstrip("/")
        if process.account in SERVICE_ACCOUNTS and below_web_root(folder):
            yield Touch(
                Thing(SITE, folder, str(process.scope)), Level.MEDIUM, Subject("file", folder)
            )
