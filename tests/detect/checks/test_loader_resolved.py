import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.loader_resolved import command_library
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import ElfFile, FileFact, ProgramLibrary, Provenance

pytestmark = pytest.mark.requirement("A6L.2", "A6L.5")


@pytest.mark.parametrize(
    ("path", "hooks", "level"),
    [
        ("/var/tmp/.l/libselinux.so.1", (), Level.CRITICAL),
        ("/usr/lib/a/libselinux.so.1", ("readdir",), Level.HIGH),
        ("/usr/local/lib/libselinux.so.1", ("readdir64",), Level.HIGH),
        ("/usr/lib/a/libselinux.so.1", (), Level.MEDIUM),
        ("/usr/local/lib/libz.so.1", (), Level.LOW),
        ("/opt/openssl/lib/libcrypto.so.3", (), Level.LOW),
    ],
)
def test_how_bad_it_is_depends_on_where_it_lies_and_what_it_replaces(
    path: str, hooks: tuple[str, ...], level: Level
) -> None:
    library = HostPath(path)
    records = [
        ProgramLibrary(program=HostPath("/usr/bin/ls"), library=library, name="l", how="cache"),
        FileFact(path=library, state=Provenance.UNOWNED),
        ElfFile(path=library, hooks=hooks),
    ]
    (claim,) = claims_of(command_library, RecordSet(records).of, HostContext())
    assert claim.level is level
    assert [each.value for each in claim.subjects] == [path, "/usr/bin/ls"]
