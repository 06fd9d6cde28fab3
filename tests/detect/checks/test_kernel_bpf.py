import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.kernel_bpf import bpf_holder
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import BpfObject, Process

pytestmark = pytest.mark.requirement("A6L.3")


@pytest.mark.parametrize(
    ("exe", "state", "levels"),
    [
        ("/opt/tetragon/tetragon", "unowned", [Level.LOW]),
        ("/home/dev/bpftrace", "unowned", [Level.LOW]),
        ("/dev/shm/.b", "unowned", [Level.MEDIUM]),
        ("/usr/bin/bpftrace", "packaged", []),
        ("/opt/agent/a", "product", []),
        ("/opt/agent/a", "unknown", []),
    ],
)
def test_only_nobodys_program_in_an_odd_place_is_worth_a_look(
    exe: str, state: str, levels: list[Level]
) -> None:
    path = HostPath(exe)
    records = [
        BpfObject(kind="prog", pid=3, exe=path, count=4),
        Process(pid=3, ppid=1, exe=path, exe_state=state),
    ]
    found = claims_of(bpf_holder, RecordSet(records).of, HostContext())
    assert [claim.level for claim in found] == levels
