"""Programs set-gid to a group that amounts to root."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import provenance_set_gid as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Group, Provenance


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("path", "group", "level"),
    [
        ("/usr/local/bin/tool", "shadow", Level.MEDIUM),
        ("/usr/local/bin/tool", "docker", Level.MEDIUM),
        ("/opt/x/tool", "disk", Level.MEDIUM),
        ("/opt/x/tool", "root", None),
        ("/home/ann/tool", "shadow", Level.HIGH),
        ("/usr/local/bin/awk", "shadow", Level.HIGH),
        ("/usr/local/bin/tool", "mail", None),
    ],
)
def test_group_and_place_decide(path: str, group: str, level: Level | None) -> None:
    fact = FileFact(
        path=HostPath(path), state=Provenance.UNOWNED, mode=0o2755, uid=0, gid=7, content="elf"
    )
    found = claims(module.set_gid_outside_packages, fact, Group(name=group, gid=7))
    assert [claim.level for claim in found] == ([level] if level else [])
