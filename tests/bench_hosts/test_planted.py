"""Each planted sign is found: at its level, with the right subject and technique."""

import pytest

from bench_hosts.benches import PLANTED, Bench, Result, findings_of, group_of
from hemostat.drill.case import Case
from hemostat.drill.verdict import judge

REQUIREMENTS = ("B5.1", "B5.3", "B5.4", "A4.3", "A4.11", "A4.12", "A4.13", "A5.20", "A6L.1")
AT_REST = [case for case in PLANTED if "folder" in case.places]
RUNNING = [case for case in PLANTED if "live" in case.places]
MISSED: dict[str, str] = {}
"""What a default run is known to miss, with the reason; a case found by now fails here."""

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.requirement(*REQUIREMENTS, "A6L.5", "A3.12", "A3.14"),
]


@pytest.mark.parametrize("source", ["folder", "tar"])
@pytest.mark.parametrize("case", AT_REST, ids=lambda case: case.name)
def test_a_planted_sign_is_found_in_a_root_at_rest(case: Case, source: str, bench: Bench) -> None:
    result = bench.folder(group_of(case, "folder"))[source]
    hold_to(case, findings_of(result))


@pytest.mark.parametrize("case", RUNNING, ids=lambda case: case.name)
def test_a_planted_sign_is_found_on_a_running_host(case: Case, bench: Bench) -> None:
    result = bench.live(group_of(case, "live"))
    hold_to(case, findings_of(result))


def hold_to(case: Case, findings: list[Result]) -> None:
    """Fail where a sign is missed that is not named as missed, or found though it is."""
    assert case.expected is not None
    verdict = judge(case.expected, findings)
    if case.name in MISSED:
        assert not verdict.is_found, f"found by now: take {case.name} off the list"
        pytest.xfail(MISSED[case.name])
    assert verdict.is_found, f"{case.text} Expected {case.expected}; near: {verdict.near}"
