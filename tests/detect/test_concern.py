import pytest

from hemostat.detect.check import Files, HostContext
from hemostat.detect.concern import concern, is_unowned
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance


@pytest.mark.parametrize(
    ("path", "state", "mode", "level"),
    [
        ("/usr/bin/x", Provenance.PACKAGED, 0o755, None),
        ("/usr/bin/x", Provenance.PRODUCT, 0o755, None),
        ("/usr/bin/x", Provenance.CHANGED, 0o755, Level.HIGH),
        ("/usr/bin/x", Provenance.UNOWNED, 0o755, Level.MEDIUM),
        ("/usr/local/bin/x", Provenance.UNOWNED, 0o755, Level.LOW),
        ("/usr/local/bin/x", Provenance.UNOWNED, 0o777, Level.MEDIUM),
        ("/tmp/x", Provenance.PACKAGED, 0o755, Level.HIGH),
        ("/usr/bin/x", Provenance.UNKNOWN, 0o755, None),
    ],
)
def test_provenance_and_place_say_how_worrying_a_file_is(
    path: str, state: Provenance, mode: int, level: Level | None
) -> None:
    files = Files.of([FileFact(path=HostPath(path), state=state, mode=mode)])
    assert concern(path, files, HostContext()) is level


def test_without_a_package_database_nothing_is_unowned() -> None:
    fact = FileFact(path=HostPath("/usr/bin/x"), state=Provenance.UNOWNED)
    context = HostContext(has_package_database=False)
    assert not is_unowned(fact, context)
    assert concern("/usr/bin/x", Files.of([fact]), context) is None
    assert concern("/usr/bin/unknown", Files.of([]), HostContext()) is None
