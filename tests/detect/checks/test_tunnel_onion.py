"""Onion services."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import tunnel_onion as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import ContentMatch, Process


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A4.11")
def test_settings_that_were_read_say_more_than_a_name() -> None:
    tor = Process(
        pid=9, exe=HostPath("/opt/t/tor"), exe_state="unowned", argv=("tor", "-f", "/opt/c/rc")
    )
    match = ContentMatch(rule="linux.content.onion-door", path=HostPath("/opt/c/rc"))
    assert [each.level for each in claims(module.onion_service, tor)] == [Level.MEDIUM]
    assert [each.level for each in claims(module.onion_service, tor, match)] == [None]
