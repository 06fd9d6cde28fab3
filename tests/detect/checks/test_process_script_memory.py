"""Scripts in memory."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import process_script_memory as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import OpenFile, Process


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A4.11")
@pytest.mark.parametrize(
    ("target", "level"),
    [
        ("/memfd:x (deleted)", Level.HIGH),
        ("/var/tmp/a (deleted)", Level.HIGH),
        ("/srv/a.py", None),
        ("pipe:[3]", None),
    ],
)
def test_it_depends_on_where_the_descriptor_leads(target: str, level: Level | None) -> None:
    process = Process(pid=9, exe=HostPath("/usr/bin/python3"), argv=("python3", "/dev/fd/3"))
    found = claims(module.script_in_memory, process, OpenFile(pid=9, descriptor=3, target=target))
    assert [claim.level for claim in found] == ([level] if level else [])
