import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.kernel_module_boot import module_loaded_at_boot
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, ModuleDirective, Provenance


def claims(module: str, path: str, state: Provenance, *, has_database: bool = True) -> int:
    records = RecordSet(
        [
            ModuleDirective(kind="load", module=module, command=""),
            FileFact(path=HostPath(path), state=state, used_as=("module",)),
        ]
    )
    context = HostContext(has_package_database=has_database)
    return len(list(claims_of(module_loaded_at_boot, records.of, context)))


@pytest.mark.requirement("A4.13")
@pytest.mark.parametrize("suffix", [".ko", ".ko.xz", ".ko.zst", ".ko.gz"])
def test_an_unowned_module_is_named_however_it_is_packed(suffix: str) -> None:
    assert claims("q_x", f"/lib/modules/6.1/extra/q-x{suffix}", Provenance.UNOWNED) == 1


def test_without_a_package_database_unowned_means_nothing() -> None:
    path = "/lib/modules/6.1/extra/q.ko"
    assert claims("q", path, Provenance.UNOWNED, has_database=False) == 0


def test_what_dkms_built_is_ordinary() -> None:
    assert claims("q", "/lib/modules/6.1/updates/dkms/q.ko", Provenance.UNOWNED) == 0
