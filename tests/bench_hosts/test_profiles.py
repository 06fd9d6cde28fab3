"""Ordinary production hosts stay quiet; malware inside a product's own folders does not.

Some stand in one root together. Where that root is not quiet or cannot be, or a sign in it is not
found, the host in question is examined in a root of its own, and that is what counts.
"""

import pytest

from bench_hosts.benches import PROFILES, Bench, findings_of
from bench_hosts.neighbours import stand_together
from hemostat.drill.case import Case
from hemostat.drill.verdict import judge, new_findings, too_loud

TWINS = [(case.name, case.twin) for case in PROFILES if case.twin]
TOGETHER = {
    case.name: [each.name for each in group] for group in stand_together(PROFILES) for case in group
}
_OWNER = {twin.name: name for name, twin in TWINS}
TWINS_TOGETHER = {
    _OWNER[twin.name]: [_OWNER[each.name] for each in group]
    for group in stand_together(twin for _, twin in TWINS)
    for twin in group
}

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
    clean = bench.live([])
    try:
        together = loud(bench.live(TOGETHER[case.name], kind="profiles"), clean)
    except AssertionError as refused:  # two of them want one port
        together = str(refused)
    if together:
        assert loud(bench.live([case.name], kind="profiles"), clean) == ""


@pytest.mark.parametrize("case", PROFILES, ids=lambda case: case.name)
def test_an_ordinary_root_at_rest_gives_nothing_above_low(case: Case, bench: Bench) -> None:
    def at_rest(names: list[str]) -> dict[str, object]:
        found: dict[str, object] = bench.folder(names, kind="profiles", has_tar=False)["folder"]
        return found

    if loud(at_rest(TOGETHER[case.name]), at_rest([])):
        assert loud(at_rest([case.name]), at_rest([])) == ""


@pytest.mark.parametrize(("name", "twin"), TWINS, ids=[name for name, _ in TWINS])
def test_a_sign_inside_a_products_own_folders_is_found(name: str, twin: Case, bench: Bench) -> None:
    assert twin.expected is not None
    together = bench.live(TWINS_TOGETHER[name], kind="profiles", twin=True)
    if not judge(twin.expected, findings_of(together)).is_found:
        verdict = judge(twin.expected, findings_of(bench.live([name], kind="profiles", twin=True)))
        assert verdict.is_found, f"expected {twin.expected}; near: {verdict.near}"
