"""Wiped command lines."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import process_nameless as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A4.11")
@pytest.mark.parametrize(
    ("exe", "level"),
    [("/usr/lib/x/y", Level.HIGH), ("/opt/x/y", Level.MEDIUM), ("/opt/.x/y", Level.HIGH)],
)
def test_it_depends_on_where_the_program_lies(exe: str, level: Level) -> None:
    process = Process(pid=9, exe=HostPath(exe), exe_state="unowned", resident=4096)
    assert [each.level for each in claims(module.command_line_wiped, process)] == [level]
