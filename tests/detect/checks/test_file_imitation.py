"""Foreign programs that lie as if they were parts of the system."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import file_imitation as module
from hemostat.detect.file_claims import example
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Process, Provenance


@pytest.mark.parametrize(("check", "case"), examples(module))
def test_each_example_does_what_it_says(check: Check, case: Example) -> None:
    assert bool(claims(check, *case.records, context=case.context)) == case.fires


@pytest.mark.parametrize("state", [Provenance.PACKAGED, Provenance.PRODUCT])
def test_what_is_explained_is_left_alone(state: Provenance) -> None:
    path = "/usr/lib/systemd/systemd-helper"
    fact = FileFact(path=HostPath(path), state=state)
    assert claims(module.imitates_system, example(path, "system_program"), fact) == []


@pytest.mark.parametrize(
    ("path", "sign", "words"),
    [
        ("/etc/profile.d/x", "settings_program", "only texts"),
        ("/usr/lib/systemd/x", "system_program", "parts of systemd"),
        ("/usr/bin/kswapd0", "system_program", "name of a part"),
    ],
)
def test_it_says_what_is_borrowed(path: str, sign: str, words: str) -> None:
    (claim,) = claims(module.imitates_system, example(path, sign))
    assert words in claim.values["reason"]


def test_a_process_of_it_is_named_too() -> None:
    path = "/usr/sbin/kswapd0"
    process = Process(pid=7, exe=HostPath(path), name="kswapd0")
    (claim,) = claims(module.imitates_system, example(path, "system_program"), process)
    assert {subject.kind for subject in claim.subjects} == {"process", "file"}
