"""The bench over one small Debian server, shared by the workers of a run."""

import os
from pathlib import Path

import pytest

from bench_hosts.benches import Bench, make_bench


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Examinations of planted roots."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    results = shared / "bench-hosts"
    results.mkdir(exist_ok=True)
    return make_bench(Path(results))
