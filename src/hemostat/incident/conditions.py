"""What may be missing from a thread, by name: the conditions of `data/incident-types`. Pure."""

from collections.abc import Callable, Mapping

from hemostat.detect.names import SERVICE_ACCOUNTS
from hemostat.incident.group import Group
from hemostat.model.records import Provenance

BUSY_CORES = 0.3

_WAYS_BACK = {"cron_job", "unit", "key", "account", "group", "module", "socket"}
_REMOTE = {"address", "domain"}
_REMOTE_OBSERVABLES = {"ipv4-addr", "ipv6-addr", "domain-name", "url"}
_WEB = ("/www/", "/htdocs", "/public_html", "/wwwroot", "/webapps/", "/nginx/html", "/uploads/")


def _nothing_runs(group: Group) -> bool:
    return group.was_running and not group.processes()


def _processor_idle(group: Group) -> bool:
    shares = [each.cpu_share for each in group.processes() if each.cpu_share is not None]
    return bool(shares) and max(shares) < BUSY_CORES


def _no_remote(group: Group) -> bool:
    kinds = {subject.kind for subject in group.subjects()}
    types = {each.type for finding in group.findings for each in finding.observables}
    links = {link.kind for link in group.links}
    return not (kinds & _REMOTE or types & _REMOTE_OBSERVABLES or "address" in links)


def _no_own_file(group: Group) -> bool:
    facts = [
        fact
        for subject in group.subjects()
        if subject.kind in ("file", "library", "process")
        and (fact := group.host.fact(subject.value, "host"))
    ]
    sound = (Provenance.PACKAGED, Provenance.CONFIGURED, Provenance.PRODUCT)
    return bool(facts) and all(fact.state in sound for fact in facts)


def _no_way_back(group: Group) -> bool:
    kinds = {subject.kind for subject in group.subjects()}
    return not (kinds & _WAYS_BACK or group.startups())


def _no_hiding(group: Group) -> bool:
    return not any(
        each.startswith(("T1014", "T1564", "T1574.006"))
        for finding in group.findings
        for each in finding.attack
    )


def _no_web(group: Group) -> bool:
    places = any(sign in subject.value for subject in group.subjects() for sign in _WEB)
    accounts = {process.account for process in group.processes()}
    named = {subject.value for subject in group.subjects() if subject.kind == "account"}
    return not places and not (accounts | named) & SERVICE_ACCOUNTS


def _no_login(group: Group) -> bool:
    return not {"account", "key", "group"} & {subject.kind for subject in group.subjects()}


def _no_library(group: Group) -> bool:
    return "library" not in {subject.kind for subject in group.subjects()} and not any(
        "T1574" in each for finding in group.findings for each in finding.attack
    )


def _one_sign(group: Group) -> bool:
    return len({finding.rule.name for finding in group.findings}) == 1


CONDITIONS: Mapping[str, Callable[[Group], bool]] = {
    "nothing-runs": _nothing_runs,
    "processor-idle": _processor_idle,
    "no-remote": _no_remote,
    "no-own-file": _no_own_file,
    "no-way-back": _no_way_back,
    "no-hiding": _no_hiding,
    "no-web": _no_web,
    "no-login": _no_login,
    "no-library": _no_library,
    "one-sign": _one_sign,
}
"""Each says whether what speaks against a type holds of a thread. All are quiet where nobody
could tell: without processes nothing is said of what runs."""
