import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.loader_hooking import hooking_library
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, InjectedLibrary, Provenance

pytestmark = pytest.mark.requirement("A6L.2", "A5.20")


@pytest.mark.parametrize(
    ("path", "hooks", "levels"),
    [
        ("/usr/lib/libx.so", ("readdir",), [Level.CRITICAL]),
        ("/usr/local/lib/libx.so", ("readdir64",), [Level.CRITICAL]),
        ("/usr/lib/libx.so", ("getspnam",), [Level.HIGH]),
        ("/var/tmp/libx.so", ("open",), [Level.HIGH]),
        ("/usr/lib/libx.so", ("open", "stat", "accept"), [Level.MEDIUM]),
        ("/usr/lib/libx.so", ("open",), [Level.LOW]),
        ("/usr/local/lib/libtorsocks.so", ("accept", "recvmsg", "read"), [Level.LOW]),
        ("/usr/local/lib/libsnoopy.so", ("execve",), []),
        ("/opt/toolchain/lib/libc.so.6", ("readdir", "open", "stat"), []),
        ("/opt/gcc/lib64/libasan.so.8", ("readdir", "open", "stat"), []),
    ],
)
def test_how_bad_it_is_depends_on_what_it_replaces_and_where_it_lies(
    path: str, hooks: tuple[str, ...], levels: list[Level]
) -> None:
    library = InjectedLibrary(path=HostPath(path), exe=HostPath("/usr/sbin/sshd"), hooks=hooks)
    fact = FileFact(path=HostPath(path), state=Provenance.UNOWNED)
    found = claims_of(hooking_library, RecordSet([library, fact]).of, HostContext())
    assert [claim.level for claim in found] == levels
