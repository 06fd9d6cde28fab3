"""A Debian as it was installed gives nothing above low, whichever way it is looked at."""

import pytest

from bench_hosts.benches import Bench, findings_of
from hemostat.drill.verdict import too_loud

pytestmark = [pytest.mark.sandbox, pytest.mark.requirement("B5.1", "B5.3", "B5.4", "A3.12")]


@pytest.mark.parametrize("source", ["folder", "tar"])
def test_a_fresh_root_at_rest_gives_nothing_above_low(source: str, bench: Bench) -> None:
    assert not too_loud(findings_of(bench.folder([])[source]))


def test_a_fresh_root_that_runs_gives_nothing_above_low(bench: Bench) -> None:
    assert not too_loud(findings_of(bench.live([])))


def test_a_fresh_root_by_the_collector_gives_nothing_above_low(bench: Bench) -> None:
    assert not too_loud(findings_of(bench.collected([])))


def test_a_fresh_root_is_read_in_full(bench: Bench) -> None:
    outcomes = {each["outcome"] for each in bench.folder([])["folder"]["coverage"]}
    assert "read" in outcomes
    assert not outcomes & {"denied", "failed"}
