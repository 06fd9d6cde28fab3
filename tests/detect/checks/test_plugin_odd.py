"""Modules that daemons load from odd places."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import plugin_odd as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance, Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.parametrize(
    ("path", "state", "level"),
    [
        ("/dev/shm/m.so", Provenance.UNOWNED, Level.HIGH),
        ("/dev/shm/m.so", Provenance.MISSING, Level.MEDIUM),
        ("/usr/share/m.so", Provenance.UNOWNED, Level.MEDIUM),
        ("/usr/lib/nginx/modules/m.so", Provenance.CHANGED, Level.HIGH),
        ("/usr/lib/nginx/modules/m.so", Provenance.UNOWNED, None),
        ("/usr/lib/nginx/modules/m.so", Provenance.MISSING, None),
    ],
)
def test_place_and_state_decide(path: str, state: Provenance, level: Level | None) -> None:
    setting = Setting(service="nginx", keyword="loads", value=path)
    fact = FileFact(path=HostPath(path), state=state, content="elf")
    found = claims(module.loads_odd_module, setting, fact)
    assert [claim.level for claim in found] == ([level] if level else [])


def test_a_server_built_here_has_modules_built_here() -> None:
    paths = [f"/usr/lib/apache2/modules/mod_x{n}.so" for n in range(9)]
    settings = [Setting(service="apache2", keyword="loads", value=path) for path in paths]
    facts = [FileFact(path=HostPath(path), state=Provenance.UNOWNED) for path in paths]
    packaged = FileFact(path=HostPath("/usr/lib/y.so"), state=Provenance.PACKAGED)
    own = Setting(service="apache2", keyword="loads", value="/usr/lib/y.so")
    assert claims(module.loads_odd_module, *settings, *facts, own, packaged) == []
    assert len(claims(module.loads_odd_module, settings[0], facts[0], own, packaged)) == 1
