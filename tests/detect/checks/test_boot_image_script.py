"""A boot script without an original is claimed by its image and path."""

from datetime import UTC, datetime

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.boot_image_script import boot_image_script
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import BootImageScript

AT = datetime(2026, 1, 2, tzinfo=UTC)


def test_image_path_hash_and_time_are_told() -> None:
    script = BootImageScript(
        source=Source("sha256:ab", HostPath("/boot/initrd.img-6")),
        image=HostPath("/boot/initrd.img-6"),
        path=HostPath("/scripts/init-bottom/zz"),
        modified=AT,
        is_hook=True,
    )
    (claim,) = claims_of(boot_image_script, RecordSet([script]).of, HostContext())
    assert claim.subjects[0].value == "/boot/initrd.img-6:/scripts/init-bottom/zz"
    assert [each.value for each in claim.observables] == ["ab"]
    assert claim.first_seen == AT
