"""Is the host stable: network, system files, startup items, libraries, memory? Requirement A0.6.

A part is unstable when a finding of medium or worse speaks of it; else nobody can tell when a
needed place of it could not be looked at; else no sign was seen. Never "clean".
"""

from collections.abc import Iterable, Sequence
from typing import Final

from hemostat.model.examination import PlaceCoverage
from hemostat.model.finding import Finding, is_hardening
from hemostat.model.level import Level
from hemostat.model.stability import Part, StabilityLine, Stable

_BY_RULE: Final = (
    (
        Part.NETWORK,
        "linux.socket. linux.tunnel. linux.hosts. linux.resolver. linux.firewall. linux.network."
        " linux.exposure. linux.inetd. linux.process.shell-on-socket",
    ),
    (
        Part.SYSTEM_FILES,
        "linux.files. linux.accounts. linux.sudo. linux.ssh. linux.sshd. linux.mount. linux.path."
        " linux.web. linux.content. linux.nsswitch.",
    ),
    (
        Part.STARTUP,
        "linux.startup. linux.cron. linux.systemd. linux.udev. linux.package_hook."
        " linux.package-hook. linux.python. linux.shell. linux.script. linux.git."
        " linux.kernel.module-loaded-at-boot linux.kernel.module-runs-command",
    ),
    (Part.LIBRARIES, "linux.loader. linux.pam. linux.nsswitch."),
    (Part.MEMORY, "linux.process. linux.kernel. linux.memory."),
)
_BY_SUBJECT: Final = {
    "cron_job": Part.STARTUP,
    "unit": Part.STARTUP,
    "process": Part.MEMORY,
    "module": Part.MEMORY,
    "library": Part.LIBRARIES,
    "socket": Part.NETWORK,
    "address": Part.NETWORK,
}
"""Not files: what a process or a job names is told by these already."""

_BY_PLACE: Final = (
    (Part.NETWORK, "linux.network. linux.firewall. linux.process.list linux.process.fd"),
    (
        Part.SYSTEM_FILES,
        "linux.packages linux.baseline.files linux.accounts. linux.sudo. linux.ssh.",
    ),
    (
        Part.STARTUP,
        "linux.cron. linux.at. linux.systemd. linux.init. linux.profile. linux.profiles."
        " linux.udev. linux.hooks. linux.desktop. linux.python. linux.network-script."
        " linux.modules. linux.baseline.scripts",
    ),
    (Part.LIBRARIES, "linux.loader. linux.pam. linux.packages linux.process.maps"),
    (Part.MEMORY, "linux.process.list linux.process.exe linux.process.maps linux.process.environ"),
)
_ONLY_RUNNING: Final = (Part.NETWORK, Part.MEMORY)
_NO_PROCESSES, _NO_PACKAGES, _CUT = "linux.process.list", "linux.packages", "run"


def stability_of(
    findings: Sequence[Finding],
    coverage: Iterable[PlaceCoverage],
    *,
    is_running: bool,
    is_complete: bool,
    has_packages: bool,
) -> tuple[StabilityLine, ...]:
    """The five lines, in order.

    Args:
        findings: ranked, worst first.
        coverage: how each place went.
        is_running: whether processes were there to see.
        is_complete: whether the source was whole and the run not interrupted.
        has_packages: whether a package database could vouch for files.
    """
    serious = [each for each in findings if each.level >= Level.MEDIUM]
    against = [(each, parts_of(each)) for each in serious]
    places = tuple(coverage)
    lines: list[StabilityLine] = []
    for part in Part:
        ids = tuple(finding.id for finding, parts in against if part in parts)
        holes = list(_holes(part, places))
        if part in _ONLY_RUNNING and not is_running:
            holes.insert(0, _NO_PROCESSES)
        if part in (Part.SYSTEM_FILES, Part.LIBRARIES) and not has_packages:
            holes.insert(0, _NO_PACKAGES)
        if not is_complete:
            holes.append(_CUT)
        stable = Stable.NO if ids else Stable.CANNOT_TELL if holes else Stable.YES
        lines.append(StabilityLine(part, stable, ids, tuple(dict.fromkeys(holes))))
    return tuple(lines)


def parts_of(finding: Finding) -> frozenset[Part]:
    """The parts a finding speaks against; system files where nothing else is known.

    Hardening facts speak against none: a weakness is no change.
    """
    if is_hardening(finding):
        return frozenset()
    parts = {part for part, rules in _BY_RULE if finding.rule.name.startswith(tuple(rules.split()))}
    parts |= {
        _BY_SUBJECT[subject.kind] for subject in finding.subjects if subject.kind in _BY_SUBJECT
    }
    return frozenset(parts or {Part.SYSTEM_FILES})


def _holes(part: Part, places: Sequence[PlaceCoverage]) -> Iterable[str]:
    prefixes = next(tuple(names.split()) for each, names in _BY_PLACE if each is part)
    for place in places:
        if place.is_needed and place.holes and place.name.startswith(prefixes):
            yield place.name
