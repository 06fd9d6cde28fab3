"""What every test may use."""

import os

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip by name what needs rights this run does not have."""
    if item.get_closest_marker("sandbox") and os.geteuid() != 0:
        pytest.skip("needs root: makes namespaces and an overlay of its own")
