"""A changed package script is claimed by its path."""

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.package_script import package_script_changed
from hemostat.detect.file_claims import example
from hemostat.model.record_set import RecordSet


def test_the_script_is_the_subject() -> None:
    path = "/var/lib/dpkg/info/openssl.postinst"
    signs = RecordSet([example(path, "package_script", "script")])
    (claim,) = claims_of(package_script_changed, signs.of, HostContext())
    assert claim.subjects[0].value == path
