"""Shares of the system's folders."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import open_shares as module
from hemostat.model.records import Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A6.3")
def test_what_stands_before_the_first_share_holds_for_it() -> None:
    path = Setting(service="rsyncd", section="all", keyword="path", value="/")
    asks = Setting(service="rsyncd", keyword="auth users", value="li")
    assert claims(module.system_open_to_all, path)
    assert not claims(module.system_open_to_all, asks, path)
