"""Who is in a container's cgroup and in the host's mounts."""

from dataclasses import replace

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import container_entered_host as module
from hemostat.detect.checks.container_entered_host import _INIT, _POD, _process
from hemostat.model.level import Level
from hemostat.model.records import Process


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.parametrize(
    ("process", "level"),
    [
        (_process("/usr/bin/bash"), Level.MEDIUM),
        (_process("/usr/bin/bash", tty=34816), Level.LOW),
        (_process("/usr/bin/bash", _POD), Level.LOW),
        (_process("/usr/sbin/iscsiadm", _POD), Level.LOW),
        (_process("/opt/agent/run", _POD, exe_state="unowned"), Level.MEDIUM),
        (_process("/opt/agent/run", exe_state="unowned"), Level.HIGH),
        (_process("/dev/shm/runc", _POD, exe_state="unowned"), Level.HIGH),
        (_process("/usr/local/bin/runc", exe_state="unowned"), None),
    ],
)
def test_what_it_runs_decides(process: Process, level: Level | None) -> None:
    found = claims(module.left_its_container, _INIT, process)
    assert [each.level for each in found] == ([level] if level else [])


def test_without_a_first_process_to_compare_with_nothing_is_said() -> None:
    shell = _process("/usr/bin/bash")
    assert claims(module.left_its_container, replace(_INIT, namespaces=()), shell) == []
