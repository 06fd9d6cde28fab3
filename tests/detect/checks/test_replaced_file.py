"""A script in the place of a system program."""

from dataclasses import replace

import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.replaced_file import program_replaced_by_script
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

FACT = FileFact(
    path=HostPath("/bin/netstat"),
    state=Provenance.CHANGED,
    package="net-tools",
    content="script",
    used_as=("runs",),
)


def subjects(*facts: FileFact) -> list[str]:
    claims = claims_of(program_replaced_by_script, lambda _: facts, HostContext())
    return [claim.subjects[0].value for claim in claims]


@pytest.mark.requirement("A4.13")
def test_a_wrapper_is_named_even_without_its_first_line() -> None:
    assert subjects(FACT) == ["/bin/netstat"]
    assert subjects(replace(FACT, content="text")) == ["/bin/netstat"]


@pytest.mark.parametrize("path", ["/usr/bin/which", "/usr/bin/egrep", "/opt/bin/netstat"])
def test_scripts_and_other_folders_are_left_alone(path: str) -> None:
    assert subjects(replace(FACT, path=HostPath(path))) == []
