"""Rules that put a way in back."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import tmpfiles_rules as module
from hemostat.model.level import Level
from hemostat.model.records import Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("argument", "level"), [("ssh-rsa AAAAB3 x", Level.HIGH), ("whatever", Level.MEDIUM)]
)
def test_a_key_says_more_than_any_text(argument: str, level: Level) -> None:
    rule = Setting(
        service="tmpfiles",
        section="/root/.ssh/authorized_keys",
        keyword="f+",
        value=f"0600 root {argument}",
    )
    assert [each.level for each in claims(module.rule_makes_way_in, rule)] == [level]
