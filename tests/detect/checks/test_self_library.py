import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.self_library import foreign_library
from hemostat.model.finding import Claim
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, InjectedLibrary, Provenance

pytestmark = pytest.mark.requirement("A6L.3", "A5.20")


def judged(
    path: str, *hooks: str, state: Provenance = Provenance.UNOWNED, mode: int = 0o644
) -> Claim:
    library = InjectedLibrary(path=HostPath(path), pid=9, is_ours=True, hooks=hooks)
    fact = FileFact(path=HostPath(path), state=state, mode=mode)
    (claim,) = claims_of(foreign_library, RecordSet([library, fact]).of, HostContext())
    return claim


@pytest.mark.parametrize(
    ("path", "hooks", "state", "level"),
    [
        ("/usr/lib/libx.so", ("readdir64",), Provenance.UNOWNED, Level.CRITICAL),
        ("/usr/local/lib/libx.so", ("readdir",), Provenance.UNOWNED, Level.CRITICAL),
        ("/dev/shm/.x.so", (), Provenance.UNOWNED, Level.CRITICAL),
        ("/usr/lib/libx.so", (), Provenance.UNOWNED, Level.HIGH),
        ("/usr/lib/libx.so", ("open",), Provenance.CHANGED, Level.HIGH),
        ("/usr/lib/libx.so", ("open",), Provenance.MISSING, Level.HIGH),
        ("/usr/local/lib/libjemalloc.so.2", (), Provenance.UNOWNED, Level.LOW),
        ("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", (), Provenance.PACKAGED, Level.LOW),
        ("/usr/lib/libfakeroot.so", ("stat", "readdir"), Provenance.PACKAGED, Level.LOW),
        ("/opt/agent/lib/liboneagent.so", ("open",), Provenance.PRODUCT, Level.INFO),
    ],
)
def test_how_bad_a_library_inside_us_is(
    path: str, hooks: tuple[str, ...], state: Provenance, level: Level
) -> None:
    assert judged(path, *hooks, state=state).level is level


def test_a_library_anybody_may_write_is_critical() -> None:
    assert judged("/usr/local/lib/libx.so", mode=0o666).level is Level.CRITICAL


def test_without_package_database_it_is_worth_a_look() -> None:
    library = InjectedLibrary(path=HostPath("/usr/lib/libx.so"), pid=9, is_ours=True)
    fact = FileFact(path=HostPath("/usr/lib/libx.so"), state=Provenance.UNOWNED)
    context = HostContext(has_package_database=False)
    (claim,) = claims_of(foreign_library, RecordSet([library, fact]).of, context)
    assert claim.level is Level.MEDIUM


def test_its_texts_say_who_names_it_and_what_it_replaces() -> None:
    claim = judged("/usr/lib/libx.so", "readdir", "open")
    assert claim.values["hooks"] == "readdir, open"
    assert claim.values["named_by"] == "-"
