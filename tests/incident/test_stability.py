"""The five lines: what speaks against each part, and when nobody can tell."""

import pytest

from hemostat.incident.stability import parts_of, stability_of
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import PlaceCoverage
from hemostat.model.finding import Claim, Finding, RuleInfo, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.stability import Part, StabilityLine, Stable
from hemostat.model.text import Text
from report.made import claim, findings, process_claim, rule


def lines(
    *claims: tuple[RuleInfo, Claim],
    holes: tuple[str, ...] = (),
    is_running: bool = True,
    is_complete: bool = True,
    has_packages: bool = True,
) -> dict[Part, StabilityLine]:
    coverage = [
        PlaceCoverage(name, Text(name, name), True, (entry(name, Outcome.DENIED),))
        for name in holes
    ]
    found = stability_of(
        findings(*claims),
        coverage,
        is_running=is_running,
        is_complete=is_complete,
        has_packages=has_packages,
    )
    return {line.part: line for line in found}


def entry(name: str, outcome: Outcome) -> CoverageEntry:
    return CoverageEntry(name, HostPath("/x"), outcome)


def of(*subjects: tuple[str, str]) -> Claim:
    return claim(subjects=tuple(Subject(kind, value) for kind, value in subjects))


def finding(name: str, *subjects: tuple[str, str], category: str = "x") -> Finding:
    return findings((rule(name, category=category), of(*subjects)))[0]


@pytest.mark.requirement("A0.6")
def test_a_whole_look_without_a_sign_is_stable_in_all_five() -> None:
    found = lines()
    assert list(found) == list(Part)
    assert {line.stable for line in found.values()} == {Stable.YES}


def test_a_finding_speaks_against_each_part_it_touches() -> None:
    found = lines((rule("linux.process.odd"), process_claim()), (rule("linux.cron.odd"), claim()))
    unstable = {part for part, line in found.items() if line.stable is Stable.NO}
    assert unstable == {Part.MEMORY, Part.STARTUP}
    assert len(found[Part.MEMORY].findings) == 1


def test_low_and_hardening_findings_speak_against_nothing() -> None:
    weak = rule("linux.hardening.a", Level.HIGH, category="hardening_a")
    found = lines((rule(level=Level.LOW), claim()), (weak, claim("/b")))
    assert {line.stable for line in found.values()} == {Stable.YES}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("linux.network.sockets", Part.NETWORK),
        ("linux.packages.dpkg", Part.SYSTEM_FILES),
        ("linux.systemd.units", Part.STARTUP),
        ("linux.loader.preload", Part.LIBRARIES),
        ("linux.process.exe", Part.MEMORY),
    ],
)
def test_a_hole_is_never_stable(name: str, part: Part) -> None:
    line = lines(holes=(name,))[part]
    assert line.stable is Stable.CANNOT_TELL
    assert line.holes == (name,)


def test_a_source_that_does_not_run_cannot_tell_of_network_and_memory() -> None:
    unknown = {p for p, line in lines(is_running=False).items() if line.stable is not Stable.YES}
    assert unknown == {Part.NETWORK, Part.MEMORY}


def test_without_packages_nobody_vouches_for_files() -> None:
    found = lines(has_packages=False)
    unknown = {part for part, line in found.items() if line.stable is not Stable.YES}
    assert unknown == {Part.SYSTEM_FILES, Part.LIBRARIES}


def test_a_cut_source_cannot_tell_of_anything_but_what_it_saw() -> None:
    found = lines((rule("linux.cron.odd"), claim()), is_complete=False)
    assert found[Part.STARTUP].stable is Stable.NO
    assert {line.stable for part, line in found.items() if part is not Part.STARTUP} == {
        Stable.CANNOT_TELL
    }


@pytest.mark.parametrize(
    ("name", "subjects", "parts"),
    [
        ("linux.loader.preload-file", (("library", "/x.so"),), {Part.LIBRARIES}),
        ("linux.hosts.odd", (("domain", "a.example"),), {Part.NETWORK}),
        ("linux.command.miner", (("cron_job", "/c"), ("file", "/x")), {Part.STARTUP}),
        ("linux.accounts.second-uid-0", (("account", "x"),), {Part.SYSTEM_FILES}),
        ("1234-sigma-id", (("file", "/x"),), {Part.SYSTEM_FILES}),
    ],
)
def test_which_parts_a_finding_speaks_against(
    name: str, subjects: tuple[tuple[str, str], ...], parts: set[Part]
) -> None:
    assert parts_of(finding(name, *subjects)) == parts
