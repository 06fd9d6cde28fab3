"""What an argument of the kernel is worth."""

from dataclasses import replace

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import boot_arguments as module
from hemostat.detect.checks.boot_arguments import _argument
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Startup


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("startup", "expected"),
    [
        (_argument("init", "/opt/.x/init"), [Level.HIGH]),
        (_argument("init", "/opt/x/init", "unknown"), [Level.MEDIUM]),
        (_argument("init", "/bin/sh", "packaged"), [Level.MEDIUM]),
        (_argument("rdinit", "/bin/early", "missing"), [Level.LOW]),
        (replace(_argument("init", "/opt/x"), place=HostPath("/proc/cmdline")), [Level.LOW]),
        (_argument("rd.break", "rd.break"), [Level.LOW]),
        (_argument("init", "/usr/bin/packaged-init", "packaged"), []),
    ],
)
def test_levels(startup: Startup, expected: list[Level]) -> None:
    found = claims(module.other_first_program, startup)
    assert [each.level for each in found] == expected
