"""Where packages come from."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import package_origin as module
from hemostat.model.level import Level
from hemostat.model.records import Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("keyword", "level"), [("unsigned", None), ("unchecked", None), ("signed", Level.MEDIUM)]
)
def test_what_must_be_signed_is_less(keyword: str, level: Level | None) -> None:
    source = Setting(
        service="package_source", section="apt", keyword=keyword, value="http://203.0.113.9/x"
    )
    assert [each.level for each in claims(module.from_bare_address, source)] == [level]
