"""Requests that are copied to a stranger."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import request_copies as module
from hemostat.model.records import Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.4")
def test_the_address_is_a_subject() -> None:
    copy = Setting(service="nginx", section="mirror", keyword="copies", value="http://203.0.113.7")
    (found,) = claims(module.requests_copied_out, copy)
    assert "203.0.113.7" in [each.value for each in found.subjects]
