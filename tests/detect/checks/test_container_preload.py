import pytest

from detect.made_processes import worst
from hemostat.detect.checks.container_preload import preloads_in_container
from hemostat.model.host import HOST, Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

BOX = Scope("container", "c" * 64)


def library(state: Provenance, scope: Scope = BOX) -> FileFact:
    return FileFact(path=HostPath("/lib/x.so"), used_as=("preload",), state=state, scope=scope)


@pytest.mark.requirement("A5.20")
@pytest.mark.parametrize(
    ("state", "level"),
    [
        (Provenance.UNOWNED, Level.HIGH),
        (Provenance.UNKNOWN, Level.HIGH),
        (Provenance.MISSING, Level.MEDIUM),
        (Provenance.PACKAGED, None),
        (Provenance.IMAGE, None),
    ],
)
def test_the_library_decides(state: Provenance, level: Level | None) -> None:
    assert worst(preloads_in_container, library(state)) == level


def test_the_hosts_preload_has_checks_of_its_own() -> None:
    assert worst(preloads_in_container, library(Provenance.UNOWNED, HOST)) is None
