"""Code that interpreters are told to load first."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import interpreter_variables as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Startup


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("/tmp/a.js", Level.HIGH),
        ("/usr/lib/.a/a.js", Level.HIGH),
        ("/home/li/.x/a.js", Level.MEDIUM),
        ("/srv/app/a.js", None),
    ],
)
def test_it_depends_on_where_the_code_lies(code: str, level: Level | None) -> None:
    unit = Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        place=HostPath("/etc/systemd/system/a.service"),
        environment=(f"NODE_OPTIONS=--require {code}",),
    )
    found = claims(module.loads_odd_code, unit)
    assert [claim.level for claim in found] == ([level] if level else [])
