"""Each planted sign is found: at its level, with the right subject and technique."""

import pytest

from bench_hosts.benches import PLANTED, Bench, findings_of, group_of
from hemostat.drill.case import Case
from hemostat.drill.verdict import judge

REQUIREMENTS = ("B5.1", "B5.3", "B5.4", "A4.3", "A4.11", "A4.12", "A4.13", "A5.20", "A6L.1")
AT_REST = [case for case in PLANTED if "folder" in case.places]
RUNNING = [case for case in PLANTED if "live" in case.places]

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.requirement(*REQUIREMENTS, "A6L.5", "A3.12", "A3.14"),
]


@pytest.mark.parametrize("source", ["folder", "tar"])
@pytest.mark.parametrize("case", AT_REST, ids=lambda case: case.name)
def test_a_planted_sign_is_found_in_a_root_at_rest(case: Case, source: str, bench: Bench) -> None:
    result = bench.folder(group_of(case, "folder"))[source]
    assert case.expected is not None
    verdict = judge(case.expected, findings_of(result))
    assert verdict.is_found, f"{case.text} Expected {case.expected}; near: {verdict.near}"


@pytest.mark.parametrize("case", RUNNING, ids=lambda case: case.name)
def test_a_planted_sign_is_found_on_a_running_host(case: Case, bench: Bench) -> None:
    result = bench.live(group_of(case, "live"))
    assert case.expected is not None
    verdict = judge(case.expected, findings_of(result))
    assert verdict.is_found, f"{case.text} Expected {case.expected}; near: {verdict.near}"
