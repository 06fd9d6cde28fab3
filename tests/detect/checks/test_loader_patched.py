import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.loader_patched import loader_patched, strange_interpreter
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import ElfFile, FileFact, ProgramLibrary, Provenance

pytestmark = pytest.mark.requirement("A6L.2")
LOADER = HostPath("/lib64/ld-linux-x86-64.so.2")


def test_a_loader_its_package_delivered_so_is_low() -> None:
    elf = ElfFile(path=LOADER, preload_file="/etc/ld.so.other_preload")
    for state, level in ((Provenance.PACKAGED, Level.LOW), (Provenance.CHANGED, Level.CRITICAL)):
        fact = FileFact(path=LOADER, state=state)
        (claim,) = claims_of(loader_patched, RecordSet([elf, fact]).of, HostContext())
        assert claim.level is level
        assert claim.values["file"] == "/etc/ld.so.other_preload"


@pytest.mark.parametrize(
    ("program", "loader", "levels"),
    [
        ("/usr/bin/ls", "/dev/shm/ld.so", [Level.CRITICAL]),
        ("/usr/local/bin/ls", "/var/tmp/.a/ld.so", [Level.CRITICAL]),
        ("/usr/bin/ls", "/usr/lib/ld-cache.so", [Level.HIGH]),
        ("/usr/bin/ls", "/lib/ld-linux-aarch64.so.1", []),
        ("/usr/bin/ls", "/lib64/ld64.so.2", []),
        ("/opt/tool/bin/ls", "/opt/tool/lib/ld.so", []),
        ("/usr/bin/ls", "/nix/store/x-glibc/lib/ld-linux-x86-64.so.2", []),
    ],
)
def test_a_system_program_with_a_loader_of_somebodys_own(
    program: str, loader: str, levels: list[Level]
) -> None:
    library = ProgramLibrary(
        program=HostPath(program), library=HostPath(loader), name=loader, how="interpreter"
    )
    found = claims_of(strange_interpreter, RecordSet([library]).of, HostContext())
    assert [claim.level for claim in found] == levels
