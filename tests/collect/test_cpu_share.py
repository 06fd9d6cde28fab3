import os
from pathlib import Path

import pytest

from hemostat.collect.cpu_share import CpuSample, sample_again, shares_between
from hemostat.trees.folder import FolderTree

FIRST = CpuSample({7: (500, 100, 10.0), 8: (600, 0, 10.0)})


def test_a_share_is_time_used_over_time_passed() -> None:
    later = CpuSample({7: (500, 300, 12.0), 8: (600, 0, 12.0)})
    assert dict(shares_between(FIRST, later)) == {7: 1.0, 8: 0.0}


def test_two_looks_at_the_same_moment_say_nothing() -> None:
    assert dict(shares_between(FIRST, FIRST)) == {}


def test_time_that_runs_backwards_is_no_work() -> None:
    assert dict(shares_between(FIRST, CpuSample({7: (500, 50, 11.0)}))) == {7: 0.0}


@pytest.mark.parametrize("text", ["nan", "-1", "0", "soon", "1e99", ""])
def test_an_interval_that_is_none_gives_no_sample(tmp_path: Path, text: str) -> None:
    second = tmp_path / ".hemostat" / "second" / "7"
    second.mkdir(parents=True)
    (second / "stat").write_text("7 (a) S 1 1 1 0 -1 0 0 0 0 0 9 0 0 0 20 0 1 0 500 0 3 0")
    (tmp_path / ".hemostat" / "interval").write_text(text)
    assert sample_again(FolderTree(os.fsencode(tmp_path)), FIRST) == CpuSample({})
