"""Who is given root by polkit."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import polkit_grants as module
from hemostat.model.level import Level
from hemostat.model.records import Account, Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("who", "level"),
    [
        ("user mysql", Level.HIGH),
        ("anyone", Level.HIGH),
        ("anyone here", Level.MEDIUM),
        ("user li", Level.LOW),
        ("group developers", Level.LOW),
        ("group sudo", None),
    ],
)
def test_it_depends_on_who_is_allowed(who: str, level: Level | None) -> None:
    grant = Setting(service="polkit", section=who, keyword="grant", value="*")
    found = claims(module.polkit_gives_root_away, grant, Account(name="li", uid=1001))
    assert [claim.level for claim in found] == ([level] if level else [])
