from dataclasses import replace
from typing import Any

import pytest

from hemostat.detect.check import Example, claims_of
from hemostat.detect.checks.startup_drop_in import drop_in_runs_unpackaged
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Provenance, Startup

TOOL = HostPath("/usr/local/sbin/report")
SCRIPT = FileFact(path=TOOL, mode=0o755, uid=0, state=Provenance.UNOWNED, content="script")


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize("example", drop_in_runs_unpackaged.examples)
def test_it_fires_on_its_cases_and_is_quiet_on_the_others(example: Example) -> None:
    records = RecordSet(example.records)
    claims = list(claims_of(drop_in_runs_unpackaged, records.of, example.context))
    assert bool(claims) is example.fires
    for claim in claims:
        assert claim.subjects
        texts = drop_in_runs_unpackaged.info.texts
        assert texts.summary.en.format(**claim.values) != texts.summary.en
        assert texts.summary.zh.format(**claim.values) != texts.summary.zh


def level_of(fact: FileFact, path: str = TOOL, state: str = "unowned") -> Level:
    """Of a program a drop-in adds to ssh.service."""
    base, added = drop_in_runs_unpackaged.examples[0].records
    assert isinstance(added, Startup)
    added = replace(added, programs=(HostPath(path),), program_states=(state,))
    records = RecordSet((base, added, replace(fact, path=HostPath(path))))
    context = drop_in_runs_unpackaged.examples[0].context
    (claim,) = claims_of(drop_in_runs_unpackaged, records.of, context)
    return claim.level or drop_in_runs_unpackaged.info.level


def test_a_plain_script_of_roots_among_the_sites_own_tools_is_low() -> None:
    assert level_of(SCRIPT) is Level.LOW
    assert level_of(replace(SCRIPT, mode=0o700), "/usr/local/bin/report") is Level.LOW


@pytest.mark.parametrize(
    "changes",
    [
        {"content": "elf"},
        {"content": ""},
        {"uid": 33},
        {"uid": None},
        {"mode": 0o757},
        {"mode": 0o775},
        {"mode": None},
        {"real_path": HostPath("/tmp/report")},
        {"real_path": HostPath("/usr/local/sbin/.report")},
    ],
)
def test_what_is_no_script_or_not_roots_alone_stays_medium(changes: dict[str, Any]) -> None:
    assert level_of(replace(SCRIPT, **changes)) is Level.MEDIUM


@pytest.mark.parametrize(
    "path",
    ["/usr/local/sbin/.report", "/usr/local/sbin/.x/report", "/tmp/report", "/opt/x/report"],
)
def test_a_script_elsewhere_or_hidden_stays_medium(path: str) -> None:
    assert level_of(SCRIPT, path) is Level.MEDIUM


def test_a_packages_changed_script_stays_medium() -> None:
    assert level_of(SCRIPT, state="changed") is Level.MEDIUM
