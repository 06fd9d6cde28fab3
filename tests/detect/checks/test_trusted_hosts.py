"""Lists of trusted hosts."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import trusted_hosts as module
from hemostat.model.records import Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(("host", "is_told"), [("+", True), ("node1", False), ("-x", False)])
def test_only_a_plus_sign_trusts_everybody(host: str, is_told: bool) -> None:
    line = Setting(service="trusted_hosts", section="root", keyword=host)
    assert bool(claims(module.anybody_without_password, line)) == is_told
