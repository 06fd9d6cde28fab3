import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.mount_over_process import mount_covers_process
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Mount


@pytest.mark.requirement("B5.3")
def test_the_hidden_process_is_named_by_its_number() -> None:
    mount = Mount(
        mount_point=HostPath("/proc/812"), root=HostPath("/empty"), device="/dev/sda1", type="ext4"
    )
    (claim,) = claims_of(mount_covers_process, RecordSet([mount]).of, HostContext())
    assert claim.subjects[0].details == (("pid", 812),)
    assert claim.values["root"] == "/empty"
