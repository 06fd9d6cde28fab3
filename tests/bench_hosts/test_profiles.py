"""Ordinary production hosts stay quiet; malware inside a product's own folders does not."""

import pytest

from bench_hosts.benches import PROFILES, Bench, findings_of
from hemostat.drill.case import Case
from hemostat.drill.verdict import judge, new_findings, too_loud

TWINS = [(case.name, case.twin) for case in PROFILES if case.twin]

pytestmark = [pytest.mark.sandbox, pytest.mark.requirement("B5.1", "B5.3", "B5.4", "A6L.1")]


def loud(result: dict[str, object], clean: dict[str, object]) -> str:
    """What was said above low that a bare root does not get, one finding a line."""
    found = too_loud(new_findings(findings_of(result), findings_of(clean)))
    lines = [
        f"{each['level']} {each['rule']} {[subject['value'] for subject in each['subjects']]}"
        for each in found
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("case", PROFILES, ids=lambda case: case.name)
def test_an_ordinary_running_host_gives_nothing_above_low(case: Case, bench: Bench) -> None:
    assert loud(bench.live([case.name], kind="profiles"), bench.live([])) == ""


@pytest.mark.parametrize("case", PROFILES, ids=lambda case: case.name)
def test_an_ordinary_root_at_rest_gives_nothing_above_low(case: Case, bench: Bench) -> None:
    found, clean = (
        bench.folder(names, kind="profiles", has_tar=False)["folder"] for names in ([case.name], [])
    )
    assert loud(found, clean) == ""


@pytest.mark.parametrize(("name", "twin"), TWINS, ids=[name for name, _ in TWINS])
def test_a_sign_inside_a_products_own_folders_is_found(name: str, twin: Case, bench: Bench) -> None:
    assert twin.expected is not None
    result = bench.live([name], kind="profiles", twin=True)
    verdict = judge(twin.expected, findings_of(result))
    assert verdict.is_found, f"expected {twin.expected}; near: {verdict.near}"
