"""The same signs give the same findings as folder, tar, collector stream and running host."""

import pytest

from bench_hosts.benches import Bench, Result, findings_of

SIGNS = (
    "bashrc-starts-in-the-background",
    "fetch-and-run-at-two",
    "foreign-module",
    "generator",
    "package-manager-hook",
    "python-path-file",
    "rc-local",
    "replaced-sshd",
    "second-root-by-number",
    "set-uid-shell-in-tmp",
    "unit-in-a-temporary-place",
    "www-data-may-do-all",
)

MISSING_ELSEWHERE: dict[str, frozenset[str]] = {
    # Rules whose findings one way cannot give, and why. None is known for signs in files.
    "tar": frozenset(),
    "collector": frozenset(),
    "live": frozenset(),
}

pytestmark = [pytest.mark.sandbox, pytest.mark.requirement("B5.1", "B5.4", "A6L.1", "A3.12")]


def told(result: Result, without: frozenset[str]) -> dict[str, str]:
    """Finding ids, each with its rule and subjects to read."""
    return {
        each["id"]: f"{each['rule']} {[subject['value'] for subject in each['subjects']]}"
        for each in findings_of(result)
        if each["rule"] not in without
    }


@pytest.mark.parametrize("source", ["tar", "collector", "live"])
def test_each_way_of_looking_gives_the_findings_of_the_folder(source: str, bench: Bench) -> None:
    at_rest = bench.folder(SIGNS)
    other = {
        "tar": lambda: at_rest["tar"],
        "collector": lambda: bench.collected(SIGNS),
        "live": lambda: bench.live(SIGNS),
    }[source]()
    without = MISSING_ELSEWHERE[source]
    assert told(other, without) == told(at_rest["folder"], without)
    assert len(told(at_rest["folder"], without)) >= len(SIGNS)
