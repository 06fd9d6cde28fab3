"""A program in /usr/local in front of a system command."""

from dataclasses import replace

import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.provenance_shadowed import system_command_shadowed
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

FACT = FileFact(
    path=HostPath("/usr/local/bin/ss"),
    state=Provenance.UNOWNED,
    content="script",
    mode=0o755,
    used_as=("shadows",),
)


def levels(*facts: FileFact) -> list[Level | None]:
    claims = claims_of(system_command_shadowed, lambda _: facts, HostContext())
    return [claim.level for claim in claims]


@pytest.mark.requirement("A6L.1")
@pytest.mark.parametrize(
    ("name", "content", "level"),
    [
        ("ss", "script", Level.MEDIUM),
        ("ls", "elf", Level.MEDIUM),
        ("sudo", "script", Level.MEDIUM),
        ("sshd", "elf", Level.LOW),
        ("curl", "elf", Level.LOW),
        ("curl", "script", Level.MEDIUM),
    ],
)
def test_what_people_build_themselves_is_low(name: str, content: str, level: Level) -> None:
    path = HostPath(f"/usr/local/bin/{name}")
    assert levels(replace(FACT, path=path, content=content)) == [level]


@pytest.mark.parametrize("name", ["git", "python3", "node", "vim", "docker-compose", "gcc"])
def test_ordinary_additions_are_left_alone(name: str) -> None:
    assert levels(replace(FACT, path=HostPath(f"/usr/local/bin/{name}"))) == []


def test_links_to_packaged_programs_and_files_nobody_can_run_are_left_alone() -> None:
    assert levels(replace(FACT, state=Provenance.PACKAGED)) == []
    assert levels(replace(FACT, mode=0o644)) == []
