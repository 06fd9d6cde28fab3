"""Capabilities: which are as good as root, and on what."""

import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.file_capability import capability_outside_packages
from hemostat.detect.file_claims import example
from hemostat.model.level import Level
from hemostat.model.record_set import RecordSet


@pytest.mark.parametrize(
    ("path", "detail", "package", "expected"),
    [
        ("/usr/bin/perl", "cap_setuid", "perl-base", [Level.HIGH]),
        ("/usr/bin/perl", "cap_net_raw", "perl-base", []),
        ("/usr/bin/snap-confine", "cap_sys_admin", "snapd", []),
        ("/opt/netdata/apps.plugin", "cap_dac_read_search cap_sys_ptrace", "", [Level.LOW]),
        ("/usr/lib/x/helper", "cap_setuid", "", [Level.MEDIUM]),
        ("/home/u/.x/y", "cap_setuid", "", [Level.HIGH]),
        ("/usr/local/bin/newuidmap", "cap_setuid", "", []),
    ],
)
def test_interpreters_and_odd_places_are_worst(
    path: str, detail: str, package: str, expected: list[Level]
) -> None:
    sign = example(path, "capability", detail=detail, package=package)
    claims = claims_of(capability_outside_packages, RecordSet([sign]).of, HostContext())
    assert [claim.level for claim in claims] == expected
