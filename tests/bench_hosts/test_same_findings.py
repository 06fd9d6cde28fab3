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
    # Rules whose findings one way cannot give, and why.
    "tar": frozenset(),
    # The script lists few folders: the others stand in coverage as not collected, see below.
    "collector": frozenset({"linux.files.hidden-program"}),
    "live": frozenset(),
}

pytestmark = [pytest.mark.sandbox, pytest.mark.requirement("B5.1", "B5.4", "A6L.1", "A3.12")]


def told(result: Result, without: frozenset[str]) -> dict[str, str]:
    """Finding ids, each with its rule and subjects to read."""
    return {
        each["id"]: f"{each['rule']} {[subject['value'] for subject in each['subjects']]}"
        for each in findings_of(result)
        if each["rule"] not in without and not is_of_the_kernel(each)
    }


def is_of_the_kernel(finding: Result) -> bool:
    """Whether it speaks of the running kernel, which a root at rest does not have."""
    values = [subject["value"] for subject in finding["subjects"]]
    return "/proc/cmdline" in values or all(value.startswith("/proc/sys/") for value in values)


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


def test_folders_that_the_collector_leaves_out_are_said(bench: Bench) -> None:
    (walk,) = (
        each for each in bench.collected(SIGNS)["coverage"] if each["artifact"] == "linux.walk"
    )
    left = {each["path"] for each in walk["places"] if each["outcome"] == "not_collected"}
    found = told(bench.folder(SIGNS)["folder"], frozenset())
    missing = set(found) - set(told(bench.collected(SIGNS), frozenset()))
    assert "/usr/lib/.fs" in left
    assert {found[each].split()[0] for each in missing} <= MISSING_ELSEWHERE["collector"]
