"""Terminals of services."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import process_service_terminal as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A4.11")
@pytest.mark.parametrize(("account", "level"), [("www-data", None), ("postgres", Level.MEDIUM)])
def test_an_account_people_work_in_is_less(account: str, level: Level | None) -> None:
    process = Process(
        pid=9,
        exe=HostPath("/usr/bin/python3"),
        command="python3 -c import pty; pty.spawn('/bin/sh')",
        account=account,
        euid=110,
    )
    assert [each.level for each in claims(module.terminal_of_service, process)] == [level]
